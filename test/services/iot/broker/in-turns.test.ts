// What is done for many is done in its order, some of it in each turn.

import { expect, jest, test } from "@jest/globals";
import { InTurns } from "../../../../src/services/iot/broker/in-turns.ts";

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test("some is done at once, the rest in its order in the turns that follow", async () => {
  const turns = new InTurns("a test");
  const done: number[] = [];
  for (let n = 0; n < 200; n++) turns.run(() => done.push(n));
  const counts = [done.length];
  while (done.length < 200) {
    await nextTurn();
    counts.push(done.length);
  }
  expect(counts.length).toBeGreaterThan(3);
  expect(counts[0]).toBeLessThan(100);
  expect(done).toEqual(Array.from({ length: 200 }, (_each, n) => n));
});

test("what work asks for is part of it", () => {
  const turns = new InTurns("a test");
  const done: string[] = [];
  turns.run(() => {
    turns.run(() => done.push("inner"));
    done.push("outer");
  });
  expect(done).toEqual(["inner", "outer"]);
});

test("work that throws keeps nothing else from being done", async () => {
  const told = jest.spyOn(process.stderr, "write").mockImplementation(() => true);
  const turns = new InTurns("a test");
  const done: number[] = [];
  turns.run(() => {
    throw new Error("oops");
  });
  turns.run(() => done.push(1));
  expect(done).toEqual([1]);
  expect(String(told.mock.calls[0]?.[0])).toContain("a test: Error: oops");
  told.mockRestore();
});
