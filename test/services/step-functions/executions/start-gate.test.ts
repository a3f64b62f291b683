// How many executions there may be, and how many of those that executions start may be on their way.

import { expect, test } from "@jest/globals";
import { checkRoom, StartGate } from "../../../../src/services/step-functions/executions/start-gate.ts";
import { settled } from "../../../support/until.ts";

test("250,000 executions are open at most", () => {
  checkRoom(249_999);
  expect(() => checkRoom(250_000)).toThrow(expect.objectContaining({ code: "ExecutionLimitExceeded" }));
});

test("of the executions that tasks start 64 are on their way at a time, and the others follow in their order", async () => {
  const gate = new StartGate();
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const starts = Array.from({ length: 66 }, (_, number) =>
    gate.pass(async () => {
      begun.push(number);
      await new Promise<void>((end) => ends.push(end));
      if (number === 0) throw new Error("it did not start");
      return number;
    }),
  );
  await settled();
  expect(begun).toHaveLength(64);
  ends[0]?.();
  await expect(starts[0]).rejects.toThrow("it did not start");
  await settled();
  expect(begun.slice(64)).toEqual([64]);
  for (let at = 1; at < 66; at++) {
    ends[at]?.();
    await settled();
  }
  expect(await Promise.all(starts.slice(1))).toHaveLength(65);
  expect(begun).toEqual(Array.from({ length: 66 }, (_, number) => number));
});
