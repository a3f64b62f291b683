// The conditions that call for an alert, as a table of thresholds, and the search for them in a batch of readings.
// A reading is judged by itself, so that what is found does not depend on how records were batched; a finding's id
// holds station, condition, severity and day, so that the hours a condition lasts are one finding, not many.

import type { ReadingColumns } from "./batches.ts";

export type Severity = "advisory" | "warning" | "severe";

type Quantity = "temperatureCelsius" | "pressureTendencyHpa" | "windMetresPerSecond";

interface Condition {
  readonly name: string;
  readonly quantity: Quantity;
  readonly unit: string;
  /** +1 where high values are unusual, -1 where low ones are. */
  readonly direction: 1 | -1;
  /** From the mildest on. A value beyond a threshold has at least its severity. */
  readonly thresholds: readonly (readonly [threshold: number, severity: Severity])[];
}

/**
 * Wind by Beaufort's scale (8 gale, 10 storm, 12 hurricane); pressure by the Met Office's "falling very rapidly",
 * more than 6 hPa in three hours. No weather moves pressure by 25 hPa in three hours: that is a sensor at fault.
 */
export const conditions: readonly Condition[] = [
  {
    name: "heat",
    quantity: "temperatureCelsius",
    unit: "°C",
    direction: 1,
    thresholds: [
      [32, "advisory"],
      [36, "warning"],
      [40, "severe"],
    ],
  },
  {
    name: "frost",
    quantity: "temperatureCelsius",
    unit: "°C",
    direction: -1,
    thresholds: [
      [-6, "advisory"],
      [-12, "warning"],
      [-18, "severe"],
    ],
  },
  {
    name: "gale",
    quantity: "windMetresPerSecond",
    unit: "m/s",
    direction: 1,
    thresholds: [
      [17.2, "advisory"],
      [24.5, "warning"],
      [32.7, "severe"],
    ],
  },
  {
    name: "pressure-fall",
    quantity: "pressureTendencyHpa",
    unit: "hPa in 3 h",
    direction: -1,
    thresholds: [
      [-6, "advisory"],
      [-9, "warning"],
    ],
  },
  {
    name: "pressure-jump",
    quantity: "pressureTendencyHpa",
    unit: "hPa in 3 h",
    direction: 1,
    thresholds: [[25, "advisory"]],
  },
];

export interface Finding {
  /** The batch that showed it. */
  readonly batch: string;
  readonly findingId: string;
  readonly stationId: string;
  readonly condition: string;
  readonly severity: Severity;
  readonly observedAt: string;
  readonly value: number;
  readonly unit: string;
}

/** At most one finding for each id, from the reading that showed it first. */
export function assessReadings(readings: ReadingColumns): Finding[] {
  const findings = new Map<string, Finding>();
  for (const condition of conditions) {
    const { quantity, direction, thresholds } = condition;
    const onset = direction * (thresholds[0]?.[0] ?? Number.POSITIVE_INFINITY);
    const values = readings[quantity];
    for (let index = 0; index < values.length; index++) {
      const value = values[index] as number;
      if (direction * value < onset) continue;
      const finding = describeFinding(condition, readings, index);
      if (!findings.has(finding.findingId)) findings.set(finding.findingId, finding);
    }
  }
  return [...findings.values()];
}

function describeFinding(condition: Condition, readings: ReadingColumns, index: number): Finding {
  const stationId = readings.stationId[index] as string;
  const observedAt = readings.observedAt[index] as string;
  const value = readings[condition.quantity][index] as number;
  const severity = severityOf(condition, value);
  return {
    batch: readings.batch,
    findingId: `${stationId}/${condition.name}/${severity}/${observedAt.slice(0, 10)}`,
    stationId,
    condition: condition.name,
    severity,
    observedAt,
    value,
    unit: condition.unit,
  };
}

function severityOf({ direction, thresholds }: Condition, value: number): Severity {
  const reached = thresholds.findLast(([threshold]) => direction * value >= direction * threshold);
  return reached?.[1] ?? "advisory";
}
