// The books of a run: what balances, what does not, and which dead letters count as one.

import { describe, expect, test } from "@jest/globals";
import { type Books, imbalances } from "../../src/load/balance.ts";
import { countDeadLetters } from "../../src/load/dead-letters.ts";

const tally = { processed: 10, duplicates: 0, accepted: 9, rejected: 1, findings: 0 };
const balanced: Books = { put: 10, tally, deadLettered: 1, lost: 0, waiting: 0, lastError: undefined };

const books: readonly (readonly [string, Books, readonly RegExp[]])[] = [
  ["that agree", balanced, []],
  ["with a lost record", { ...balanced, lost: 2 }, [/2 records of the stream were never processed/]],
  [
    "with records that wait for a pipe which goes on trying",
    { ...balanced, put: 12, waiting: 2, lastError: "Busy: later" },
    [/2 records are not processed yet; none is lost, and the pipe goes on trying: Busy: later/],
  ],
  ["with a record too few", { ...balanced, put: 11 }, [/11 records were put, but 10 different ones/]],
  [
    "with an unanswered delivery",
    { ...balanced, tally: { ...balanced.tally, duplicates: 3 } },
    [/13 deliveries, but the handlers answered for 10/],
  ],
  ["without its dead letter", { ...balanced, deadLettered: 0 }, [/1 records were rejected, but 0 are in/]],
  ["with a dead letter of nothing", { ...balanced, deadLettered: 2 }, [/1 records were rejected, but 2/]],
  [
    "whose bad record was delivered twice and is one dead letter",
    { ...balanced, tally: { ...balanced.tally, duplicates: 1, rejected: 2 } },
    [],
  ],
];

test.each(books)("books %s", (_, each, problems) => {
  expect(imbalances(each)).toEqual(problems.map((problem) => expect.stringMatching(problem)));
});

describe("dead letters", () => {
  const rejected = (sequenceNumber: string) => JSON.stringify({ shardId: "s", sequenceNumber });
  const givenUp = (startSequenceNumber: string, batchSize: number) =>
    JSON.stringify({ KinesisBatchInfo: { shardId: "s", startSequenceNumber, batchSize } });
  const cases: readonly (readonly [string, readonly string[], number])[] = [
    ["none", [], 0],
    ["a record twice", [rejected("1"), rejected("2"), rejected("1")], 2],
    ["a batch by its size", [givenUp("1", 40), rejected("50")], 41],
    ["a batch given up twice", [givenUp("1", 40), givenUp("1", 40)], 40],
    ["text that is not ours", ["hello", "[1]"], 0],
  ];
  test.each(cases)("%s", (_, bodies, count) => {
    expect(countDeadLetters(bodies)).toBe(count);
  });
});
