// What a mapping makes of a queue, as data: what is sent, what the function answers, what it is called with and what is left.

import type { GivenSettings } from "../../../../src/services/lambda/event-source-mappings/mapping-checks.ts";
import type { Answer } from "./support/open-mappings.ts";

export interface QueueCase {
  readonly name: string;
  readonly isFifo?: boolean;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly settings?: GivenSettings;
  /** Texts, sent one by one; a group may stand before a colon. A number lets so many seconds pass. @default 1 to 3 before there is a mapping */
  readonly steps?: readonly (readonly string[] | number)[];
  readonly answers?: readonly Answer[];
  readonly poison?: readonly string[];
  /** Seconds that pass afterwards. @default 0 */
  readonly seconds?: number;
  readonly calls: readonly string[];
  readonly at?: readonly number[];
  /** How many messages the queue still has. @default 0 */
  readonly left?: number;
  /** The bodies in the dead-letter queue. */
  readonly dead?: readonly string[];
}

const reports: GivenSettings = { FunctionResponseTypes: ["ReportBatchItemFailures"] };
const all = "1 2 3";
const three = { attributes: { VisibilityTimeout: "3" } };

export const queueCases: readonly QueueCase[] = [
  { name: "what was received together is one batch", calls: [all] },
  { name: "a batch has BatchSize messages at most", settings: { BatchSize: 2 }, calls: ["1 2", "3"] },
  { name: "what goes well is deleted", ...three, seconds: 10, calls: [all] },
  { name: "what fails stays, hidden", answers: ["fail"], calls: [all], left: 3 },
  {
    name: "what fails comes again when it can be seen",
    ...three,
    answers: ["fail"],
    seconds: 5,
    calls: [all, all],
    at: [0, 3],
  },
  {
    name: "as often as it takes",
    ...three,
    answers: ["fail", "fail", "fail"],
    seconds: 10,
    calls: [all, all, all, all],
    at: [0, 3, 6, 9],
  },
  {
    name: "a throttle is a failure as well",
    ...three,
    answers: ["throttle"],
    seconds: 4,
    calls: [all, all],
  },
  {
    name: "what was received too often goes to the dead-letter queue",
    attributes: { VisibilityTimeout: "3", RedrivePolicy: "2" },
    poison: ["1"],
    seconds: 10,
    calls: [all, all],
    dead: ["1", "2", "3"],
  },
  {
    name: "alone, where batches are of one",
    attributes: { VisibilityTimeout: "3", RedrivePolicy: "2" },
    settings: { BatchSize: 1 },
    poison: ["2"],
    seconds: 10,
    calls: ["1", "2", "3", "2"],
    dead: ["2"],
  },
  ...[null, "", [], {}, { batchItemFailures: [] }, { batchItemFailures: null }].map((json) => ({
    name: `success: ${JSON.stringify(json)}`,
    settings: reports,
    answers: [{ json }],
    calls: [all],
  })),
  { name: "what is reported stays", settings: reports, answers: [{ report: ["2"] }], calls: [all], left: 1 },
  {
    name: "what is reported comes again alone",
    ...three,
    settings: reports,
    answers: [{ report: ["1", "3"] }],
    seconds: 4,
    calls: [all, "1 3"],
  },
  { name: "the same twice", settings: reports, answers: [{ report: ["2", "2"] }], calls: [all], left: 1 },
  ...[
    { batchItemFailures: [{ itemIdentifier: "" }] },
    { batchItemFailures: [{ itemIdentifier: null }] },
    { batchItemFailures: [{ other: "x" }] },
    { batchItemFailures: [{ itemIdentifier: "not in the batch" }] },
    { batchItemFailures: [null] },
    { batchItemFailures: "x" },
    "not JSON of a response",
  ].map((json) => ({
    name: `all stay: ${JSON.stringify(json)}`,
    settings: reports,
    answers: [{ json }],
    calls: [all],
    left: 3,
  })),
  {
    name: "all stay after an answer that is no JSON",
    settings: reports,
    answers: [{ raw: "{oops" }],
    calls: [all],
    left: 3,
  },
  { name: "success: nothing at all", settings: reports, answers: [{ raw: "" }], calls: [all] },
  {
    name: "without ReportBatchItemFailures an answer may be no JSON",
    answers: [{ raw: "plain words" }],
    calls: [all],
  },
  { name: "an error fails all", settings: reports, answers: ["fail"], calls: [all], left: 3 },
  { name: "without ReportBatchItemFailures all are deleted", answers: [{ report: ["1"] }], calls: [all] },
  {
    name: "a window gathers what comes",
    settings: { MaximumBatchingWindowInSeconds: 5 },
    steps: [["1"], 2, ["2"], 2, ["3"], 2],
    calls: [all],
    at: [5],
  },
  {
    name: "a window gathers more than one receive gives",
    settings: { MaximumBatchingWindowInSeconds: 5, BatchSize: 25 },
    steps: [Array.from({ length: 30 }, (_, index) => `m${index}`), 6],
    calls: [Array.from({ length: 25 }, (_, index) => `m${index}`).join(" "), "m25 m26 m27 m28 m29"],
    at: [0, 5],
  },
  {
    name: "what waits for a window and its function stays hidden for that long",
    ...three,
    settings: { MaximumBatchingWindowInSeconds: 10 },
    answers: ["fail"],
    seconds: 44,
    // The window and the function's three seconds and thirty more, from the receipt on; then another window.
    calls: [all],
    left: 3,
  },
  {
    name: "FIFO: a group is a batch",
    isFifo: true,
    steps: [["a:1", "b:2", "a:3"]],
    calls: ["1", "2", "3"],
  },
  {
    name: "FIFO: what waits of a group goes together",
    isFifo: true,
    steps: [],
    calls: ["1 2 3"],
  },
  {
    name: "FIFO: a group that fails holds back what follows in it, and no other",
    isFifo: true,
    ...three,
    settings: { BatchSize: 1 },
    answers: ["fail"],
    steps: [["a:1", "a:2", "b:3"], 4],
    calls: ["1", "3", "1", "2"],
  },
  {
    name: "FIFO: what is reported comes again before what follows",
    isFifo: true,
    ...three,
    settings: reports,
    answers: [{ report: ["2", "3"] }],
    seconds: 4,
    calls: ["1 2 3", "2 3"],
  },
];
