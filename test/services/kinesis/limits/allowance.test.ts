import { expect, test } from "@jest/globals";
import { Allowance } from "../../../../src/services/kinesis/limits/allowance.ts";

const hour = 3_600_000;

test("what is spent comes back with time", () => {
  const allowance = new Allowance(10);
  allowance.spend(10, 0);
  expect([allowance.hasRoom(1, 0), allowance.hasRoom(5, 500), allowance.hasRoom(6, 500)]).toEqual([
    false,
    true,
    false,
  ]);
});

test("more than a second's is paid off first", () => {
  const allowance = new Allowance(10);
  allowance.spend(50, 0);
  expect([allowance.isOverdrawn(4999), allowance.isOverdrawn(5000)]).toEqual([true, false]);
});

test("a clock that is put back by an hour makes nobody wait for an hour", () => {
  const allowance = new Allowance(10);
  allowance.spend(10, hour);
  expect(allowance.hasRoom(1, 0)).toBe(false);
  expect(allowance.hasRoom(10, 1000)).toBe(true);
  allowance.spend(50, hour);
  expect([allowance.isOverdrawn(0), allowance.isOverdrawn(5000)]).toEqual([true, false]);
});
