// What the file knows after restarts and crashes: the same as a store that never went down.

import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type {
  Ending,
  ExecutionStore,
} from "../../../../src/services/step-functions/store/execution-store.ts";
import { MemoryStore } from "../../../../src/services/step-functions/store/memory-store.ts";
import { SqliteStore } from "../../../../src/services/step-functions/store/sqlite-store.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { counted } from "../../../support/counted-pieces.ts";
import { machineArn, newExecution, temporaryFolder, turnOf } from "./support/open-store.ts";

const failed: Ending = {
  status: "FAILED",
  endedAt: 5_000,
  output: null,
  error: "E",
  cause: null,
  events: 2,
};

const open = (directory: string) => new SqliteStore({ directory, clock: systemClock });

/** A number is the execution that is meant: that one of those there are. */
type Step =
  | { readonly type: "add" | "closed" | "crashed" }
  | { readonly type: "turn" | "end" | "redrive" | "prune"; readonly execution: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant("add" as const) }) },
  { weight: 12, arbitrary: fc.record({ type: fc.constant("turn" as const), execution: fc.nat(20) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("end" as const), execution: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("redrive" as const), execution: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("prune" as const), execution: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom("closed" as const, "crashed" as const) }) },
);

function apply(store: ExecutionStore, executions: readonly number[], step: Step, at: number): void {
  if (!("execution" in step)) return;
  const id = executions[step.execution % executions.length];
  if (id === undefined) return;
  const stored = store.find(newExecution(`e${id}`).arn);
  if (stored === undefined) return;
  const isOpen = stored.ending === undefined;
  if (step.type === "turn" && isOpen) store.append(id, turnOf(at));
  if (step.type === "end" && isOpen) store.end(id, { ...failed, endedAt: at });
  if (step.type === "redrive" && !isOpen) store.reopen(id, { count: 1, at, tokens: null });
}

function told(store: ExecutionStore, executions: readonly number[]) {
  const together = [...store.turnsOf(executions)];
  return {
    open: store.getAll(store.open()),
    together: together.map(([id, turns]) => [id, turns.map(({ subject }) => subject)]),
    executions: executions.map((id) => [store.find(newExecution(`e${id}`).arn), store.turns(id)]),
  };
}

test("whatever happens between restarts and crashes, the file tells what memory does", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const home = temporaryFolder();
      let lives = 0;
      let directory = join(home, String(lives));
      let file = open(directory);
      const memory = new MemoryStore();
      const executions: number[] = [];
      let at = 0;
      for (const step of steps) {
        at += 1;
        if (step.type === "add") {
          const added = newExecution(`e${executions.length + 1}`, { startedAt: at });
          expect(file.add(added)).toBe(memory.add(added));
          executions.push(executions.length + 1);
        } else if (step.type === "closed") {
          await file.close();
          file = open(directory);
        } else if (step.type === "crashed") {
          const left = directory;
          directory = join(home, String(++lives));
          cpSync(left, directory, { recursive: true });
          await file.close();
          file = open(directory);
        } else if (step.type === "prune") {
          expect(await file.prune(at - step.execution)).toBe(await memory.prune(at - step.execution));
        } else {
          apply(file, executions, step, at);
          apply(memory, executions, step, at);
        }
        await file.committed();
      }
      expect(told(file, executions)).toEqual(told(memory, executions));
      await file.close();
      rmSync(home, { recursive: true });
    }),
    { numRuns: 30 },
  );
}, 180_000);

test("many executions are looked through piece by piece for those of a status", async () => {
  const directory = temporaryFolder();
  const store = open(directory);
  for (let at = 0; at < 9_000; at++) {
    const id = store.add(newExecution(`e${at}`));
    if (at % 3_000 !== 7) store.end(id, failed);
  }
  await store.committed();
  const running = (more: object) =>
    counted(store.list({ listedUnder: machineArn, status: "RUNNING", limit: 100, ...more }));
  const { value, pieces } = running({});
  expect(value.map(({ id }) => id)).toEqual([6_008, 3_008, 8]);
  expect(pieces).toBeGreaterThan(3);
  expect(running({ before: 6_008, limit: 1 }).value.map(({ id }) => id)).toEqual([3_008]);
  expect(running({ after: 0 }).value.map(({ id }) => id)).toEqual([8, 3_008, 6_008]);
  await store.close();
  rmSync(directory, { recursive: true });
});
