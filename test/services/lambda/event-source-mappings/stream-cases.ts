// What a mapping makes of a stream, as data: what is put, what the function answers, and what it is called with.

import type { GivenSettings } from "../../../../src/services/lambda/event-source-mappings/mapping-checks.ts";
import type { Answer } from "./support/open-mappings.ts";

export interface StreamCase {
  readonly name: string;
  readonly settings?: GivenSettings;
  /** Texts, put together; a key may stand before a colon. A number lets so many seconds pass. @default 1 to 4 together */
  readonly steps?: readonly (readonly string[] | number)[];
  /** By call; "ok" from then on. */
  readonly answers?: readonly Answer[];
  /** The function throws whenever it is called with one of these. */
  readonly poison?: readonly string[];
  /** Seconds that pass afterwards. @default 10 */
  readonly seconds?: number;
  /** The texts of each call, joined by blanks. */
  readonly calls: readonly string[];
  /** When the calls came, in seconds. */
  readonly at?: readonly number[];
  /** What the destination is told: condition, count of calls, size and function error ("-" where no response is told). */
  readonly given?: readonly string[];
  readonly lastResult?: string;
  /** Whether the mapping is made after the steps. */
  readonly isLate?: boolean;
  readonly only?: "kinesis" | "dynamodb";
}

const reports: GivenSettings = { FunctionResponseTypes: ["ReportBatchItemFailures"] };
const reportsOnce = (report: readonly (string | null)[]): Pick<StreamCase, "settings" | "answers"> => ({
  settings: reports,
  answers: [{ report }],
});
const json = (value: Extract<Answer, { json: unknown }>["json"]): Answer => ({ json: value });
const all = "1 2 3 4";

export const batching: readonly StreamCase[] = [
  { name: "what is there makes one batch", calls: [all], lastResult: "OK" },
  { name: "a batch has BatchSize records at most", settings: { BatchSize: 3 }, calls: ["1 2 3", "4"] },
  { name: "one record a batch", settings: { BatchSize: 1 }, calls: ["1", "2", "3", "4"] },
  {
    name: "a window gathers until it is over",
    settings: { MaximumBatchingWindowInSeconds: 5 },
    steps: [["1"], 2, ["2"], 2, ["3"], 1],
    calls: ["1 2 3"],
    at: [5],
  },
  {
    name: "a window ends when the batch is full",
    settings: { MaximumBatchingWindowInSeconds: 5, BatchSize: 2 },
    steps: [["1"], 1, ["2", "3"]],
    calls: ["1 2", "3"],
    at: [1, 6],
  },
  {
    name: "the next window begins with the next record",
    settings: { MaximumBatchingWindowInSeconds: 2 },
    steps: [["1"], 5, ["2"], 5],
    calls: ["1", "2"],
    at: [2, 7],
  },
  {
    name: "without a record nothing is called",
    steps: [],
    calls: [],
    lastResult: "No records processed",
  },
  {
    name: "what fits into six megabytes is one batch",
    only: "kinesis",
    settings: { BatchSize: 100 },
    steps: [["a", "b", "c"].map((letter) => `${letter}${"x".repeat(900_000)}`), 1],
    calls: ["a b c"],
  },
  {
    name: "what is larger than six megabytes is two batches",
    only: "kinesis",
    settings: { BatchSize: 100 },
    steps: [["a", "b", "c", "d", "e", "f"].map((letter) => `${letter}${"x".repeat(900_000)}`), 1],
    calls: ["a b c d e", "f"],
  },
  {
    name: "keys go side by side with ParallelizationFactor, and each stays in order",
    settings: { ParallelizationFactor: 10, BatchSize: 1 },
    steps: [["k:1", "k:2", "k:3"]],
    calls: ["1", "2", "3"],
  },
  {
    name: "a key that fails holds back none but its lane",
    only: "kinesis",
    settings: { ParallelizationFactor: 2, BatchSize: 1 },
    steps: [["a:bad", "a:later", "b:1", "b:2"], 1],
    seconds: 0,
    poison: ["bad"],
    calls: ["bad", "1", "2", "bad"],
  },
];

