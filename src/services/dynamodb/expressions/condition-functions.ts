// The functions of conditions: how many operands they have, which types those may be of, and what they answer.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html#Expressions.OperatorsAndFunctions.Functions

import {
  type AttributeType,
  type AttributeValue,
  attributeTypes,
  typeOf,
} from "../values/attribute-value.ts";
import { beginsWith, containsValue } from "../values/compare.ts";
import type { Operand } from "./tree.ts";

export interface ConditionFunction {
  readonly arity: number;
  /** What AWS says of operands that can't be. */
  readonly check?: (operands: readonly Operand[]) => string | undefined;
  /** Of the operands' values; undefined for what isn't there. `size` isn't among them: it answers with a value. */
  readonly test?: (first: AttributeValue | undefined, second: AttributeValue | undefined) => boolean;
}

export const conditionFunctions: ReadonlyMap<string, ConditionFunction> = new Map<string, ConditionFunction>([
  [
    "attribute_exists",
    { arity: 1, check: pathFor("attribute_exists"), test: (value) => value !== undefined },
  ],
  [
    "attribute_not_exists",
    { arity: 1, check: pathFor("attribute_not_exists"), test: (value) => value === undefined },
  ],
  [
    "attribute_type",
    {
      arity: 2,
      check: typeNameOf,
      test: (value, type) =>
        value !== undefined && type !== undefined && "S" in type && typeOf(value) === type.S,
    },
  ],
  [
    "begins_with",
    {
      arity: 2,
      check: (operands) => firstWrong("begins_with", operands, ["S", "B"]),
      test: (value, start) => value !== undefined && start !== undefined && beginsWith(value, start),
    },
  ],
  [
    "contains",
    {
      arity: 2,
      test: (value, part) => value !== undefined && part !== undefined && containsValue(value, part),
    },
  ],
  [
    "size",
    {
      arity: 1,
      check: (operands) => firstWrong("size", operands, ["S", "B", "SS", "NS", "BS", "L", "M"]),
    },
  ],
]);

/** Undefined for a value that has no size. */
export function sizeOf(value: AttributeValue): number | undefined {
  if ("S" in value) return value.S.length;
  if ("B" in value) return Buffer.byteLength(value.B, "base64");
  if ("SS" in value) return value.SS.length;
  if ("NS" in value) return value.NS.length;
  if ("BS" in value) return value.BS.length;
  if ("L" in value) return value.L.length;
  return "M" in value ? Object.keys(value.M).length : undefined;
}

function pathFor(name: string): (operands: readonly Operand[]) => string | undefined {
  return ([operand]) =>
    operand?.type === "path"
      ? undefined
      : `Operator or function requires a document path; operator or function: ${name}`;
}

function firstWrong(
  name: string,
  operands: readonly Operand[],
  right: readonly AttributeType[],
): string | undefined {
  for (const operand of operands) {
    const type = knownType(operand);
    if (type !== undefined && !right.includes(type)) return wrongType(name, type);
  }
  return undefined;
}

/** Of a value that the request gives, or of a function's answer. */
function knownType(operand: Operand): AttributeType | undefined {
  if (operand.type === "value") return typeOf(operand.value);
  return operand.type === "call" ? "N" : undefined;
}

export function wrongType(name: string, type: string): string {
  return `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
}

// AWS's sets of types, in its order.
function typeNameOf([, operand]: readonly Operand[]): string | undefined {
  if (operand?.type !== "value" || !("S" in operand.value)) {
    const type = operand === undefined ? undefined : knownType(operand);
    return wrongType("attribute_type", type ?? "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
  }
  const name = operand.value.S;
  if (attributeTypes.some((type) => type === name)) return undefined;
  return `Invalid attribute type name found; type: ${name}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`;
}
