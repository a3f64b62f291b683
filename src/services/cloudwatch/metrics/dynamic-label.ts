// Labels that tell of what they name: `${MAX}` becomes the highest value of the range, `${PROP('Stat')}` the statistic.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html

import { localIdentity } from "../../../aws/arn.ts";
import type { MetricStat } from "./metric-stat.ts";
import type { TimeSeries } from "./time-range.ts";

export interface LabelClock {
  /** Milliseconds since the epoch, from which relative times are counted. */
  readonly now: number;
  /** Of LabelOptions: `+0130` is an hour and a half ahead of UTC. */
  readonly timezone: string;
}

export interface Labelled {
  readonly points: TimeSeries;
  /** What the label would be if none were given. */
  readonly name: string;
  /** Undefined for an expression. */
  readonly metricStat: MetricStat | undefined;
  readonly periodSeconds: number;
}

interface Point {
  readonly at: number;
  readonly value: number;
}

/** Of a series that has no values. */
const nothing = "--";
const dynamicPart = /\$\{(?:([A-Z_]{1,40})|PROP\('([^'{}]{1,262})'\))\}/g;

export function isDynamic(label: string): boolean {
  return label.includes("${");
}

/** What isn't known as dynamic stays as it is. */
export function expandLabel(label: string, labelled: Labelled, clock: LabelClock): string {
  return label.replace(dynamicPart, (text, live?: string, property?: string) => {
    if (property !== undefined) return propertyOf(property, labelled) ?? text;
    if (live === "LABEL") return labelled.name;
    return (live === undefined ? undefined : liveValue(live, labelled.points, clock)) ?? text;
  });
}

function liveValue(name: string, series: TimeSeries, clock: LabelClock): string | undefined {
  if (name === "DATAPOINT_COUNT") return String(series.size);
  const told = liveValues.get(name);
  if (told === undefined) return undefined;
  const points = [...series].map(([at, value]) => ({ at, value }));
  return points.length === 0 ? nothing : told(points, clock);
}

type Telling = (points: readonly Point[], clock: LabelClock) => string;

const places: ReadonlyMap<string, (points: readonly Point[]) => Point> = new Map([
  ["FIRST", (points) => points[0] as Point],
  ["LAST", (points) => points.at(-1) as Point],
  ["MAX", (points) => points.reduce((most, point) => (point.value > most.value ? point : most))],
  ["MIN", (points) => points.reduce((least, point) => (point.value < least.value ? point : least))],
]);

const liveValues: ReadonlyMap<string, Telling> = new Map<string, Telling>([
  ["SUM", (points) => numberText(sumOf(points))],
  ["AVG", (points) => numberText(sumOf(points) / points.length)],
  ...[...places].flatMap(([name, place]): readonly (readonly [string, Telling])[] => [
    [name, (points) => numberText(place(points).value)],
    [`${name}_TIME`, (points, { timezone }) => timeText(place(points).at, timezone)],
    [`${name}_TIME_RELATIVE`, (points, { now }) => durationText(now - place(points).at)],
  ]),
  ...rangesBetween("FIRST", "LAST"),
  ...rangesBetween("MIN", "MAX"),
]);

function rangesBetween(from: string, to: string): readonly (readonly [string, Telling])[] {
  const ends = (points: readonly Point[]) =>
    [from, to].map((name) => places.get(name)?.(points) as Point) as [Point, Point];
  return [
    [
      `${from}_${to}_RANGE`,
      (points) => {
        const [start, end] = ends(points);
        return numberText(end.value - start.value);
      },
    ],
    [
      `${from}_${to}_TIME_RANGE`,
      (points) => {
        const [start, end] = ends(points);
        return durationText(end.at - start.at);
      },
    ],
  ];
}

function propertyOf(name: string, { metricStat, periodSeconds }: Labelled): string | undefined {
  if (name === "AccountId") return localIdentity.accountId;
  if (name === "Region") return localIdentity.region;
  if (name === "Period") return String(periodSeconds);
  if (metricStat === undefined) return undefined;
  const { metric, stat } = metricStat;
  if (name === "Stat") return stat;
  if (name === "MetricName") return metric.metricName;
  if (name === "Namespace") return metric.namespace;
  const [, dimension] = /^Dim\.(.+)$/.exec(name) ?? [];
  return dimension !== undefined && Object.hasOwn(metric.dimensions, dimension)
    ? metric.dimensions[dimension]
    : undefined;
}

function sumOf(points: readonly Point[]): number {
  return points.reduce((sum, { value }) => sum + value, 0);
}

/** At most three decimal places, as a number that is read rather than computed with. */
function numberText(value: number): string {
  return String(Number(value.toFixed(3)));
}

function timeText(at: number, timezone: string): string {
  const [, sign, hours, minutes] = /^([+-])(\d\d)(\d\d)$/.exec(timezone) ?? [];
  const aheadMinutes = (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
  return new Date(at + aheadMinutes * 60_000).toISOString().slice(0, 16).replace("T", " ");
}

const units = [
  { name: "d", ms: 86_400_000 },
  { name: "h", ms: 3_600_000 },
  { name: "m", ms: 60_000 },
  { name: "s", ms: 1000 },
] as const;

/** The absolute time, such as `1d 2h` or `35m`. */
function durationText(ms: number): string {
  let left = Math.abs(ms);
  const parts = units.flatMap(({ name, ms: unitMs }) => {
    const count = Math.floor(left / unitMs);
    left -= count * unitMs;
    return count === 0 ? [] : [`${count}${name}`];
  });
  return parts.join(" ") || "0s";
}
