// Map Runs of a durable execution: what was read and what children answered is not asked again after a crash.

import { expect, test } from "@jest/globals";
import { compileDefinition } from "../../../../src/asl/compile/compile-definition.ts";
import type { StateMachineDefinition } from "../../../../src/asl/definition.ts";
import type { Json } from "../../../../src/aws/json.ts";
import { Failure } from "../../../../src/engine/failure.ts";
import type { MapRunCounts, MapRunner } from "../../../../src/engine/map-run/map-runner.ts";
import { mapRunArnOf } from "../../../../src/engine/map-run/map-runner.ts";
import { ExecutionFold } from "../../../../src/services/step-functions/store/execution-fold.ts";
import { LiveExecution } from "../../../../src/services/step-functions/store/live-execution.ts";
import { MemoryStore } from "../../../../src/services/step-functions/store/memory-store.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { settled } from "../../../support/until.ts";
import { newExecution } from "../store/support/open-store.ts";

const startedAt = Date.UTC(2026, 0, 1);
const definition = {
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      MaxConcurrency: 3,
      ItemReader: { Resource: "arn:aws:states:::s3:getObject", Parameters: { Bucket: "b", Key: "k" } },
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "Work",
        States: { Work: { Type: "Pass", End: true } },
      },
      End: true,
    },
  },
} as unknown as StateMachineDefinition;

/** Keeps the children's answers until the test gives them. */
class Runner implements MapRunner {
  readonly arns: string[] = [];
  readonly asked: string[] = [];
  readonly statuses: string[] = [];
  counts: MapRunCounts | undefined;
  readonly #answers = new Map<number, (answer: Json | Failure) => void>();

  startMapRun(start: Parameters<MapRunner["startMapRun"]>[0]) {
    this.arns.push(mapRunArnOf(start));
    return {
      mapRunArn: mapRunArnOf(start),
      readItems: async () => {
        this.asked.push("items");
        return { items: [10, 20, 30, 40], source: "S3://b/k" };
      },
      runChild: ({ index }: { readonly index: number }) => {
        this.asked.push(`child ${index}`);
        return new Promise<Json | Failure>((resolve) => this.#answers.set(index, resolve));
      },
      writeResults: async () => null,
      counted: (counts: MapRunCounts) => {
        this.counts = counts;
      },
      ended: (status: string) => void this.statuses.push(status),
    };
  }

  answer(index: number, answer: Json | Failure): void {
    this.#answers.get(index)?.(answer);
  }
}

function foldOf(): ExecutionFold {
  const { arn, listedUnder } = newExecution("one");
  return new ExecutionFold({
    number: 1,
    machine: compileDefinition(definition),
    start: {
      type: "STANDARD",
      input: {},
      redriveCount: 0,
      identity: {
        arn,
        name: "one",
        stateMachineArn: listedUnder,
        stateMachineName: "orders",
        roleArn: "arn:aws:iam::000000000000:role/orders",
        startTime: startedAt,
      },
    },
    recorder: undefined,
    offersMapRuns: true,
  });
}

test("a Map Run goes on after a crash with the children that had not answered", async () => {
  const clock = new VirtualClock(startedAt);
  const store = new MemoryStore();
  const id = store.add(newExecution("one"));
  const live = (fold: ExecutionFold, mapRuns: Runner) =>
    new LiveExecution(id, fold, { store, clock, tasks: { run: () => null }, mapRuns, ended() {} });

  const before = new Runner();
  const first = live(foldOf(), before);
  first.begin();
  await settled();
  expect(before.asked).toEqual(["items", "child 0", "child 1", "child 2"]);
  before.answer(1, "one");
  await settled();
  expect(before.asked.at(-1)).toBe("child 3");
  first.close();

  const after = new Runner();
  const fold = foldOf();
  await fold.replay(store.turns(id));
  const second = live(fold, after);
  second.resume();
  await settled();
  expect(after.arns).toEqual(before.arns);
  expect(after.asked).toEqual(["child 0", "child 2", "child 3"]);
  expect(after.counts?.executions).toMatchObject({ running: 3, succeeded: 1, total: 4 });
  for (const index of [0, 2, 3]) after.answer(index, index);
  await settled();
  expect(fold.end).toEqual({ status: "SUCCEEDED", output: [0, "one", 2, 3] });
  expect(after.statuses).toEqual(["SUCCEEDED"]);
});

test("a redriven Map Run runs its failed children again, and no answer of before counts", async () => {
  const clock = new VirtualClock(startedAt);
  const store = new MemoryStore();
  const runner = new Runner();
  const fold = foldOf();
  const live = new LiveExecution(store.add(newExecution("one")), fold, {
    store,
    clock,
    tasks: { run: () => null },
    mapRuns: runner,
    ended() {},
  });
  live.begin();
  await settled();
  runner.answer(0, "zero");
  runner.answer(1, new Failure("Oops"));
  await settled();
  expect(fold.end).toMatchObject({ status: "FAILED", error: "States.ExceedToleratedFailureThreshold" });
  runner.asked.length = 0;
  live.redrive();
  await settled();
  expect(runner.asked).toEqual(["child 1", "child 2", "child 3"]);
  for (const index of [1, 2, 3]) runner.answer(index, index);
  await settled();
  expect(fold.end).toEqual({ status: "SUCCEEDED", output: ["zero", 1, 2, 3] });
});
