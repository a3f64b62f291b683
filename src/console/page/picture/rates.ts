// How much goes through each thing, how late and how often it fails: from the metrics that AWS has for it.

import { duration } from "../parts/words.ts";
import { call } from "../region/call.ts";
import type { Kind, Thing } from "./part.ts";

export interface Flow {
  /** Records, events, messages, executions or invocations a second, of the last minute or two. */
  readonly rate: number;
  readonly errors: number;
  /** What it had no room for. */
  readonly throttled: number;
  /** Messages, or milliseconds by which what is read is behind. */
  readonly waits: number;
  /** The same in words; undefined if it is nothing to speak of. */
  readonly waiting: string | undefined;
}

interface Measured {
  readonly namespace: string;
  readonly dimension: string;
  /** @default the thing's name */
  readonly value?: (thing: Thing) => string;
  readonly flow: string;
  /** The sum of them. */
  readonly errors?: readonly string[];
  readonly throttled?: readonly string[];
  readonly waiting?: { readonly metric: string; readonly written: (value: number) => string };
}

const age = (metric: string) => ({
  metric,
  written: (value: number) => (value < 1 ? "" : `${duration(value)} late`),
});

const metrics: Partial<Readonly<Record<Kind, Measured>>> = {
  stream: {
    namespace: "AWS/Kinesis",
    dimension: "StreamName",
    flow: "IncomingRecords",
    throttled: ["WriteProvisionedThroughputExceeded", "ReadProvisionedThroughputExceeded"],
    waiting: age("GetRecords.IteratorAgeMilliseconds"),
  },
  "delivery stream": {
    ...{ namespace: "AWS/Firehose", dimension: "DeliveryStreamName" },
    ...{ flow: "IncomingRecords", throttled: ["ThrottledRecords"] },
  },
  pipe: {
    namespace: "AWS/EventBridge/Pipes",
    dimension: "PipeName",
    flow: "Invocations",
    errors: ["ExecutionFailed", "ExecutionTimeout"],
    throttled: ["ExecutionThrottled"],
  },
  machine: {
    ...{ namespace: "AWS/States", dimension: "StateMachineArn", value: ({ arn }: Thing) => arn },
    ...{ flow: "ExecutionsStarted", errors: ["ExecutionsFailed", "ExecutionsTimedOut"] },
  },
  function: {
    ...{ namespace: "AWS/Lambda", dimension: "FunctionName" },
    ...{ flow: "Invocations", errors: ["Errors"], throttled: ["Throttles"] },
  },
  rule: {
    ...{ namespace: "AWS/Events", dimension: "RuleName" },
    ...{ flow: "Invocations", errors: ["FailedInvocations"] },
  },
  topic: {
    namespace: "AWS/SNS",
    dimension: "TopicName",
    flow: "NumberOfMessagesPublished",
    errors: ["NumberOfNotificationsFailed"],
  },
  queue: {
    ...{ namespace: "AWS/SQS", dimension: "QueueName", flow: "NumberOfMessagesSent" },
    waiting: {
      metric: "ApproximateNumberOfMessagesVisible",
      written: (value) => (value < 1 ? "" : `${Math.round(value)} waiting`),
    },
  },
};

/** As fine as AWS keeps the metrics of its services. */
const periodSeconds = 60;
const mostQueries = 500;

/** By the ARN of the thing. */
export async function readFlows(things: readonly Thing[]): Promise<ReadonlyMap<string, Flow>> {
  const asked = things.flatMap((thing, at) => queriesOf(thing, at)).slice(0, mostQueries);
  if (asked.length === 0) return new Map();
  const now = Date.now() / 1000;
  // The minute that goes on, and the one before it.
  const start = (Math.floor(now / periodSeconds) - 1) * periodSeconds;
  const { MetricDataResults: results } = await call<{
    MetricDataResults: { Id: string; Values: number[] }[];
  }>("cloudwatch", "GetMetricData", {
    MetricDataQueries: asked,
    StartTime: start,
    EndTime: start + 2 * periodSeconds,
  });
  const values = new Map(results.map(({ Id, Values }) => [Id, Values]));
  return new Map(
    things.map((thing, at) => {
      const sum = (what: string, metricNames: readonly string[] = [""]) =>
        metricNames
          .flatMap((_, which) => values.get(`${what}${which}_${at}`) ?? [])
          .reduce((total, each) => total + each, 0);
      const { errors = [], throttled = [], waiting } = metrics[thing.kind] ?? {};
      const newest = values.get(`waiting0_${at}`)?.[0];
      const written = newest === undefined ? undefined : waiting?.written(newest);
      return [
        thing.arn,
        {
          ...{ rate: sum("flow") / (now - start), errors: sum("errors", errors) },
          throttled: sum("throttled", throttled),
          ...{ waits: newest ?? 0, waiting: written || undefined },
        },
      ];
    }),
  );
}

function queriesOf(thing: Thing, at: number): readonly object[] {
  const measured = metrics[thing.kind];
  if (measured === undefined) return [];
  const { namespace: Namespace, dimension, value, flow, errors = [], throttled = [], waiting } = measured;
  const Dimensions = [{ Name: dimension, Value: value?.(thing) ?? thing.name }];
  const query = (what: string, MetricName: string, Stat: string, which = 0) => ({
    Id: `${what}${which}_${at}`,
    MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: periodSeconds, Stat },
  });
  return [
    query("flow", flow, "Sum"),
    ...errors.map((metric, which) => query("errors", metric, "Sum", which)),
    ...throttled.map((metric, which) => query("throttled", metric, "Sum", which)),
    ...(waiting === undefined ? [] : [query("waiting", waiting.metric, "Maximum")]),
  ];
}
