// The lines of a replay's summary, above all those of a run that goes on where another was killed.

import { expect, test } from "@jest/globals";
import { Printer } from "../../src/cli/printer.ts";
import { printReplaySummary } from "../../src/cli/replay-summary.ts";
import type { ReplayResult } from "../../src/load/replay.ts";

const tally = { processed: 100, duplicates: 0, accepted: 98, rejected: 2, findings: 5 };
const result: ReplayResult = {
  books: { put: 100, tally, deadLettered: 2, lost: 0, waiting: 0, lastError: undefined },
  seen: { executions: 10, failedExecutions: 0, alerts: 4 },
  findings: 4,
  published: 4,
  approvals: { count: 0, link: undefined },
  redelivered: 0,
  foundInStream: 0,
  problems: [],
};

function summaryOf(changes: Partial<ReplayResult>): string {
  let text = "";
  const terminal = {
    write(more: string) {
      text += more;
    },
  };
  printReplaySummary(new Printer(terminal, terminal), { ...result, ...changes }, "http://console/");
  return text.replaceAll(/ +/g, " ");
}

const duplicates = (count: number) => ({
  books: { ...result.books, tally: { ...tally, duplicates: count } },
});

test.each<[what: string, changes: Partial<ReplayResult>, line: string]>([
  ["no crash", {}, "delivered again 0 at-least-once; made harmless by conditional writes"],
  [
    "a crash before any execution had ended",
    { redelivered: 1000 },
    "delivered again 1,000 by this run; 0 had been processed before, over all runs:",
  ],
  [
    "a crash when some had",
    { redelivered: 1000, ...duplicates(500) },
    "delivered again 1,000 by this run; 500 had been processed before, over all runs:",
  ],
  [
    "a crash of the run before the last",
    duplicates(500),
    "delivered again 0 by this run; 500 had been processed before, over all runs:",
  ],
  [
    "alerts of which some came twice",
    { seen: { ...result.seen, alerts: 7 } },
    "alerts published 4 findings whose alert went out; 7 alert executions in this run",
  ],
])("tells of %s", (_what, changes, line) => {
  expect(summaryOf(changes)).toContain(line);
});
