// What a mapping makes of a stream where several settings meet each other, as data.

import type { GivenSettings } from "../../../../src/services/lambda/event-source-mappings/mapping-checks.ts";
import type { StreamCase } from "./stream-cases.ts";

const all = "1 2 3 4";
const reports: GivenSettings = { FunctionResponseTypes: ["ReportBatchItemFailures"] };
const numbers = [1, 2, 3, 4].map((t) => `k:{"t":${t}}`);
const [, two, three, four] = [1, 2, 3, 4].map((t) => `{"t":${t}}`);
const above = (limit: number): GivenSettings => ({
  FilterCriteria: { Filters: [{ Pattern: `{"data":{"t":[{"numeric":[">",${limit}]}]}}` }] },
});
/** When the clock of these tests begins. */
const start = Date.UTC(2026, 0, 1) / 1000;

export const combinations: readonly StreamCase[] = [
  {
    name: "what a filter lets through is all that a partial failure is of",
    only: "kinesis",
    settings: { ...reports, ...above(1) },
    steps: [numbers],
    answers: [{ report: [three as string] }],
    calls: [`${two} ${three} ${four}`, `${three} ${four}`],
  },
  {
    name: "what a filter lets through is all that is halved",
    only: "kinesis",
    settings: { ...above(1), BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 },
    steps: [numbers],
    poison: [four as string],
    calls: [`${two} ${three} ${four}`, `${two}`, `${three} ${four}`, `${three}`, `${four}`],
    given: ["RetryAttemptsExhausted 1 of 1: Unhandled"],
  },
  {
    name: "what is filtered out is not given up, however old it is",
    only: "kinesis",
    isLate: true,
    settings: { ...above(9), MaximumRecordAgeInSeconds: 60 },
    steps: [numbers, 70],
    calls: [],
    given: [],
  },
  {
    name: "what is filtered out blocks nobody",
    only: "kinesis",
    settings: { ...above(3), BatchSize: 1 },
    steps: [numbers],
    calls: [`${four}`],
  },
  {
    name: "a throttle halves nothing",
    settings: { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 },
    answers: ["throttle", "throttle"],
    calls: [all, all, all],
    given: [],
  },
  {
    name: "a function that is gone halves nothing",
    settings: { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 },
    answers: ["gone"],
    calls: [all, all],
    given: [],
  },
  {
    name: "an answer that is no report halves",
    settings: { BisectBatchOnFunctionError: true, ...reports },
    answers: [{ json: "some text" }],
    calls: [all, "1 2", "3 4"],
    given: [],
  },
  {
    name: "with factor 2 one key's batch is halved, and the other goes on",
    only: "kinesis",
    settings: { ParallelizationFactor: 2, BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 },
    steps: [["a:1", "a:bad", "a:2", "b:3"]],
    poison: ["bad"],
    calls: ["1 bad 2", "3", "1", "bad 2", "bad", "2"],
    given: ["RetryAttemptsExhausted 1 of 1: Unhandled"],
  },
  {
    name: "with factor 2 a partial failure is of one key's batch",
    only: "kinesis",
    settings: { ParallelizationFactor: 2, ...reports },
    steps: [["a:1", "a:2", "b:3"]],
    answers: [{ report: ["2"] }],
    calls: ["1 2", "3", "2"],
  },
  {
    name: "what is left of a window's batch is not gathered again",
    settings: { MaximumBatchingWindowInSeconds: 5, ...reports },
    steps: [["1", "2"], 5],
    answers: [{ report: ["2"] }],
    calls: ["1 2", "2"],
    at: [5, 6],
  },
  {
    name: "what comes while a batch fails is another batch",
    steps: [["1"], ["2"]],
    answers: ["fail"],
    calls: ["1", "1", "2"],
  },
  {
    name: "a report of the first with no retry gives up the whole batch",
    settings: { ...reports, MaximumRetryAttempts: 0 },
    answers: [{ report: ["1"] }],
    calls: [all],
    given: ["RetryAttemptsExhausted 1 of 4: null"],
  },
  {
    name: "what is reported twice with no retry is given up from there on",
    settings: { ...reports, MaximumRetryAttempts: 0 },
    answers: [{ report: ["3"] }, { report: ["3"] }],
    calls: [all, "3 4"],
    given: ["RetryAttemptsExhausted 1 of 2: null"],
  },
  {
    name: "an error after a partial failure is told as one",
    settings: { ...reports, MaximumRetryAttempts: 1 },
    answers: [{ report: ["3"] }, "fail", "fail"],
    calls: [all, "3 4", "3 4"],
    given: ["RetryAttemptsExhausted 2 of 2: Unhandled"],
  },
  {
    name: "without end of retries and age it is tried on",
    settings: { MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1 },
    answers: ["fail", "fail", "fail"],
    calls: [all, all, all, all],
    given: [],
    lastResult: "OK",
  },
  {
    name: "how the last call went is told though the records were given up",
    settings: { MaximumRetryAttempts: 0 },
    answers: ["fail"],
    calls: [all],
    lastResult: "PROBLEM: Function call failed",
  },
  {
    name: "LATEST begins with what comes after the mapping",
    isLate: true,
    settings: { StartingPosition: "LATEST" },
    steps: [["1", "2"]],
    calls: [],
  },
  { name: "LATEST reads what comes then", settings: { StartingPosition: "LATEST" }, calls: [all] },
  {
    name: "AT_TIMESTAMP begins with the first at that time or later",
    only: "kinesis",
    isLate: true,
    settings: { StartingPosition: "AT_TIMESTAMP", StartingPositionTimestamp: start + 10 },
    steps: [["1"], 10, ["2"], 10, ["3"]],
    calls: ["2 3"],
  },
  {
    name: "AT_TIMESTAMP of before the stream is TRIM_HORIZON",
    only: "kinesis",
    isLate: true,
    settings: { StartingPosition: "AT_TIMESTAMP", StartingPositionTimestamp: start - 60 },
    steps: [["1"], 10, ["2"]],
    calls: ["1 2"],
  },
];
