import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Failure } from "../../src/engine/failure.ts";
import type { HistoryEvent } from "../../src/engine/history/event.ts";
import type { TaskCall } from "../../src/engine/seams.ts";
import { type Definition, functionArn, runMachine } from "./run-machine.ts";

/** A state without its Next, to be put in a row with others. */
type Work = { readonly Type: string; readonly [field: string]: unknown };

const retry = [{ ErrorEquals: ["Oops"], MaxAttempts: 2, JitterStrategy: "FULL" }];
const simple: fc.Arbitrary<Work> = fc.constantFrom<Work>(
  { Type: "Pass", Parameters: { "was.$": "$", "id.$": "States.UUID()" } },
  { Type: "Pass", Assign: { seen: 1 } },
  { Type: "Task", Resource: functionArn, Retry: retry },
  { Type: "Task", Resource: functionArn, Catch: [{ ErrorEquals: ["States.ALL"], Next: "last" }] },
  { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", TimeoutSeconds: 3 },
  { Type: "Wait", Seconds: 2 },
);

const machines: fc.Arbitrary<Definition> = fc.letrec<{ scope: Definition; work: Work }>((tie) => ({
  work: fc.oneof(
    { maxDepth: 2 },
    simple,
    fc.record({
      Type: fc.constant("Parallel"),
      Branches: fc.array(tie("scope"), { minLength: 1, maxLength: 3 }),
      Retry: fc.constantFrom([], retry),
    }),
    fc.record({
      Type: fc.constant("Map"),
      Items: fc.constant(undefined),
      InputPath: fc.constant("$$.Execution.Input"),
      MaxConcurrency: fc.integer({ min: 0, max: 2 }),
      ItemProcessor: tie("scope"),
    }),
  ),
  scope: fc.array(tie("work"), { minLength: 1, maxLength: 4 }).map(inARow),
})).scope;

function inARow(states: readonly Work[]): Definition {
  const named = states.map((state, index) => [
    `s${index}`,
    { ...state, Next: index + 1 < states.length ? `s${index + 1}` : "last" },
  ]);
  return { StartAt: "s0", States: { ...Object.fromEntries(named), last: { Type: "Succeed" } } };
}

/** Fails every third time or so, at once or later, as the seed of the execution has it. */
function moody(task: TaskCall) {
  const mood = task.retryCount + task.stateName.length + JSON.stringify(task.arguments).length;
  const answer = mood % 3 === 0 ? new Failure("Oops", "moody") : { mood };
  return mood % 2 === 0 ? answer : Promise.resolve(answer);
}

const input = [1, 2, 3];

test("history is dense, points backwards, and leaves no state twice", async () => {
  await fc.assert(
    fc.asyncProperty(machines, async (machine) => {
      const { history, end } = await runMachine(machine, { input, tasks: moody });
      const misplaced = history.filter(
        ({ id, previousEventId }, index) => id !== index + 1 || previousEventId >= id,
      );
      expect(misplaced).toEqual([]);
      expect(count(history, /StateExited$/)).toBeLessThanOrEqual(count(history, /StateEntered$/));
      expect(count(history, /^Execution(Succeeded|Failed|Aborted|TimedOut)$/)).toBe(1);
      expect(history.at(-1)?.type).toBe(
        end.status === "SUCCEEDED" ? "ExecutionSucceeded" : "ExecutionFailed",
      );
    }),
    { numRuns: 150 },
  );
}, 180_000);

test("the same machine, input, seed and answers make the same history", async () => {
  await fc.assert(
    fc.asyncProperty(machines, fc.string(), async (machine, seed) => {
      const first = await runMachine(machine, { input, tasks: moody, seed });
      const second = await runMachine(machine, { input, tasks: moody, seed });
      expect(second.history).toEqual(first.history);
      const unrecorded = await runMachine(machine, { input, tasks: moody, seed, recorded: false });
      expect(unrecorded.end).toEqual(first.end);
    }),
    { numRuns: 100 },
  );
}, 180_000);

function count(history: readonly HistoryEvent[], type: RegExp): number {
  return history.filter((event) => type.test(event.type)).length;
}
