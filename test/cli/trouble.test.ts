import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { Printer } from "../../src/cli/printer.ts";
import { watchTrouble } from "../../src/cli/trouble.ts";
import type { Region } from "../../src/region/region.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test("what a pipe cannot deliver is told once, again when it changes, and from time to time", () => {
  const statistics: { failedBatches: number; lastError: string | undefined } = {
    failedBatches: 0,
    lastError: undefined,
  };
  const region = { services: { pipes: { all: [{ name: "readings", statistics: () => statistics }] } } };
  const told: string[] = [];
  const silent = { write: () => true };
  const printer = new Printer(silent, { write: (text: string) => told.push(text) });
  const watch = watchTrouble(region as unknown as Region, printer);

  const fail = (error: string, seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      statistics.failedBatches += 1;
      statistics.lastError = error;
      jest.advanceTimersByTime(1000);
    }
  };
  jest.advanceTimersByTime(5000);
  expect(told).toEqual([]);
  fail("TypeError: x is not a function", 20);
  fail("Lambda.TooManyRequestsException: wait", 35);
  jest.advanceTimersByTime(60_000);
  watch.stop();
  expect(told).toEqual([
    "warning: the pipe readings: 1 batch failed so far: TypeError: x is not a function\n",
    "warning: the pipe readings: 21 batches failed so far: Lambda.TooManyRequestsException: wait\n",
    "warning: the pipe readings: 52 batches failed so far: Lambda.TooManyRequestsException: wait\n",
    "warning: the pipe readings: 55 batches failed so far: Lambda.TooManyRequestsException: wait\n",
  ]);
});
