// What a mapping counts, as data: what its source gets, what the function answers, and the sums of each metric.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics

import type { GivenSettings } from "../../../../src/services/lambda/event-source-mappings/mapping-checks.ts";
import type { Answer } from "./support/open-mappings.ts";

export interface MetricCase {
  readonly name: string;
  readonly sources: readonly ("kinesis" | "dynamodb" | "sqs")[];
  readonly settings?: GivenSettings;
  /** Put or sent together before there is a mapping. @default 1 to 4 */
  readonly texts?: readonly string[];
  /** Seconds that pass before there is a mapping. @default 0 */
  readonly waits?: number;
  readonly answers?: readonly Answer[];
  readonly poison?: readonly string[];
  /** Whether there is an on-failure destination. "gone": it is named, and there is none. @default false */
  readonly hasDestination?: boolean | "gone";
  readonly sums: Readonly<Record<string, number>>;
}

const streams = ["kinesis", "dynamodb"] as const;
const everywhere = [...streams, "sqs"] as const;
const reports: GivenSettings = { FunctionResponseTypes: ["ReportBatchItemFailures"] };
const above = (limit: number) => ({ Filters: [{ Pattern: `{"data":{"t":[{"numeric":[">",${limit}]}]}}` }] });
const bodies = (limit: number) => ({
  Filters: [{ Pattern: `{"body":{"t":[{"numeric":[">",${limit}]}]}}` }],
});
const numbers = [1, 2, 3, 4].map((t) => JSON.stringify({ t }));

