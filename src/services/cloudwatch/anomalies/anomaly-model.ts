// What is expected of a metric: of each hour of the week its mean and standard deviation over up to two weeks, moved by how far the
// last day lay off that. AWS does not tell what its models are; `docs/differences.md` says how this one differs.

import type { Band } from "../metrics/band.ts";
import { hourMs, type LearntHour } from "./learnt-hour.ts";

export interface ModelOptions {
  /** Of the tz database: hours are hours of the day there. @default UTC */
  readonly timezone?: string | undefined;
  /** How fast it follows what changes for good. */
  readonly adaptationSpeed?: string | undefined;
}

interface Speed {
  /** After so long an hour counts half. */
  readonly halfLifeMs: number;
  /** How much of what the last day lay off is expected to stay. */
  readonly followed: number;
}

const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;
const normal: Speed = { halfLifeMs: weekMs, followed: 0.5 };
const speeds: ReadonlyMap<string, Speed> = new Map([
  ["FAST", { halfLifeMs: 2 * dayMs, followed: 1 }],
  ["NORMAL", normal],
  ["SLOW", { halfLifeMs: Number.POSITIVE_INFINITY, followed: 0.25 }],
]);
/** So many hours of the same place in the day tell what is usual there. */
const fewestAlike = 2;
/** Of what never changes a hundredth is expected to. */
const leastShare = 0.01;

/** `hours` are in order of time, and at least one. */
export function expectedBand(hours: readonly LearntHour[], options: ModelOptions = {}): Band {
  const placeOf = weekHours(options.timezone ?? "UTC");
  const speed = speeds.get(options.adaptationSpeed ?? "NORMAL") ?? normal;
  const newest = hours.at(-1)?.at ?? 0;
  const recent = hours.filter(({ at }) => at > newest - dayMs);
  const older = hours.slice(0, hours.length - recent.length);
  const usual = usualHours(older.length >= 24 ? older : hours, { placeOf, newest, ...speed });
  const off =
    sumOf(recent, ({ at, count, mean }) => count * (mean - usual(placeOf(at)).mean)) /
    sumOf(recent, ({ count }) => count);
  const isNeverNegative = hours.every(({ least }) => least >= 0);
  return (at, deviations) => {
    const { mean, deviation } = usual(placeOf(at));
    const expected = mean + speed.followed * off;
    const half = deviations * Math.max(deviation, Math.abs(expected) * leastShare);
    const [lower, upper] = [expected - half, expected + half];
    return isNeverNegative ? { lower: Math.max(0, lower), upper: Math.max(0, upper) } : { lower, upper };
  };
}

interface Usual {
  readonly mean: number;
  readonly deviation: number;
}

/** By the place in the week, where a whole week is known; by that in the day, where days are; and else of all hours together. */
function usualHours(
  hours: readonly LearntHour[],
  {
    placeOf,
    newest,
    halfLifeMs,
  }: Speed & { readonly placeOf: (at: number) => number; readonly newest: number },
): (place: number) => Usual {
  const weightOf = ({ at }: LearntHour) => 0.5 ** ((newest - at) / halfLifeMs);
  const isWeek = newest - dayMs - (hours[0]?.at ?? newest) >= weekMs - hourMs;
  const ofWeek = Map.groupBy(isWeek ? hours : [], ({ at }) => placeOf(at));
  const ofDay = Map.groupBy(hours, ({ at }) => placeOf(at) % 24);
  return remembered((place) => {
    const alike = ofDay.get(place % 24) ?? [];
    return pooled(ofWeek.get(place) ?? (alike.length >= fewestAlike ? alike : hours), weightOf);
  });
}

function pooled(hours: readonly LearntHour[], weightOf: (hour: LearntHour) => number): Usual {
  const weight = sumOf(hours, (hour) => weightOf(hour) * hour.count);
  const mean = sumOf(hours, (hour) => weightOf(hour) * hour.count * hour.mean) / weight;
  const squares = sumOf(
    hours,
    (hour) => weightOf(hour) * (hour.squares + hour.count * (hour.mean - mean) ** 2),
  );
  return { mean, deviation: Math.sqrt(squares / weight) };
}

function sumOf(hours: readonly LearntHour[], of: (hour: LearntHour) => number): number {
  return hours.reduce((sum, hour) => sum + of(hour), 0);
}

function remembered<Value>(find: (place: number) => Value): (place: number) => Value {
  const known = new Map<number, Value>();
  return (place) => {
    const value = known.get(place) ?? find(place);
    known.set(place, value);
    return value;
  };
}

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** From 0, Monday at midnight, to 167. Times of one hour are asked for together, so the last one is remembered. */
function weekHours(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    hourCycle: "h23",
  });
  // Some zones are a quarter of an hour off.
  const quarterMs = hourMs / 4;
  let last: readonly [quarter: number, place: number] | undefined;
  return (at) => {
    const quarter = Math.floor(at / quarterMs);
    if (last?.[0] === quarter) return last[1];
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const place = weekdays.indexOf(parts.get("weekday") ?? "Mon") * 24 + Number(parts.get("hour"));
    last = [quarter, place];
    return place;
  };
}
