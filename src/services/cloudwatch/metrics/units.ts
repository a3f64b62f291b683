// The units that CloudWatch knows.

import { invalid } from "../refusals.ts";

/** In the order in which CloudWatch names them, and prefers them where a metric has several and none is asked for. */
export const units: ReadonlySet<string> = new Set([
  ...["Megabits", "Terabits", "Gigabits", "Count", "Bytes", "Gigabytes", "Gigabytes/Second", "Kilobytes"],
  ...["Kilobits/Second", "Terabytes", "Terabits/Second", "Bytes/Second", "Percent", "Megabytes"],
  ...["Megabits/Second", "Milliseconds", "Microseconds", "Kilobytes/Second", "Gigabits/Second"],
  ...["Megabytes/Second", "Bits", "Bits/Second", "Count/Second", "Seconds", "Kilobits", "Terabytes/Second"],
  "None",
]);

const ranks: ReadonlyMap<string, number> = new Map([...units].map((unit, rank) => [unit, rank]));

export function byPreference(one: string, other: string): number {
  return (ranks.get(one) ?? 0) - (ranks.get(other) ?? 0);
}

export function checkUnit(unit: string, place = "Unit"): void {
  if (units.has(unit)) return;
  throw invalid(`The parameter ${place} must be a value in the set [ ${[...units].join(", ")} ].`);
}
