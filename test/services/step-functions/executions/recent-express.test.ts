// How many of the Express executions of late are kept with their history.

import { expect, test } from "@jest/globals";
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
