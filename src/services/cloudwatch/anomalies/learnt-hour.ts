// What is kept of an hour of a metric's values, and how values are gathered into hours.

import type { TimeSeries } from "../metrics/time-range.ts";

export const hourMs = 3_600_000;
/** "The algorithm trains on up to two weeks of metric data." */
const learntMs = 14 * 24 * hourMs;

export interface LearntHour {
  /** When it began. */
  readonly at: number;
  readonly count: number;
  readonly mean: number;
  /** The sum of the squares by which the values lie off their mean. */
  readonly squares: number;
  readonly least: number;
}

/** The hours of a series. */
export function hoursOf(points: TimeSeries): readonly LearntHour[] {
  const values = new Map<number, number[]>();
  for (const [time, value] of points) {
    const at = Math.floor(time / hourMs) * hourMs;
    const hour = values.get(at);
    if (hour === undefined) values.set(at, [value]);
    else hour.push(value);
  }
  return [...values].map(([at, all]) => {
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    return {
      at,
      count: all.length,
      mean,
      squares: all.reduce((sum, value) => sum + (value - mean) ** 2, 0),
      least: all.reduce((least, value) => Math.min(least, value)),
    };
  });
}

/** What is known of two weeks: of an hour that has partly been forgotten by now, what was known before. */
export function withNewer(
  known: readonly LearntHour[],
  newer: readonly LearntHour[],
  now: number,
): readonly LearntHour[] {
  const hours = new Map(known.map((hour) => [hour.at, hour]));
  for (const hour of newer) if (hour.count >= (hours.get(hour.at)?.count ?? 0)) hours.set(hour.at, hour);
  return [...hours.values()].filter(({ at }) => at >= now - learntMs).sort((one, other) => one.at - other.at);
}
