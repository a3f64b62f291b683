// KeyConditionExpression: a condition's grammar, of which only comparisons of key attributes that an index can answer are left.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html

import { validationError } from "../refusals.ts";
import type { AttributeValue } from "../values/attribute-value.ts";
import type { KeyCondition, KeyOperator } from "./compiled.ts";
import type { DocumentPath } from "./document-path.ts";
import type { ConditionTree, Operand } from "./tree.ts";

/** Throws ValidationException. */
export function keyConditionsOf(tree: ConditionTree): readonly KeyCondition[] {
  const conditions: KeyCondition[] = [];
  for (const part of conjunctsOf(tree)) {
    const condition = keyConditionOf(part);
    if (conditions.some(({ attribute }) => attribute === condition.attribute)) {
      throw validationError(
        "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key",
      );
    }
    conditions.push(condition);
  }
  return conditions;
}

type Predicate = Extract<ConditionTree, { readonly type: "comparison" | "call" }>;

function conjunctsOf(tree: ConditionTree): readonly Predicate[] {
  if (tree.type === "and") return [...conjunctsOf(tree.left), ...conjunctsOf(tree.right)];
  if (tree.type === "or" || tree.type === "not") throw invalidOperator(tree.type.toUpperCase());
  return [tree];
}

function invalidOperator(operator: string): Error {
  return validationError(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

function keyConditionOf(predicate: Predicate): KeyCondition {
  const written = predicate.type === "call" ? predicate.name : predicate.operator;
  const operator = operators.get(written);
  if (operator === undefined) throw invalidOperator(written);
  const { operands } = predicate;
  if ((written === "BETWEEN" || written === "begins_with") && operands[0]?.type !== "path") {
    throw invalidCondition(`${written} operator must have the key attribute as its first operand`);
  }
  const place = placeOf(operands);
  const values = operands.filter((_, index) => index !== place.index).map(valueOfOperand);
  return {
    attribute: place.attribute,
    operator: place.index === 0 ? operator : mirrored(operator),
    values: values as unknown as KeyCondition["values"],
  };
}

const operators: ReadonlyMap<string, KeyOperator> = new Map<string, KeyOperator>([
  ["=", "="],
  ["<", "<"],
  ["<=", "<="],
  [">", ">"],
  [">=", ">="],
  ["BETWEEN", "BETWEEN"],
  ["begins_with", "begins_with"],
]);

function invalidCondition(detail: string): Error {
  return validationError(`Invalid condition in KeyConditionExpression: ${detail}`);
}

function placeOf(operands: readonly Operand[]): { readonly attribute: string; readonly index: number } {
  let place: { readonly path: DocumentPath; readonly index: number } | undefined;
  for (const [index, operand] of operands.entries()) {
    if (operand.type === "call")
      throw validationError("KeyConditionExpressions cannot contain nested operations");
    if (operand.type !== "path") continue;
    if (place !== undefined) throw invalidCondition("Multiple attribute names used in one condition");
    if (operand.path.length > 1) {
      throw validationError("KeyConditionExpressions cannot have conditions on nested attributes");
    }
    place = { path: operand.path, index };
  }
  if (place === undefined) throw invalidCondition("No key attribute specified");
  return { attribute: place.path[0], index: place.index };
}

function valueOfOperand(operand: Operand): AttributeValue {
  if (operand.type !== "value") throw new Error("An operand of a key condition without a value");
  return operand.value;
}

/** `:low < attribute` is `attribute > :low`. */
function mirrored(operator: KeyOperator): KeyOperator {
  if (operator === "<") return ">";
  if (operator === "<=") return ">=";
  if (operator === ">") return "<";
  return operator === ">=" ? "<=" : operator;
}
