// The law that durability stands on: the turns of an execution, run again, give the same history and the same end.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compileDefinition } from "../../../../src/asl/compile/compile-definition.ts";
import type { StateMachineDefinition } from "../../../../src/asl/definition.ts";
import type { ExecutionEnd } from "../../../../src/engine/execution.ts";
import type { HistoryEvent } from "../../../../src/engine/history/event.ts";
import { slice } from "../../../../src/engine/slice.ts";
import {
  ExecutionFold,
  ReplayDiverged,
} from "../../../../src/services/step-functions/store/execution-fold.ts";
import { LiveExecution } from "../../../../src/services/step-functions/store/live-execution.ts";
import { MemoryStore } from "../../../../src/services/step-functions/store/memory-store.ts";
import { decisionsOf } from "../../../../src/services/step-functions/store/turn.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { type AnyMachine, anyMachine } from "./support/arbitrary-machine.ts";
import { MoodyTasks } from "./support/moody-tasks.ts";
import { newExecution } from "./support/open-store.ts";

const startedAt = Date.UTC(2026, 0, 1);
const { arn } = newExecution("one");

function foldOf(definition: AnyMachine, events: HistoryEvent[]): ExecutionFold {
  return new ExecutionFold({
    number: 1,
    machine: compileDefinition(definition as unknown as StateMachineDefinition),
    start: {
      type: "STANDARD",
      input: { given: [1, 2, 3] },
      redriveCount: 0,
      identity: {
        arn,
        name: "one",
        stateMachineArn: newExecution("one").listedUnder,
        stateMachineName: "orders",
        roleArn: "arn:aws:iam::000000000000:role/orders",
        startTime: startedAt,
      },
    },
    recorder: { record: (event) => void events.push(event) },
  });
}

interface Plan {
  readonly definition: AnyMachine;
  readonly moods: readonly number[];
  /** Stopped before so many moves of the clock, if it runs that long. */
  readonly stopAt: number;
  readonly redrives: number;
  /** After how many steps the live execution gives way to others: what is run again gives way at other places. */
  readonly looks: number;
}

/** Runs an execution live, and answers with its turns and what it wrote down meanwhile. */
async function runLive({ definition, moods, stopAt, redrives, looks }: Plan) {
  slice.mostLooks = looks;
  const clock = new VirtualClock(startedAt);
  const store = new MemoryStore();
  const events: HistoryEvent[] = [];
  const ends: ExecutionEnd[] = [];
  const fold = foldOf(definition, events);
  let asked = 0;
  const tasks = new MoodyTasks(clock, () => moods[asked++ % moods.length] ?? 0);
  const live = new LiveExecution(store.add(newExecution("one")), fold, {
    store,
    clock,
    tasks,
    ended: (_live, end) => void ends.push(end),
  });
  const moves = async (stops: boolean) => {
    // The end may be known while the turn goes on, and until that is over a redrive would only be queued.
    for (let move = 0; fold.end === undefined || fold.engine.isUnsettled; move++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (fold.engine.isUnsettled) continue;
      if (stops && move === stopAt) await live.stop("Stopped", undefined);
      if (fold.end === undefined && !clock.advanceToNextTimer()) await live.stop("Hangs", undefined);
    }
    await store.committed();
  };
  live.begin();
  await moves(true);
  for (let redrive = 0; redrive < redrives && fold.end?.status !== "SUCCEEDED"; redrive++) {
    live.redrive();
    await moves(false);
  }
  return { rows: store.turns(live.id), events, end: fold.end, ends, repeated: tasks.repeated };
}

async function replay(definition: AnyMachine, rows: Parameters<ExecutionFold["replay"]>[0]) {
  slice.mostLooks = slice.mostLooks === 1 ? 1_000 : 1;
  const events: HistoryEvent[] = [];
  const fold = foldOf(definition, events);
  await fold.replay(rows);
  return { fold, events };
}

const plans: fc.Arbitrary<Plan> = fc.record({
  definition: anyMachine,
  moods: fc.array(fc.nat(40), { minLength: 1, maxLength: 12 }),
  stopAt: fc.nat(40),
  redrives: fc.nat(2),
  looks: fc.constantFrom(1, 7, 1_000),
});

describe("the turns of an execution", () => {
  test("give the same history and the same end when they are run again", async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { rows, events, end, ends, repeated } = await runLive(plan);
        expect(repeated).toBe(0);
        const again = await replay(plan.definition, rows);
        expect(again.events).toEqual(events);
        expect(again.fold.end).toEqual(end);
        expect(ends.at(-1)).toEqual(end);
        expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
      }),
      { numRuns: 120 },
    );
  }, 180_000);

  test("give the beginning of the history, however many of them there are", async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.nat(), async (plan, cut) => {
        const { rows, events } = await runLive(plan);
        let end = cut % (rows.length + 1);
        // What a clock decided in a turn is written behind it, and comes with it.
        if (decisionsOf(rows[end]) !== undefined) end += 1;
        const some = rows.slice(0, end);
        const again = await replay(plan.definition, some);
        expect(again.events).toEqual(events.slice(0, again.events.length));
      }),
      { numRuns: 80 },
    );
  }, 180_000);

  test("are told from those of another definition", async () => {
    const wait = (seconds: number) => ({ Type: "Wait", Seconds: seconds, End: true });
    const definition = { StartAt: "Rest", States: { Rest: wait(1) } };
    const { rows } = await runLive({ definition, moods: [0], stopAt: 99, redrives: 0, looks: 7 });
    const longer = {
      StartAt: "First",
      States: { First: { Type: "Pass", Next: "Rest" }, Rest: wait(1) },
    };
    await expect(replay(longer, rows)).rejects.toThrow(ReplayDiverged);
    await expect(replay(longer, rows)).rejects.toThrow(
      /before turn 1 there is 4 history events instead of 2/,
    );
  });
});
