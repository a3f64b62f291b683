// Functions of numbers. https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html

import { finite, toDecimal, toInt, type Value } from "../values.ts";
import { type Functions, of } from "./function-table.ts";

const one = (calculate: (value: number) => number) =>
  of(1, 1, ([value]) => {
    const given = toDecimal(value);
    return given === undefined ? undefined : finite(calculate(given));
  });

const two = (calculate: (left: number, right: number) => number) =>
  of(2, 2, ([left, right]) => {
    const one = toDecimal(left);
    const other = toDecimal(right);
    return one === undefined || other === undefined ? undefined : finite(calculate(one, other));
  });

/** On 64 bits, as numbers of two's complement. */
const bits = (calculate: (left: bigint, right: bigint) => bigint) =>
  of(2, 2, ([left, right]) => {
    const one = bigOf(left);
    const other = bigOf(right);
    return one === undefined || other === undefined ? undefined : Number(calculate(one, other));
  });

function bigOf(value: Value): bigint | undefined {
  const int = toInt(value);
  return int === undefined ? undefined : BigInt.asIntN(64, BigInt(int));
}

const remainder = two((left, right) => left % right);

export const numberFunctions: Functions = {
  abs: one(Math.abs),
  acos: one(Math.acos),
  asin: one(Math.asin),
  atan: one(Math.atan),
  atan2: two(Math.atan2),
  bitand: bits((left, right) => left & right),
  bitor: bits((left, right) => left | right),
  bitxor: bits((left, right) => left ^ right),
  bitnot: of(1, 1, ([value]) => {
    const given = bigOf(value);
    return given === undefined ? undefined : Number(~given);
  }),
  ceil: one(Math.ceil),
  cos: one(Math.cos),
  cosh: one(Math.cosh),
  exp: one(Math.exp),
  floor: one(Math.floor),
  ln: one(Math.log),
  log: one(Math.log10),
  mod: remainder,
  modulus: remainder,
  /** Only what is no value gives way: a text stays one. */
  nanvl: of(2, 2, ([value, otherwise]) => value ?? otherwise),
  power: two((base, exponent) => base ** exponent),
  rand: of(0, 0, () => Math.random()),
  remainder,
  /** What lies between two Ints goes away from zero. */
  round: one((value) => Math.sign(value) * Math.floor(Math.abs(value) + 0.5)),
  sign: one(Math.sign),
  sin: one(Math.sin),
  sinh: one(Math.sinh),
  sqrt: one(Math.sqrt),
  tan: one(Math.tan),
  tanh: one(Math.tanh),
  trunc: of(2, 2, ([value, places]) => {
    const given = toDecimal(value);
    const kept = toInt(places);
    return given === undefined || kept === undefined ? undefined : truncated(given, kept);
  }),
};

/** By its digits: a factor of ten would make 0.28999 of 0.29. */
function truncated(value: number, places: number): Value {
  const text = String(value);
  const point = text.indexOf(".");
  if (point === -1 || text.includes("e")) return Math.abs(value) < 1 && text.includes("e-") ? 0 : value;
  return Number(text.slice(0, point + 1 + Math.min(34, Math.max(0, places)))) || 0;
}
