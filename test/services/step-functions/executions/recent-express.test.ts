// How many of the Express executions of late are kept with their history.

import { describe, expect, test } from "@jest/globals";
import type { HistoryEvent } from "../../../../src/engine/history/event.ts";
import { RecentExpress } from "../../../../src/services/step-functions/executions/recent-express.ts";

const kept = (characters: number) => {
  const recent = new RecentExpress();
  const begin = (name: string, startedAt: number) => {
    const arns = { executionArn: name, stateMachineArn: "machine" };
    const followed = recent.begin({ ...arns, name, startedAt });
    const event: HistoryEvent = {
      ...({ timestamp: startedAt, type: "ExecutionStarted", id: 1, previousEventId: 0 } as const),
      executionStartedEventDetails: {
        ...{ input: "x".repeat(characters), inputDetails: { truncated: false }, roleArn: "" },
      },
    };
    followed.recorder?.record(event);
    return followed.recorder !== undefined;
  };
  const first = Array.from({ length: 100 }, (_, at) => begin(`first-${at}`, 1000)).filter(Boolean).length;
  const next = Array.from({ length: 100 }, (_, at) => begin(`next-${at}`, 2000)).filter(Boolean).length;
  return [first, next];
};

test.each([
  ["small ones", 10, [25, 25]],
  ["large ones, which are dear to write out", 100_000, [3, 3]],
  ["one that is larger than what a second may take", 1_000_000, [1, 1]],
])("of the executions of a second the first few: %s", (_what, characters, expected) => {
  expect(kept(characters)).toEqual(expected);
});

const eventOf = (id: number, type: HistoryEvent["type"], input = ""): HistoryEvent => ({
  ...{ timestamp: 1000, type, id, previousEventId: id - 1 },
  stateEnteredEventDetails: { name: "Again", input, inputDetails: { truncated: false } },
});

/** Events as the engine makes them, to the end. */
function looping(recent: RecentExpress, executionArn: string, { events = 20_000, characters = 0 } = {}) {
  const followed = recent.begin({ executionArn, stateMachineArn: "m", name: "n", startedAt: 1000 });
  const { recorder } = followed;
  const input = "x".repeat(characters);
  const record = (event: HistoryEvent) => {
    if (recorder?.wants?.(event.type) !== false) recorder?.record(event);
  };
  for (let id = 1; id < events; id++) record(eventOf(id, "PassStateEntered", input));
  return () => {
    record(eventOf(events, "ExecutionTimedOut"));
    recent.ended(followed, { status: "TIMED_OUT", error: "States.Timeout", cause: undefined }, 2000);
  };
}

describe("of an endless loop", () => {
  test("the first events are kept, and the one that says how it ended", () => {
    const recent = new RecentExpress();
    const end = looping(recent, "loop");
    expect(recent.find("loop")).toMatchObject({ status: "RUNNING", isCut: true });
    end();
    const { events = [], ...shown } = recent.find("loop") ?? {};
    expect(shown).toMatchObject({ status: "TIMED_OUT", isCut: true });
    expect(events.map(({ id }) => id)).toEqual([...Array.from({ length: 5_000 }, (_, at) => at + 1), 20_000]);
  });

  test("that carries much fewer are kept", () => {
    const recent = new RecentExpress();
    looping(recent, "loop", { characters: 250_000 })();
    expect(recent.find("loop")?.events).toHaveLength(18);
  });

  test("all that run share what there is room for, until they have ended", () => {
    const recent = new RecentExpress();
    // Each is there before the others have written anything.
    const all = Array.from({ length: 20 }, (_, at) => recent.begin({ ...begun, executionArn: `${at}` }));
    for (const { recorder } of all)
      for (let id = 1; id < 5_000; id++)
        if (recorder?.wants?.("PassStateEntered") === true)
          recorder.record(eventOf(id, "PassStateEntered", "x".repeat(800)));
    const kept = () => recent.list().map(({ events }) => events?.length ?? 0);
    const most = 32 * 1024 * 1024;
    expect(1_100 * kept().reduce((sum, each) => sum + each, 0)).toBeLessThan(most + 20 * 1_100);
    for (const each of all) recent.ended(each, { status: "TIMED_OUT", error: "", cause: "" }, 2000);
    looping(recent, "next", { events: 100 })();
    expect(recent.find("next")).toMatchObject({ isCut: false });
  });

  test("one that ends by itself is whole", () => {
    const recent = new RecentExpress();
    looping(recent, "short", { events: 5_000 })();
    expect(recent.find("short")).toMatchObject({ isCut: false, events: { length: 5_000 } });
  });
});

const begun = { stateMachineArn: "m", name: "n", startedAt: 1000 };
