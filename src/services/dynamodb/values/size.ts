// How large an item is, as DynamoDB counts: for its limit of 400 KB, for pages of 1 MB and for capacity units.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html

import type { AttributeMap, AttributeValue } from "./attribute-value.ts";
import { parseDecimal } from "./number.ts";

export const maxItemBytes = 400 * 1024;

/** In bytes: the names and values of all attributes; of an item that is too large not all of them. */
export function itemSize(item: AttributeMap): number {
  let size = 0;
  for (const name of Object.keys(item)) {
    size += Buffer.byteLength(name) + valueSize(item[name] as AttributeValue);
    if (size > maxItemBytes) break;
  }
  return size;
}

export function valueSize(value: AttributeValue): number {
  if ("S" in value) return Buffer.byteLength(value.S);
  if ("N" in value) return numberSize(value.N);
  if ("B" in value) return base64Size(value.B);
  if ("SS" in value) return total(value.SS, (text) => Buffer.byteLength(text));
  if ("NS" in value) return total(value.NS, numberSize);
  if ("BS" in value) return total(value.BS, base64Size);
  // Lists and maps cost three bytes, and one for each of what they hold.
  if ("L" in value) return 3 + total(value.L, (each) => 1 + valueSize(each));
  if ("M" in value) return 3 + Object.keys(value.M).length + itemSize(value.M);
  return 1;
}

function total<Value>(values: readonly Value[], sizeOf: (value: Value) => number): number {
  return values.reduce((sum, value) => sum + sizeOf(value), 0);
}

/** Most numbers are; zero, which has no digits, is not. */
const shortInteger = /^[1-9]\d?$/;

/** A byte for two digits before the point, and for two behind it; one for the exponent and one for a sign. */
function numberSize(text: string): number {
  if (shortInteger.test(text)) return 2;
  const { negative, digits, exponent } = parseDecimal(text);
  const whole = Math.max(0, Math.min(digits.length, exponent));
  const fraction = digits.length - whole;
  return 1 + Math.ceil(whole / 2) + Math.ceil(fraction / 2) + (negative ? 1 : 0);
}

function base64Size(text: string): number {
  if (text === "") return 0;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}