export const retries: readonly StreamCase[] = [
  { name: "a batch that fails comes again", answers: ["fail"], calls: [all, all], at: [0, 1] },
  {
    name: "later and later",
    answers: ["fail", "fail", "fail"],
    calls: [all, all, all, all],
    at: [0, 1, 3, 7],
  },
  {
    name: "a batch that fails blocks its shard",
    settings: { BatchSize: 2 },
    answers: ["fail"],
    calls: ["1 2", "1 2", "3 4"],
    lastResult: "OK",
  },
  {
    name: "how it fails is told",
    answers: Array.from({ length: 9 }, () => "fail" as const),
    calls: [all, all, all, all],
    lastResult: "PROBLEM: Function call failed",
  },
  {
    name: "no retry at all",
    settings: { MaximumRetryAttempts: 0 },
    answers: ["fail"],
    steps: [["1", "2"], ["3"]],
    calls: ["1 2", "3"],
    given: ["RetryAttemptsExhausted 1 of 2: Unhandled"],
  },
  ...[1, 2, 3].map((count) => ({
    name: `${count} retries`,
    settings: { MaximumRetryAttempts: count },
    poison: ["1"],
    steps: [["1", "2"], 20],
    calls: Array.from({ length: count + 1 }, () => "1 2"),
    given: [`RetryAttemptsExhausted ${count + 1} of 2: Unhandled`],
  })),
  {
    name: "a retry that goes well is the end of it",
    settings: { MaximumRetryAttempts: 1 },
    answers: ["fail"],
    calls: [all, all],
    given: [],
  },
  {
    name: "each batch has all of its retries",
    settings: { MaximumRetryAttempts: 1, BatchSize: 1 },
    poison: ["1", "2"],
    steps: [["1", "2", "3"]],
    calls: ["1", "1", "2", "2", "3"],
    given: ["RetryAttemptsExhausted 2 of 1: Unhandled", "RetryAttemptsExhausted 2 of 1: Unhandled"],
  },
  ...(["throttle", "gone"] as const).map((answer) => ({
    name: `what keeps the function from being called counts no retry: ${answer}`,
    settings: { MaximumRetryAttempts: 0 },
    answers: [answer, answer, answer],
    calls: [all, all, all, all],
    given: [],
  })),
  {
    name: "a throttle between failures counts none",
    settings: { MaximumRetryAttempts: 1 },
    answers: ["fail", "throttle", "fail"],
    calls: [all, all, all],
    given: ["RetryAttemptsExhausted 2 of 4: Unhandled"],
  },
];

export const age: readonly StreamCase[] = [
  {
    name: "what is too old before anything is called is given up",
    isLate: true,
    settings: { MaximumRecordAgeInSeconds: 60 },
    steps: [["1", "2"], 70, ["3"]],
    calls: ["3"],
    given: ["RecordAgeExceeded 1 of 2: -"],
  },
  {
    name: "what is throttled until it is too old is given up",
    settings: { MaximumRecordAgeInSeconds: 60, BatchSize: 1 },
    steps: [["1"], 70],
    answers: Array.from({ length: 99 }, () => "throttle" as const),
    calls: Array.from({ length: 61 }, () => "1"),
    given: ["RecordAgeExceeded 1 of 1: -"],
  },
  {
    name: "what fails until it is too old is given up",
    settings: { MaximumRecordAgeInSeconds: 60 },
    steps: [["1", "2"], 70],
    poison: ["1"],
    calls: ["1 2", "1 2", "1 2", "1 2", "1 2", "1 2"],
    at: [0, 1, 3, 7, 15, 31],
    given: ["RecordAgeExceeded 6 of 2: -"],
  },
  {
    name: "of a batch only what is too old",
    settings: { MaximumRecordAgeInSeconds: 60, MaximumBatchingWindowInSeconds: 59, BatchSize: 2 },
    steps: [["1"], 58, ["2"], 1],
    answers: ["fail", "fail"],
    calls: ["1 2", "1 2", "2"],
    given: ["RecordAgeExceeded 2 of 1: -"],
  },
  {
    name: "whichever of retries and age comes first",
    settings: { MaximumRecordAgeInSeconds: 60, MaximumRetryAttempts: 2 },
    poison: ["1"],
    calls: [all, all, all],
    given: ["RetryAttemptsExhausted 3 of 4: Unhandled"],
  },
];

