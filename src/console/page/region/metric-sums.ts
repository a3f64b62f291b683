// How often things happened of late, and how high a measure stood, from the metrics that AWS has of them.

import { call } from "./call.ts";

export interface Measured {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface Counted extends Measured {
  readonly title: string;
}

/** Of the last minutes, or of the hours that they lie in if they are many. Rejects with RegionProblem. */
export async function sumsOf(
  counted: readonly Counted[],
  minutes: number,
): Promise<readonly { readonly title: string; readonly sum: number }[]> {
  const values = await valuesOf(counted, { stat: "Sum", periodSeconds: minutes > 180 ? 3600 : 60, minutes });
  return counted.map(({ title }, at) => ({
    title,
    sum: (values[at] ?? []).reduce((all, each) => all + each, 0),
  }));
}

/** The highest of this minute and the last; undefined without data. Rejects with RegionProblem. */
export async function latestOf(measured: readonly Measured[]): Promise<readonly (number | undefined)[]> {
  const values = await valuesOf(measured, { stat: "Maximum", periodSeconds: 60, minutes: 2 });
  return values.map((each) => (each.length === 0 ? undefined : Math.max(...each)));
}

interface Range {
  readonly stat: string;
  readonly periodSeconds: number;
  readonly minutes: number;
}

async function valuesOf(
  measured: readonly Measured[],
  { stat, periodSeconds, minutes }: Range,
): Promise<readonly (readonly number[])[]> {
  const now = Date.now() / 1000;
  const { MetricDataResults } = await call<{ MetricDataResults: { Id: string; Values: number[] }[] }>(
    "cloudwatch",
    "GetMetricData",
    {
      MetricDataQueries: measured.map(({ namespace, metric, dimensions }, at) => ({
        Id: `value${at}`,
        MetricStat: {
          Metric: {
            ...{ Namespace: namespace, MetricName: metric },
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          ...{ Period: periodSeconds, Stat: stat },
        },
      })),
      StartTime: now - minutes * 60,
      EndTime: now + 60,
    },
  );
  const byId = new Map(MetricDataResults.map(({ Id, Values }) => [Id, Values]));
  return measured.map((_, at) => byId.get(`value${at}`) ?? []);
}
