// The values of expressions and how one type becomes another. Undefined is no value; whatever cannot be converted becomes it.
// Numbers are doubles where AWS has 34 digits, and one without a fraction is an Int, as in SQL version 2016-03-23.
// https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-data-types.html

import { isJsonObject, type Json } from "../../../aws/json.ts";
import { spend, spendOn, spendOnText } from "./work.ts";

export type Value = Json | undefined;

const decimalText = /^-?\d+(?:\.\d+)?(?:[eE]-?\d+)?$/;

/** A number, or a text that spells one. */
export function toDecimal(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !decimalText.test(value)) return undefined;
  return finite(Number(value));
}

/** As `toDecimal`, without the fraction: rounded down. */
export function toInt(value: Value): number | undefined {
  const decimal = toDecimal(value);
  return decimal === undefined ? undefined : Math.floor(decimal);
}

export function toBoolean(value: Value): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return undefined;
  const small = value.toLowerCase();
  return small === "true" ? true : small === "false" ? false : undefined;
}

export function toText(value: Value): string | undefined {
  if (typeof value === "string") {
    spendOnText(value);
    return value;
  }
  if (value === undefined || value === null) return undefined;
  spendOn(value);
  return JSON.stringify(value);
}

/** What JSON cannot say is Undefined. */
export function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** To look a member up in both takes about as long as to look at so many values. */
const stepsAMember = 4;

/** Of values of one type; whatever is of two is different. */
export function areEqual(one: Json, other: Json): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    spend(one.length);
    return one.length === other.length && one.every((each, index) => areEqual(each, other[index] ?? null));
  }
  if (!isJsonObject(one) || !isJsonObject(other)) return false;
  const names = Object.keys(one);
  spend(names.length * stepsAMember);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && areEqual(one[name] ?? null, other[name] ?? null))
  );
}

/** A member by its name, an element or a character by its place from zero. */
export function memberOf(value: Value, key: Value): Value {
  if (typeof key === "string") {
    if (isJsonObject(value)) return Object.hasOwn(value, key) ? value[key] : undefined;
    const index = toDecimal(key);
    return index === undefined ? undefined : memberOf(value, index);
  }
  if (typeof key !== "number") return undefined;
  if (isJsonObject(value)) return memberOf(value, String(key));
  if (typeof value === "string") return value[Math.floor(key)];
  return Array.isArray(value) ? (value as readonly Json[])[Math.floor(key)] : undefined;
}

const castTypes: Readonly<Record<string, (value: Value) => Value>> = {
  decimal: castToDecimal,
  number: castToDecimal,
  float: castToDecimal,
  double: castToDecimal,
  int: castToInt,
  integer: castToInt,
  boolean: castToBoolean,
  bool: castToBoolean,
  string: toText,
  nvarchar: toText,
  text: toText,
  ntext: toText,
  varchar: toText,
};

/** Undefined for a type that there is not. https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html#iot-sql-function-cast */
export function castTo(type: string): ((value: Value) => Value) | undefined {
  return Object.hasOwn(castTypes, type) ? castTypes[type] : undefined;
}

function castToDecimal(value: Value): Value {
  return typeof value === "boolean" ? Number(value) : toDecimal(value);
}

function castToInt(value: Value): Value {
  return typeof value === "boolean" ? Number(value) : toInt(value);
}

function castToBoolean(value: Value): Value {
  return typeof value === "number" ? value !== 0 : toBoolean(value);
}