export const bisection: readonly StreamCase[] = [
  {
    name: "a batch that fails is halved until what is bad stands alone",
    settings: { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 },
    poison: ["3"],
    calls: [all, "1 2", "3 4", "3", "4"],
    given: ["RetryAttemptsExhausted 1 of 1: Unhandled"],
  },
  {
    name: "of an odd number the second half is the larger",
    settings: { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 },
    steps: [["1", "2", "3", "4", "5"]],
    poison: ["5"],
    calls: ["1 2 3 4 5", "1 2", "3 4 5", "3", "4 5", "4", "5"],
    given: ["RetryAttemptsExhausted 1 of 1: Unhandled"],
  },
  {
    name: "a split counts no retry",
    settings: { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 },
    steps: [["1", "2"]],
    poison: ["1"],
    calls: ["1 2", "1", "1", "2"],
    given: ["RetryAttemptsExhausted 2 of 1: Unhandled"],
  },
  {
    name: "two that are bad are given up one by one",
    settings: { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 },
    poison: ["1", "4"],
    calls: [all, "1 2", "1", "2", "3 4", "3", "4"],
    given: ["RetryAttemptsExhausted 1 of 1: Unhandled", "RetryAttemptsExhausted 1 of 1: Unhandled"],
  },
  {
    name: "one that fails by chance is split all the same",
    settings: { BisectBatchOnFunctionError: true },
    answers: ["fail"],
    calls: [all, "1 2", "3 4"],
    given: [],
  },
  {
    name: "with a partial failure it is split at what is reported, and the rest comes again",
    settings: { BisectBatchOnFunctionError: true, ...reports },
    answers: [{ report: ["3"] }],
    calls: [all, "3 4"],
  },
  {
    name: "a failure that names the first record halves",
    settings: { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0, ...reports },
    answers: [{ report: ["1"] }],
    calls: [all, "1 2", "3 4"],
    given: [],
  },
  {
    name: "an error halves, though failures are reported",
    settings: { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0, ...reports },
    answers: ["fail", { report: ["2"] }],
    calls: [all, "1 2", "2", "3 4"],
    given: [],
  },
];

export const partialFailures: readonly StreamCase[] = [
  ...[null, "", [], {}, { batchItemFailures: [] }, { batchItemFailures: null }, { other: 1 }].map(
    (value) => ({
      name: `success: ${JSON.stringify(value)}`,
      settings: reports,
      answers: [json(value)],
      calls: [all],
      lastResult: "OK",
    }),
  ),
  { name: "what is reported and all after it come again", ...reportsOnce(["3"]), calls: [all, "3 4"] },
  { name: "the lowest of several counts", ...reportsOnce(["4", "2", "3"]), calls: [all, "2 3 4"] },
  { name: "the first is the whole batch", ...reportsOnce(["1"]), calls: [all, all] },
  { name: "the last alone", ...reportsOnce(["4"]), calls: [all, "4"] },
  { name: "the same twice", ...reportsOnce(["3", "3"]), calls: [all, "3 4"] },
  { name: "an empty name fails all", ...reportsOnce([""]), calls: [all, all] },
  { name: "null fails all", ...reportsOnce([null]), calls: [all, all] },
  { name: "what is not in the batch fails all", ...reportsOnce(["none"]), calls: [all, all] },
  { name: "one right and one wrong fail all", ...reportsOnce(["3", "none"]), calls: [all, all] },
  ...[
    { batchItemFailures: [{ foo: "3" }] },
    { batchItemFailures: [{ foo: null }] },
    { batchItemFailures: [{ itemIdentifier: 123 }] },
    { batchItemFailures: [null] },
    { batchItemFailures: ["3"] },
    { batchItemFailures: "3" },
    "some text",
    12,
    [1],
  ].map((value) => ({
    name: `all fail: ${JSON.stringify(value)}`,
    settings: reports,
    answers: [json(value)],
    calls: [all, all],
  })),
  {
    name: "all fail: what is no JSON",
    settings: reports,
    answers: [{ raw: "{oops" }],
    calls: [all, all],
  },
  { name: "success: nothing at all", settings: reports, answers: [{ raw: "" }], calls: [all] },
  {
    name: "without ReportBatchItemFailures an answer may be no JSON",
    answers: [{ raw: "plain words" }],
    calls: [all],
  },
  { name: "an error fails all", settings: reports, answers: ["fail"], calls: [all, all] },
  {
    name: "without ReportBatchItemFailures no answer fails anything",
    answers: [{ report: ["1"] }],
    calls: [all],
  },
  {
    name: "what is left has all of its retries",
    settings: { ...reports, MaximumRetryAttempts: 1 },
    steps: [["1", "2"]],
    answers: [{ report: ["2"] }, { report: ["2"] }, { report: ["2"] }],
    calls: ["1 2", "2", "2"],
    given: ["RetryAttemptsExhausted 2 of 1: null"],
  },
  {
    name: "step by step to the end",
    settings: { ...reports, MaximumRetryAttempts: 0 },
    answers: [{ report: ["2"] }, { report: ["3"] }, { report: ["4"] }],
    calls: [all, "2 3 4", "3 4", "4"],
    given: [],
  },
];
