// Executions that never come to rest by themselves: their history is told, and they are taken up, in a time that has nothing to
// do with how long they have run.

import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { compileDefinition } from "../../../../src/asl/compile/compile-definition.ts";
import type { StateMachineDefinition } from "../../../../src/asl/definition.ts";
import { localIdentity } from "../../../../src/aws/arn.ts";
import type { HistoryEvent } from "../../../../src/engine/history/event.ts";
import { slice } from "../../../../src/engine/slice.ts";
import { States } from "../../../../src/services/step-functions/states.ts";
import { ExecutionFold } from "../../../../src/services/step-functions/store/execution-fold.ts";
import { LiveExecution } from "../../../../src/services/step-functions/store/live-execution.ts";
import { MemoryStore } from "../../../../src/services/step-functions/store/memory-store.ts";
import { SqliteStore } from "../../../../src/services/step-functions/store/sqlite-store.ts";
import { turnToRow, unknownEvents } from "../../../../src/services/step-functions/store/turn.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { newExecution, temporaryFolder } from "./support/open-store.ts";

const pass = (fields: object) => ({ Type: "Pass", ...fields });
const endless = "{% ($f := function() { $f() }; $f()) %}";
/** Each round ends an expression that has no end. */
const stoppedLoop = {
  QueryLanguage: "JSONata",
  StartAt: "P",
  States: {
    P: {
      Type: "Parallel",
      Branches: [{ StartAt: "L", States: { L: pass({ Output: endless, End: true }) } }],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "P" }],
      End: true,
    },
  },
};
const never = { Variable: "$.never", IsPresent: true, Next: "Done" };
const passLoop = {
  StartAt: "A",
  States: {
    A: pass({ Next: "B" }),
    B: { Type: "Choice", Choices: [never], Default: "A" },
    Done: { Type: "Succeed" },
  },
};
/** The first turn takes minutes. */
const slowLoop = {
  QueryLanguage: "JSONata",
  StartAt: "Again",
  States: {
    Again: {
      Type: "Choice",
      Choices: [{ Condition: "{% $sum([1..1000000]) > 0 %}", Next: "Again" }],
      Default: "Done",
    },
    Done: { Type: "Succeed" },
  },
};
const rest = { StartAt: "W", States: { W: { Type: "Wait", Seconds: 1_000, End: true } } };

const immediate = () => new Promise((resolve) => setImmediate(resolve));

describe("a turn that had not ended when the process died", () => {
  const startedAt = Date.UTC(2026, 0, 1);
  const { arn, listedUnder } = newExecution("one");

  function foldOf(events: HistoryEvent[]): ExecutionFold {
    return new ExecutionFold({
      number: 1,
      machine: compileDefinition(stoppedLoop as unknown as StateMachineDefinition),
      start: {
        type: "STANDARD",
        input: {},
        identity: {
          arn,
          name: "one",
          stateMachineArn: listedUnder,
          stateMachineName: "orders",
          roleArn: "arn:aws:iam::000000000000:role/orders",
          startTime: startedAt,
        },
      },
      recorder: { record: (event) => void events.push(event) },
    });
  }

  beforeEach(() => {
    slice.longestMs = 10;
    slice.mostLooks = Number.POSITIVE_INFINITY;
  });

  test("rests at the first expression that is stopped, and goes on as the same execution", async () => {
    const events: HistoryEvent[] = [];
    const fold = foldOf(events);
    await fold.replay([]);
    expect(fold.hasDecided).toBe(true);
    expect(events.length).toBeLessThan(20);
    const store = new MemoryStore();
    const clock = new VirtualClock(startedAt);
    const id = store.add(newExecution("one"));
    const tasks = { run: () => null };
    const live = new LiveExecution(id, fold, { store, clock, tasks, ended: () => undefined });
    expect(store.turns(id)).toEqual([expect.objectContaining({ kind: 11 })]);
    live.resume();
    while (store.turns(id).length < 6) {
      await immediate();
      if (!fold.engine.isUnsettled) clock.advanceToNextTimer();
    }
    await live.stop(undefined, undefined);
    await store.committed();
    const again: HistoryEvent[] = [];
    await foldOf(again).replay(store.turns(id));
    expect(again).toEqual(events);
    expect(again.at(-1)?.type).toBe("ExecutionAborted");
  }, 180_000);

  test("is not run on where the execution was stopped without being taken up", async () => {
    const events: HistoryEvent[] = [];
    const fold = foldOf(events);
    const stopped = { type: "stopped", error: undefined, cause: undefined } as const;
    await fold.replay([turnToRow(startedAt, stopped, unknownEvents)]);
    expect(fold.end?.status).toBe("ABORTED");
    expect(events.length).toBeLessThan(20);
  }, 180_000);
});

