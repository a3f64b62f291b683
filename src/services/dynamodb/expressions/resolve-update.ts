// From what an update says to what it means, with AWS's refusals in AWS's order: reserved words, functions' names and places,
// sections, placeholders, paths that overlap, and at last the types of operands.

import { type AttributeType, type AttributeValue, typeOf } from "../values/attribute-value.ts";
import { compileUpdate, type NewValue, type ResolvedAction } from "./compile-update.ts";
import type { Update } from "./compiled.ts";
import { wrongType } from "./condition-functions.ts";
import { refuseOverlaps } from "./distinct-paths.ts";
import { refuserOf, TokenStream } from "./lexer.ts";
import { parseUpdate } from "./parse-update.ts";
import { type Placeholders, refuseReservedWords } from "./placeholders.ts";
import { misused } from "./resolve-condition.ts";
import type { OperandSyntax, UpdateAction, UpdateSyntax } from "./syntax.ts";
import { SyntaxCache } from "./syntax-cache.ts";
import type { Operand } from "./tree.ts";

const kind = "UpdateExpression";
const refuser = refuserOf(kind);
const syntaxes = new SyntaxCache<UpdateSyntax>();

const functions: ReadonlySet<string> = new Set(["if_not_exists", "list_append"]);

/** Throws ValidationException. */
export function compileUpdateExpression(source: string, placeholders: Placeholders): Update {
  const syntax = syntaxes.get(source, () => parseUpdate(new TokenStream(kind, source)));
  for (const { path, operands } of syntax.actions) {
    refuseReservedWords(path, refuser);
    for (const operand of operands) refuseReservedIn(operand);
  }
  for (const { operands } of syntax.actions) for (const operand of operands) refuseFunctions(operand);
  refuseRepeatedSections(syntax);
  const actions = syntax.actions.map((action) => resolveAction(action, placeholders));
  refuseOverlaps(
    actions.map(({ path }) => path),
    refuser,
  );
  for (const action of actions) refuseOperands(action);
  return compileUpdate(actions);
}

function refuseReservedIn(operand: OperandSyntax): void {
  if (operand.type === "path") refuseReservedWords(operand, refuser);
  if (operand.type === "call") for (const each of operand.operands) refuseReservedIn(each);
}

function refuseFunctions(operand: OperandSyntax): void {
  if (operand.type !== "call") return;
  if (!functions.has(operand.name)) throw refuser.refusal(`Invalid function name; function: ${operand.name}`);
  for (const each of operand.operands) {
    refuseFunctions(each);
    if (each.type === "call" && each.name === "list_append") throw misused(each.name, refuser);
  }
}

function refuseRepeatedSections({ sections }: UpdateSyntax): void {
  const repeated = sections.find((section, index) => sections.indexOf(section) < index);
  if (repeated !== undefined)
    throw refuser.refusal(`The "${repeated}" section can only be used once in an update expression;`);
}

function resolveAction(
  { section, path: written, operator, operands }: UpdateAction,
  placeholders: Placeholders,
): ResolvedAction {
  const path = placeholders.resolvePath(written, refuser);
  if (section === "REMOVE") return { section, path };
  const [left, right] = operands.map((operand) => resolveOperand(operand, placeholders));
  if (left === undefined) throw new Error(`${section} without an operand`);
  if (section === "SET") {
    const value: NewValue =
      operator === undefined || right === undefined ? left : { type: "sum", operator, left, right };
    return { section, path, value };
  }
  if (left.type !== "value") throw new Error(`${section} with something else than a value`);
  return { section, path, value: left.value };
}

function resolveOperand(syntax: OperandSyntax, placeholders: Placeholders): Operand {
  if (syntax.type === "path") return { type: "path", path: placeholders.resolvePath(syntax, refuser) };
  if (syntax.type === "value") return { type: "value", value: placeholders.resolveValue(syntax, refuser) };
  const operands = syntax.operands.map((operand) => resolveOperand(operand, placeholders));
  return { type: "call", name: syntax.name, operands };
}

function refuseOperands(action: ResolvedAction): void {
  if (action.section === "REMOVE") return;
  if (action.section !== "SET") {
    refuseAddend(action.section, action.value);
    return;
  }
  if (action.value.type !== "sum") {
    refuseArguments(action.value);
    return;
  }
  const { operator, left, right } = action.value;
  for (const operand of [left, right]) {
    refuseArguments(operand);
    refuseType(operator, operand, "N");
  }
}

const typeNames: Readonly<Partial<Record<AttributeType, string>>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  NULL: "NULL",
  BOOL: "BOOLEAN",
  L: "LIST",
  M: "MAP",
};

/** ADD takes numbers and sets, DELETE sets. */
function refuseAddend(section: "ADD" | "DELETE", value: AttributeValue): void {
  const type = typeOf(value);
  const name = typeNames[type];
  if (name === undefined || (section === "ADD" && type === "N")) return;
  throw refuser.refusal(
    `Incorrect operand type for operator or function; operator: ${section}, operand type: ${name}, typeSet: ALLOWED_FOR_${section}_OPERAND`,
  );
}

function refuseArguments(operand: Operand): void {
  if (operand.type !== "call") return;
  const { name, operands } = operand;
  for (const each of operands) refuseArguments(each);
  if (operands.length !== 2) {
    throw refuser.refusal(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  }
  if (name === "list_append") for (const each of operands) refuseType(name, each, "L");
  if (name === "if_not_exists" && operands[0]?.type !== "path")
    throw refuser.refusal(`Operator or function requires a document path; operator or function: ${name}`);
}

function refuseType(operator: string, operand: Operand, type: AttributeType): void {
  if (operand.type !== "value" || typeOf(operand.value) === type) return;
  throw refuser.refusal(wrongType(operator, typeOf(operand.value)));
}
