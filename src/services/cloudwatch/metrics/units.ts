// The units that CloudWatch knows.

import { invalid } from "./metric-identity.ts";

const sizes = ["Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes"];
const bits = ["Bits", "Kilobits", "Megabits", "Gigabits", "Terabits"];
export const units: ReadonlySet<string> = new Set([
  ...["Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "None", "Count/Second"],
  ...[...sizes, ...bits].flatMap((size) => [size, `${size}/Second`]),
]);

export function checkUnit(unit: string): void {
  if (units.has(unit)) return;
  throw invalid(
    `The value ${unit} for parameter MetricData.member.Unit is invalid. Expected one of ${[...units].join(", ")}.`,
  );
}
