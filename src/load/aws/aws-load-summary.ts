// The result of a load test on AWS in words: its table, whether the service kept up, and whether the books balance.

import { booksBalance, milliseconds, paceKept, rateMissed, type Verdict, whole } from "../load-summary.ts";
import type { SummaryRow } from "../report-page.ts";
import type { AwsLoadResult } from "./aws-load-test.ts";
import { mostOf, type Readings, sumOf } from "./metric-readings.ts";

/** What waits longer in the stream than a pipe that fills its batches takes, its window included, is behind. */
const promptMs = 30_000;

export interface Books {
  /** Records that the stream took: ours, and of whoever else put some in the same minutes. */
  readonly incoming: number;
  readonly others: number;
  readonly received: number;
  readonly lost: number;
  readonly again: number;
  readonly failedExecutions: number;
}

function booksOf({ acknowledged, readings }: AwsLoadResult): Books {
  const incoming = Math.max(acknowledged, sumOf(readings.incoming));
  const received = sumOf(readings.received);
  return {
    ...{ incoming, received },
    others: incoming - acknowledged,
    lost: Math.max(0, incoming - received),
    again: Math.max(0, received - incoming),
    failedExecutions: sumOf(readings.failed) + sumOf(readings.timedOut) + sumOf(readings.aborted),
  };
}

export function awsPaceVerdict(result: AwsLoadResult): Verdict {
  const { asked, from, sentPerSecond, readings } = result;
  const refused = refusalsOf(result);
  if (sentPerSecond < asked * 0.98) {
    const sender = from === "inside" ? "the producers" : "this machine";
    if (refused === 0) return rateMissed(`${sender} could send ${whole(sentPerSecond)} records/s`);
    return rateMissed(
      `the stream took ${whole(sentPerSecond)} records/s, and refused ${whole(refused)} times (give it more shards)`,
    );
  }
  const age = mostOf(readings.iteratorAge) ?? 0;
  if (age > promptMs) {
    const rest = `records waited in the stream for ${milliseconds(age)}`;
    return { level: "warning", sign: "▲", head: "The service fell behind:", rest };
  }
  return paceKept(asked);
}

export function awsBooksVerdict(result: AwsLoadResult): Verdict {
  const { lost, again, failedExecutions } = booksOf(result);
  const wrong = [
    result.givenUp > 0 && `${whole(result.givenUp)} records were refused until the end`,
    lost > 0 &&
      `${whole(lost)} records were not seen ${result.complete ? "at all" : "before patience ended"}`,
    again > 0 && `${whole(again)} were received again, or had been put before`,
    failedExecutions > 0 && `${whole(failedExecutions)} executions failed`,
    result.deadLetters > 0 && `${whole(result.deadLetters)} more dead letters`,
  ].filter((each) => each !== false);
  return wrong.length === 0 && result.complete
    ? booksBalance
    : {
        ...{ level: "bad", sign: "✖", head: "The books do not balance:" },
        rest: wrong.join("; ") || "CloudWatch did not show the end of all executions",
      };
}

function refusalsOf({ refusals }: AwsLoadResult): number {
  return Object.values(refusals).reduce((sum, count) => sum + count, 0);
}

export function awsSummaryRows(result: AwsLoadResult): readonly SummaryRow[] {
  const { putLatency, readings, refusals, alarms } = result;
  const { others, received, lost, again, failedExecutions } = booksOf(result);
  const sum = (name: keyof Readings) => whole(sumOf(readings[name]));
  const worst = (name: keyof Readings) => {
    const value = mostOf(readings[name]);
    return value === undefined ? "unknown" : milliseconds(value);
  };
  return [
    ["rate asked", `${whole(result.asked)} records/s`],
    ["rate sent", `${whole(result.sentPerSecond)} records/s`],
    ["acknowledged p50", milliseconds(putLatency.p50)],
    ["acknowledged p99", milliseconds(putLatency.p99)],
    ["acknowledged, longest", milliseconds(putLatency.most)],
    ["age of a batch p50", worst("batchAgeP50")],
    ["age of a batch p90", worst("batchAgeP90")],
    ["age of a batch p99", worst("batchAgeP99")],
    ["age of a batch, longest", worst("batchAgeMost")],
    ["execution time p50", worst("executionP50")],
    ["execution time p90", worst("executionP90")],
    ["execution time p99", worst("executionP99")],
    ["validate p99", worst("validateP99")],
    ["assess p99", worst("assessP99")],
    ["iterator age, longest", worst("iteratorAge")],
    ["sent", whole(result.sent)],
    ["refused, sent again", whole(refusalsOf(result))],
    ...Object.entries(refusals).map(([code, count]) => [`  ${code}`, whole(count)] as const),
    ["acknowledged", whole(result.acknowledged)],
    ["of others", whole(others)],
    ["received", whole(received)],
    ["rejected", sum("rejected")],
    ["lost", whole(lost)],
    ["received again", whole(again)],
    ["writes throttled", sum("writesThrottled")],
    ["executions started", sum("started")],
    ["executions succeeded", sum("succeeded")],
    ["executions failed", whole(failedExecutions)],
    ["executions throttled", sum("throttled")],
    ["pipe failed", sum("pipeFailed")],
    ["pipe throttled", sum("pipeThrottled")],
    ["validate errors", sum("validateErrors")],
    ["validate throttles", sum("validateThrottles")],
    ["assess errors", sum("assessErrors")],
    ["assess throttles", sum("assessThrottles")],
    ["new dead letters", whole(result.deadLetters)],
    ["alarms that sound", alarms.length === 0 ? "none" : alarms.join(", ")],
  ];
}
