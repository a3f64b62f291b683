// From what a condition says to what it means: placeholders are looked up and operands checked, and refused with AWS's texts.
// AWS looks at functions' names first, then at where they stand, at reserved words, and at last from left to right at operands.

import { conditionFunctions } from "./condition-functions.ts";
import type { Refuser } from "./lexer.ts";
import { faultOfCall, faultOfComparison } from "./operand-faults.ts";
import { type Placeholders, refuseReservedWords } from "./placeholders.ts";
import type { CallSyntax, ConditionSyntax, OperandSyntax, PathSyntax } from "./syntax.ts";
import type { ConditionTree, Operand } from "./tree.ts";

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
    const { operator } = syntax;
    const operands = syntax.operands.map((operand) => this.#operand(operand));
    this.#refuse(faultOfComparison(operator, operands));
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
    this.#refuse(faultOfCall(name, operands));
    return { type: "call", name, operands };
  }

  #refuse(fault: string | undefined): void {
    if (fault !== undefined) throw this.#refuser.refusal(fault);
  }
}
