// How conditions compare values.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html

import { includesText } from "../../../aws/find-text.ts";
import { type AttributeValue, attributeOf } from "./attribute-value.ts";
import { compareNumbers } from "./number.ts";

/** Sets are equal whatever the order of their elements, lists and maps if all of what they hold is. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  if ("S" in a) return "S" in b && a.S === b.S;
  // Numbers and bytes are canonical text.
  if ("N" in a) return "N" in b && a.N === b.N;
  if ("B" in a) return "B" in b && a.B === b.B;
  if ("BOOL" in a) return "BOOL" in b && a.BOOL === b.BOOL;
  if ("NULL" in a) return "NULL" in b;
  if ("SS" in a) return "SS" in b && equalSets(a.SS, b.SS);
  if ("NS" in a) return "NS" in b && equalSets(a.NS, b.NS);
  if ("BS" in a) return "BS" in b && equalSets(a.BS, b.BS);
  if ("L" in a) return "L" in b && equalLists(a.L, b.L);
  return "M" in b && equalMaps(a.M, b.M);
}

function equalSets(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  const elements = new Set(a);
  return b.every((element) => elements.has(element));
}

function equalLists(a: readonly AttributeValue[], b: readonly AttributeValue[]): boolean {
  return a.length === b.length && a.every((value, index) => equalValues(value, b[index] as AttributeValue));
}

function equalMaps(
  a: Readonly<Record<string, AttributeValue>>,
  b: Readonly<Record<string, AttributeValue>>,
): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => {
    const other = attributeOf(b, name);
    return other !== undefined && equalValues(a[name] as AttributeValue, other);
  });
}

/** Negative, zero or positive; undefined for values that have no order: other types, or two types. */
export function orderOf(a: AttributeValue, b: AttributeValue): number | undefined {
  if ("N" in a && "N" in b) return compareNumbers(a.N, b.N);
  if ("S" in a && "S" in b) return compareTexts(a.S, b.S);
  if ("B" in a && "B" in b) return Buffer.compare(Buffer.from(a.B, "base64"), Buffer.from(b.B, "base64"));
  return undefined;
}

/** By UTF-8 bytes. JavaScript's own order differs where one text has a surrogate. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [unitOfA, unitOfB] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (unitOfA !== unitOfB) return codePointRank(unitOfA) - codePointRank(unitOfB);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Whether a text or bytes begin with others. */
export function beginsWith(value: AttributeValue, start: AttributeValue): boolean {
  if ("S" in value && "S" in start) return value.S.startsWith(start.S);
  if (!("B" in value && "B" in start)) return false;
  const prefix = Buffer.from(start.B, "base64");
  return Buffer.from(value.B, "base64").subarray(0, prefix.length).equals(prefix);
}

/** Whether a text holds a text, bytes hold bytes, a set an element or a list a value. */
export function containsValue(container: AttributeValue, part: AttributeValue): boolean {
  if ("S" in container) return "S" in part && includesText(container.S, part.S);
  if ("B" in container) return "B" in part && includesText(bytesAsText(container.B), bytesAsText(part.B));
  if ("SS" in container) return "S" in part && container.SS.includes(part.S);
  if ("NS" in container) return "N" in part && container.NS.includes(part.N);
  if ("BS" in container) return "B" in part && container.BS.includes(part.B);
  return "L" in container && container.L.some((each) => equalValues(each, part));
}

/** A character for each byte. */
function bytesAsText(base64: string): string {
  return Buffer.from(base64, "base64").toString("latin1");
}
