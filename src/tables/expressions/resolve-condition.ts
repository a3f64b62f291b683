// From what a condition says to what it means: placeholders are looked up and operands checked, and refused with AWS's texts.
// AWS looks at functions' names first, then at where they stand, at reserved words, and at last from left to right at operands.

import { type AttributeValue, contentOf, typeOf } from "../values/attribute-value.ts";
import { orderOf } from "../values/compare.ts";
import { conditionFunctions } from "./condition-functions.ts";
import { showPath } from "./document-path.ts";
import { type Placeholders, type Refuser, refuseReservedWords } from "./placeholders.ts";
import type { CallSyntax, ConditionSyntax, OperandSyntax, PathSyntax } from "./syntax.ts";
import type { ConditionTree, Operand } from "./tree.ts";

const maxAlternatives = 100;

/** Throws ValidationException. */
export function resolveCondition(
  syntax: ConditionSyntax,
  placeholders: Placeholders,
  refuser: Refuser,
): ConditionTree {
  const parts = partsOf(syntax);
  for (const { call } of parts.calls) {
    if (!conditionFunctions.has(call.name))
      throw refuser.refusal(`Invalid function name; function: ${call.name}`);
  }
  for (const { call, isCondition } of parts.calls) {
    if (isCondition !== (call.name !== "size")) throw misused(call.name, refuser);
  }
  for (const path of parts.paths) refuseReservedWords(path, refuser);
  return new ConditionResolver(placeholders, refuser).condition(syntax);
}

export function misused(name: string, refuser: Refuser): Error {
  return refuser.refusal(
    `The function is not allowed to be used this way in an expression; function: ${name}`,
  );
}

interface Parts {
  readonly calls: { readonly call: CallSyntax; readonly isCondition: boolean }[];
  readonly paths: PathSyntax[];
}

function partsOf(syntax: ConditionSyntax): Parts {
  const parts: Parts = { calls: [], paths: [] };
  collect(syntax, parts);
  return parts;
}

function collect(syntax: ConditionSyntax, parts: Parts): void {
  if (syntax.type === "and" || syntax.type === "or") {
    collect(syntax.left, parts);
    collect(syntax.right, parts);
  } else if (syntax.type === "not") {
    collect(syntax.condition, parts);
  } else {
    if (syntax.type === "call") parts.calls.push({ call: syntax, isCondition: true });
    for (const operand of syntax.operands) collectOperand(operand, parts);
  }
}

function collectOperand(operand: OperandSyntax, parts: Parts): void {
  if (operand.type === "path") parts.paths.push(operand);
  if (operand.type !== "call") return;
  parts.calls.push({ call: operand, isCondition: false });
  for (const each of operand.operands) collectOperand(each, parts);
}

class ConditionResolver {
  readonly #placeholders: Placeholders;
  readonly #refuser: Refuser;

  constructor(placeholders: Placeholders, refuser: Refuser) {
    this.#placeholders = placeholders;
    this.#refuser = refuser;
  }

  condition(syntax: ConditionSyntax): ConditionTree {
    if (syntax.type === "and" || syntax.type === "or") {
      return { type: syntax.type, left: this.condition(syntax.left), right: this.condition(syntax.right) };
    }
    if (syntax.type === "not") return { type: "not", condition: this.condition(syntax.condition) };
    if (syntax.type === "call") return this.#call(syntax);
    const operands = syntax.operands.map((operand) => this.#operand(operand));
    const { operator } = syntax;
    if (operator === "IN" && operands.length - 1 > maxAlternatives) {
      throw this.#refuser.refusal(
        `The IN operator is provided with too many operands; number of operands: ${operands.length - 1}`,
      );
    }
    this.#refuseSamePath(operator, operands);
    if (operator !== "=" && operator !== "<>" && operator !== "IN")
      for (const operand of operands) this.#refuseType(operator, operand, isOrdered);
    if (operator === "BETWEEN") this.#refuseBounds(operands);
    return { type: "comparison", operator, operands };
  }

  #operand(syntax: OperandSyntax): Operand {
    if (syntax.type === "path")
      return { type: "path", path: this.#placeholders.resolvePath(syntax, this.#refuser) };
    if (syntax.type === "value")
      return { type: "value", value: this.#placeholders.resolveValue(syntax, this.#refuser) };
    return this.#call(syntax);
  }

  #call({ name, operands: written }: CallSyntax): Extract<Operand, { readonly type: "call" }> {
    const operands = written.map((operand) => this.#operand(operand));
    const { arity, check } = conditionFunctions.get(name) ?? { arity: 0 };
    if (operands.length !== arity) {
      throw this.#refuser.refusal(
        `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
      );
    }
    this.#refuseSamePath(name, operands);
    const detail = check?.(operands);
    if (detail !== undefined) throw this.#refuser.refusal(detail);
    return { type: "call", name, operands };
  }

  #refuseSamePath(operator: string, [first, ...others]: readonly Operand[]): void {
    if (first?.type !== "path") return;
    const path = showPath(first.path);
    if (!others.some((other) => other.type === "path" && showPath(other.path) === path)) return;
    throw this.#refuser.refusal(
      `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${path}`,
    );
  }

  #refuseType(operator: string, operand: Operand, isRight: (value: AttributeValue) => boolean): void {
    if (operand.type !== "value" || isRight(operand.value)) return;
    throw this.#refuser.refusal(
      `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOf(operand.value)}`,
    );
  }

  #refuseBounds([, low, high]: readonly Operand[]): void {
    if (low?.type !== "value" || high?.type !== "value") return;
    const order = orderOf(low.value, high.value);
    if (order !== undefined && order <= 0) return;
    const bounds = `lower bound operand: ${showValue(low.value)}, upper bound operand: ${showValue(high.value)}`;
    throw this.#refuser.refusal(
      order === undefined
        ? `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`
        : `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
    );
  }
}

function isOrdered(value: AttributeValue): boolean {
  return "S" in value || "N" in value || "B" in value;
}

function showValue(value: AttributeValue): string {
  return `AttributeValue: {${typeOf(value)}:${String(contentOf(value))}}`;
}
