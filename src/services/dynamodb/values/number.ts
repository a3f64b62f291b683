// DynamoDB's numbers: decimal, at most 38 significant digits, magnitude from 1E-130 to 9.99…E+125. They travel as text, are
// kept as canonical plain text (`-12.5`, `100`, never `1E2`), and are reckoned exactly.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Number

import { validationError } from "../refusals.ts";
import { InvalidValue } from "./invalid-value.ts";

/** `0.digits × 10^exponent`, the first and the last digit not 0; no digits for zero. */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

const maxDigits = 38;
/** Of `Decimal`: the first digit stands one place behind the point. */
const maxExponent = 126;
const minExponent = -129;

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Most numbers are whole, short and canonical already. */
const plainInteger = /^(?:0|-?[1-9]\d{0,14})$/;

/** The canonical text of a number as a client wrote it. Throws ValidationException. */
export function canonicalNumber(text: string): string {
  if (plainInteger.test(text)) return text;
  return formatDecimal(parseDecimal(text));
}

/** Throws ValidationException for what isn't a number or isn't in the range. */
export function parseDecimal(text: string): Decimal {
  const [, sign, whole = "", fraction = "", power = "0"] = pattern.exec(text) ?? [];
  if (sign === undefined || whole + fraction === "") throw notNumeric(text);
  const exponent = whole.length + Number(power);
  // What 32 bits do not hold is no number to the older checks, or becomes negative in what is reckoned with it.
  if (Math.abs(Number(power)) >= 2 ** 31) {
    if (Math.abs(Number(power)) >= 2 ** 63) throw notNumeric(text);
    throw notNumeric(text, outOfRange(exponent).message);
  }
  const number = decimal(sign === "-", whole + fraction, exponent);
  if (exponent >= 2 ** 31 && number.digits !== "") throw new InvalidValue(underflow, overflow);
  return inRange(number);
}

function notNumeric(text: string, newer?: string): InvalidValue {
  const message = "The parameter cannot be converted to a numeric value";
  return new InvalidValue(text === "" ? message : `${message}: ${text}`, newer ?? `${message}: ${text}`);
}

function decimal(negative: boolean, places: string, exponent: number): Decimal {
  const first = firstNonZero(places);
  if (first === places.length) return { negative: false, digits: "", exponent: 0 };
  let end = places.length;
  while (places.charCodeAt(end - 1) === 48) end -= 1;
  return { negative, digits: places.slice(first, end), exponent: exponent - first };
}

function firstNonZero(digits: string): number {
  let index = 0;
  while (digits.charCodeAt(index) === 48) index += 1;
  return index;
}

function inRange(number: Decimal): Decimal {
  if (number.digits === "") return number;
  if (number.exponent > maxExponent || number.exponent < minExponent) throw outOfRange(number.exponent);
  if (number.digits.length > maxDigits) {
    throw new InvalidValue("Attempting to store more than 38 significant digits in a Number");
  }
  return number;
}

const overflow = "Number overflow. Attempting to store a number with magnitude larger than supported range";
const underflow =
  "Number underflow. Attempting to store a number with magnitude smaller than supported range";

function outOfRange(exponent: number): InvalidValue {
  return new InvalidValue(exponent > 0 ? overflow : underflow);
}

export function formatDecimal({ negative, digits, exponent }: Decimal): string {
  if (digits === "") return "0";
  const sign = negative ? "-" : "";
  if (exponent <= 0) return `${sign}0.${"0".repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return sign + digits.padEnd(exponent, "0");
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** Both in canonical text. Throws ValidationException if the sum is out of range or needs more than 38 digits. */
export function addNumbers(a: string, b: string): string {
  return sum(parseDecimal(a), parseDecimal(b));
}

/** As `addNumbers`. */
export function subtractNumbers(a: string, b: string): string {
  const subtrahend = parseDecimal(b);
  return sum(parseDecimal(a), { ...subtrahend, negative: !subtrahend.negative });
}

function sum(a: Decimal, b: Decimal): string {
  const scale = Math.min(a.exponent - a.digits.length, b.exponent - b.digits.length);
  const total = scaled(a, scale) + scaled(b, scale);
  const places = (total < 0n ? -total : total).toString();
  const result = decimal(total < 0n, places, places.length + scale);
  // AWS says of a sum that needs too many digits that it overflows.
  if (result.digits.length > maxDigits) throw validationError(overflow);
  return formatDecimal(inRange(result));
}

/** In units of 10^scale. */
function scaled({ negative, digits, exponent }: Decimal, scale: number): bigint {
  if (digits === "") return 0n;
  const magnitude = BigInt(digits) * 10n ** BigInt(exponent - digits.length - scale);
  return negative ? -magnitude : magnitude;
}

/** Negative, zero or positive as `a` is less than, equal to or more than `b`; both in canonical text. */
export function compareNumbers(a: string, b: string): number {
  if (a === b) return 0;
  // So few digits tell two doubles apart.
  if (a.length <= 15 && b.length <= 15) return Number(a) - Number(b);
  return compareDecimals(parseDecimal(a), parseDecimal(b));
}

function compareDecimals(a: Decimal, b: Decimal): number {
  const [signOfA, signOfB] = [signOf(a), signOf(b)];
  if (signOfA !== signOfB || signOfA === 0) return signOfA - signOfB;
  if (a.exponent !== b.exponent) return signOfA * (a.exponent - b.exponent);
  if (a.digits === b.digits) return 0;
  return a.digits < b.digits ? -signOfA : signOfA;
}

function signOf({ negative, digits }: Decimal): number {
  if (digits === "") return 0;
  return negative ? -1 : 1;
}