export const metricCases: readonly MetricCase[] = [
  { name: "an empty poll is told", sources: everywhere, texts: [], sums: { PolledEventCount: 0 } },
  {
    name: "what goes well",
    sources: streams,
    sums: { PolledEventCount: 4, InvokedEventCount: 4 },
  },
  {
    name: "what goes well is deleted from a queue",
    sources: ["sqs"],
    sums: { PolledEventCount: 4, InvokedEventCount: 4, DeletedEventCount: 4 },
  },
  {
    name: "no metrics unless they are asked for",
    sources: everywhere,
    settings: { MetricsConfig: { Metrics: [] } },
    sums: {},
  },
  {
    name: "no counts of events for who asks for errors alone",
    sources: everywhere,
    settings: { MetricsConfig: { Metrics: ["ErrorCount"] } },
    sums: {},
  },
  {
    name: "what fails is counted each time that it is tried",
    sources: streams,
    answers: ["fail", "fail"],
    sums: { PolledEventCount: 4, InvokedEventCount: 12, FailedInvokeEventCount: 8 },
  },
  {
    name: "what fails is polled again from a queue",
    sources: ["sqs"],
    answers: ["fail"],
    sums: {
      ...{ PolledEventCount: 8, InvokedEventCount: 8, FailedInvokeEventCount: 4 },
      DeletedEventCount: 4,
    },
  },
  ...(["throttle", "gone"] as const).map((answer) => ({
    name: `a function that is not reached fails: ${answer}`,
    sources: streams,
    answers: [answer],
    sums: { PolledEventCount: 4, InvokedEventCount: 8, FailedInvokeEventCount: 4 },
  })),
  {
    name: "what is given up is dropped",
    sources: streams,
    settings: { MaximumRetryAttempts: 1 },
    poison: ["1"],
    sums: {
      ...{ PolledEventCount: 4, InvokedEventCount: 8, FailedInvokeEventCount: 8 },
      DroppedEventCount: 4,
    },
  },
  {
    name: "what a destination is told of is not dropped",
    sources: streams,
    settings: { MaximumRetryAttempts: 1 },
    poison: ["1"],
    hasDestination: true,
    sums: {
      ...{ PolledEventCount: 4, InvokedEventCount: 8, FailedInvokeEventCount: 8 },
      OnFailureDestinationDeliveredEventCount: 4,
    },
  },
  {
    name: "what a destination that is not there was to be told of is dropped",
    sources: streams,
    settings: { MaximumRetryAttempts: 1 },
    poison: ["1"],
    hasDestination: "gone",
    sums: {
      ...{ PolledEventCount: 4, InvokedEventCount: 8, FailedInvokeEventCount: 8 },
      DroppedEventCount: 4,
    },
  },
  {
    name: "what is too old is dropped, and nothing is called",
    sources: streams,
    settings: { MaximumRecordAgeInSeconds: 60 },
    waits: 70,
    sums: { PolledEventCount: 4, DroppedEventCount: 4 },
  },
  {
    name: "what is too old and told of",
    sources: streams,
    settings: { MaximumRecordAgeInSeconds: 60 },
    waits: 70,
    hasDestination: true,
    sums: { PolledEventCount: 4, OnFailureDestinationDeliveredEventCount: 4 },
  },
  {
    name: "halves are counted as they are tried",
    sources: streams,
    settings: { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 },
    poison: ["3"],
    sums: {
      ...{ PolledEventCount: 4, InvokedEventCount: 10, FailedInvokeEventCount: 7 },
      DroppedEventCount: 1,
    },
  },
  {
    name: "a partial failure counts what comes again of a stream",
    sources: streams,
    settings: reports,
    answers: [{ report: ["3"] }],
    sums: { PolledEventCount: 4, InvokedEventCount: 6, FailedInvokeEventCount: 2 },
  },
  {
    name: "a partial failure counts what is reported of a queue",
    sources: ["sqs"],
    settings: reports,
    answers: [{ report: ["2", "3"] }],
    sums: {
      ...{ PolledEventCount: 6, InvokedEventCount: 6, FailedInvokeEventCount: 2 },
      DeletedEventCount: 4,
    },
  },
  {
    name: "a failure of what is not in the batch counts all",
    sources: streams,
    settings: reports,
    answers: [{ report: ["none"] }],
    sums: { PolledEventCount: 4, InvokedEventCount: 8, FailedInvokeEventCount: 4 },
  },
  {
    name: "a failure of what is not in the batch counts all of a queue",
    sources: ["sqs"],
    settings: reports,
    answers: [{ report: ["none"] }],
    sums: {
      ...{ PolledEventCount: 8, InvokedEventCount: 8, FailedInvokeEventCount: 4 },
      DeletedEventCount: 4,
    },
  },
  {
    name: "an empty list of failures counts none",
    sources: streams,
    settings: reports,
    answers: [{ report: [] }],
    sums: { PolledEventCount: 4, InvokedEventCount: 4 },
  },
  {
    name: "without ReportBatchItemFailures no answer counts",
    sources: streams,
    answers: [{ report: ["1"] }],
    sums: { PolledEventCount: 4, InvokedEventCount: 4 },
  },
  {
    name: "a filter that some pass",
    sources: ["kinesis"],
    settings: { FilterCriteria: above(2) },
    texts: numbers,
    sums: { PolledEventCount: 4, FilteredOutEventCount: 2, InvokedEventCount: 2 },
  },
  {
    name: "a filter that all pass is told of, too",
    sources: ["kinesis"],
    settings: { FilterCriteria: above(0) },
    texts: numbers,
    sums: { PolledEventCount: 4, FilteredOutEventCount: 0, InvokedEventCount: 4 },
  },
  {
    name: "a filter that none pass",
    sources: ["kinesis"],
    settings: { FilterCriteria: above(9) },
    texts: numbers,
    sums: { PolledEventCount: 4, FilteredOutEventCount: 4 },
  },
  {
    name: "what a queue's filter lets not through is deleted",
    sources: ["sqs"],
    settings: { FilterCriteria: bodies(2) },
    texts: numbers,
    sums: {
      ...{ PolledEventCount: 4, FilteredOutEventCount: 2, InvokedEventCount: 2 },
      DeletedEventCount: 4,
    },
  },
];