describe("a Standard execution on disk", () => {
  let directory: string;
  let states: States;

  function open() {
    const store = new SqliteStore({ directory, clock: systemClock });
    states = new States({ clock: systemClock, identity: localIdentity, store, tasks: { run: () => null } });
    return states.recover();
  }

  async function start(name: string, definition: object): Promise<string> {
    const { arn: stateMachineArn } = states.machines.create({
      name,
      roleArn: "arn:aws:iam::000000000000:role/orders",
      definition: JSON.stringify(definition),
    });
    return (await states.startExecution({ stateMachineArn, name: "one", input: "{}" })).executionArn;
  }

  async function history(arn: string, enough = 0): Promise<readonly HistoryEvent[]> {
    for (;;) {
      const events: HistoryEvent[] = [];
      let nextToken: string | undefined;
      do {
        const page = await states.standard.records.history(arn, { maxResults: 1_000, nextToken });
        events.push(...page.items);
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      if (events.length >= enough) return events;
      await immediate();
    }
  }

  beforeEach(async () => {
    slice.longestMs = 10;
    slice.mostLooks = Number.POSITIVE_INFINITY;
    directory = temporaryFolder();
    await open();
    states.standard.goOn();
  });

  afterEach(async () => {
    await states.standard.close();
    rmSync(directory, { recursive: true });
  });

  test("tells its history while expressions of it are stopped without end, and after a restart", async () => {
    const arn = await start("stopped", stoppedLoop);
    const events = await history(arn, 20);
    await states.standard.close();
    expect(await open()).toEqual({ executions: 1, late: [], problems: [] });
    states.standard.goOn();
    const more = await history(arn, events.length + 10);
    expect(more.map(({ id }) => id)).toEqual(more.map((_, index) => index + 1));
    await states.standard.stop(arn, "Enough", undefined);
    expect((await history(arn)).at(-1)?.type).toBe("ExecutionAborted");
  }, 180_000);

  test("fails at 25,000 events, all of which can be read", async () => {
    const arn = await start("passes", passLoop);
    expect((await history(arn, 2))[0]?.type).toBe("ExecutionStarted");
    expect(await states.standard.ended(arn)).toMatchObject({
      status: "FAILED",
      end: {
        error: "States.Runtime",
        cause: "The execution reached the maximum number of history events (25000).",
      },
    });
    const events = await history(arn);
    expect(events).toHaveLength(25_000);
    expect(events.at(-1)).toMatchObject({ id: 25_000, previousEventId: 24_999, type: "ExecutionFailed" });
  }, 180_000);

  test("does not hold up a start when it takes long to be taken up, and can be read and stopped meanwhile", async () => {
    const quick = await start("quick", rest);
    const slow = await start("slow", slowLoop);
    await states.standard.close();
    expect(await open()).toEqual({ executions: 1, late: [slow], problems: [] });
    states.standard.goOn();
    const { records } = states.standard;
    expect(records.describe(quick).setAside).toBeUndefined();
    expect(records.describe(slow)).toMatchObject({
      status: "RUNNING",
      setAside: "Taking it up takes long: that goes on while the region is at work.",
    });
    expect((await history(slow, 2))[1]?.type).toBe("ChoiceStateEntered");
    expect([1, 2, 3].map((number) => states.standard.standing(number))).toEqual(["kept", "late", undefined]);
    await states.standard.stop(slow, "Enough", undefined);
    expect(records.describe(slow).status).toBe("ABORTED");
    expect(records.describe(slow).setAside).toBeUndefined();
  }, 180_000);
});
