// The service's own metrics, and AWS's of its parts, read back from CloudWatch minute by minute.

import { type MetricDataQuery, paginateGetMetricData } from "@aws-sdk/client-cloudwatch";
import type { Clients } from "./clients.ts";
import type { DeployedService } from "./deployed-service.ts";

export const periodSeconds = 60;

interface Figure {
  readonly namespace: string;
  readonly metric: string;
  readonly dimension: readonly [name: string, value: string];
  readonly statistic: string;
}

/** What is read, by the names under which the report tells of it. */
function figuresOf(service: DeployedService) {
  const { streamName, pipeName, ingestArn, functions, namespace } = service;
  const of =
    (space: string, name: string, value: string) =>
    (metric: string, statistic = "Sum"): Figure => ({
      ...{ namespace: space, metric, statistic, dimension: [name, value] },
    });
  const stream = of("AWS/Kinesis", "StreamName", streamName);
  const own = of(namespace, "service", "ingest-readings");
  const machine = of("AWS/States", "StateMachineArn", ingestArn);
  const pipe = of("AWS/EventBridge/Pipes", "PipeName", pipeName);
  const validate = of("AWS/Lambda", "FunctionName", functions.validate);
  const assess = of("AWS/Lambda", "FunctionName", functions.assess);
  return {
    incoming: stream("IncomingRecords"),
    writesThrottled: stream("WriteProvisionedThroughputExceeded"),
    iteratorAge: stream("GetRecords.IteratorAgeMilliseconds", "Maximum"),
    received: own("ReadingsReceived"),
    rejected: own("ReadingsRejected"),
    batchAgeP50: own("BatchAge", "p50"),
    batchAgeP90: own("BatchAge", "p90"),
    batchAgeP99: own("BatchAge", "p99"),
    batchAgeMost: own("BatchAge", "Maximum"),
    pipeFailed: pipe("ExecutionFailed"),
    pipeThrottled: pipe("ExecutionThrottled"),
    started: machine("ExecutionsStarted"),
    succeeded: machine("ExecutionsSucceeded"),
    failed: machine("ExecutionsFailed"),
    timedOut: machine("ExecutionsTimedOut"),
    aborted: machine("ExecutionsAborted"),
    throttled: machine("ExecutionThrottled"),
    executionP50: machine("ExecutionTime", "p50"),
    executionP90: machine("ExecutionTime", "p90"),
    executionP99: machine("ExecutionTime", "p99"),
    validateErrors: validate("Errors"),
    validateThrottles: validate("Throttles"),
    validateP99: validate("Duration", "p99"),
    assessErrors: assess("Errors"),
    assessThrottles: assess("Throttles"),
    assessP99: assess("Duration", "p99"),
  } satisfies Readonly<Record<string, Figure>>;
}

export type FigureName = keyof ReturnType<typeof figuresOf>;

/** By the beginnings of minutes, in milliseconds since 1970; a minute without data is not there. */
export type Readings = Readonly<Record<FigureName, ReadonlyMap<number, number>>>;

/** All minutes from the one in which `from` lies until now. */
export async function readMetrics(
  { cloudwatch }: Clients,
  service: DeployedService,
  from: number,
): Promise<Readings> {
  const figures = Object.entries(figuresOf(service));
  const period = periodSeconds * 1000;
  const query = {
    StartTime: new Date(Math.floor(from / period) * period),
    EndTime: new Date((Math.floor(Date.now() / period) + 1) * period),
    MetricDataQueries: figures.map(([id, figure]) => queryOf(id, figure)),
  };
  const readings = new Map(figures.map(([id]) => [id, new Map<number, number>()]));
  for await (const { MetricDataResults = [] } of paginateGetMetricData({ client: cloudwatch }, query))
    for (const { Id = "", Timestamps = [], Values = [] } of MetricDataResults)
      for (const [index, at] of Timestamps.entries()) readings.get(Id)?.set(at.getTime(), Values[index] ?? 0);
  return Object.fromEntries(readings) as unknown as Readings;
}

function queryOf(id: string, { namespace, metric, dimension, statistic }: Figure): MetricDataQuery {
  const [Name, Value] = dimension;
  const Metric = { Namespace: namespace, MetricName: metric, Dimensions: [{ Name, Value }] };
  return { Id: id, MetricStat: { Metric, Period: periodSeconds, Stat: statistic } };
}

/** Without what the minutes had counted `earlier`: that is of others, who were there before. What is no sum stays as it is. */
export function withoutEarlier(service: DeployedService, readings: Readings, earlier: Readings): Readings {
  const left = Object.entries(figuresOf(service)).map(([id, { statistic }]) => {
    const [minutes, before] = [readings[id as FigureName], earlier[id as FigureName]];
    if (statistic !== "Sum") return [id, minutes];
    const later = Array.from(
      minutes,
      ([minute, count]) => [minute, count - (before.get(minute) ?? 0)] as const,
    );
    return [id, new Map(later)];
  });
  return Object.fromEntries(left) as Readings;
}

export function sumOf(minutes: ReadonlyMap<number, number>): number {
  return [...minutes.values()].reduce((sum, value) => sum + value, 0);
}

/** Of the worst minute; undefined without data. */
export function mostOf(minutes: ReadonlyMap<number, number>): number | undefined {
  return minutes.size === 0 ? undefined : Math.max(...minutes.values());
}
