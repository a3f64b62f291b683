import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { toColumns } from "../../src/weather/batches.ts";
import { assessReadings, type Finding } from "../../src/weather/conditions.ts";
import type { Reading } from "../../src/weather/readings.ts";
import { arbitraryReading } from "./arbitrary-readings.ts";

const calm: Reading = {
  stationId: "seattle-harbor",
  sequence: 0,
  observedAt: "2010-07-04T12:00:00Z",
  temperatureCelsius: 15,
  pressureHpa: 1016,
  pressureTendencyHpa: 0,
  windMetresPerSecond: 4,
};

const assess = (...readings: readonly Partial<Reading>[]): Finding[] =>
  assessReadings(toColumns(readings.map((reading) => ({ ...calm, ...reading }))));

describe("a threshold is reached by its own value, not by the one before it", () => {
  test.each([
    ["temperatureCelsius", 31.9, undefined],
    ["temperatureCelsius", 32, "heat/advisory"],
    ["temperatureCelsius", 35.9, "heat/advisory"],
    ["temperatureCelsius", 36, "heat/warning"],
    ["temperatureCelsius", 40, "heat/severe"],
    ["temperatureCelsius", -5.9, undefined],
    ["temperatureCelsius", -6, "frost/advisory"],
    ["temperatureCelsius", -12, "frost/warning"],
    ["temperatureCelsius", -18, "frost/severe"],
    ["windMetresPerSecond", 17.1, undefined],
    ["windMetresPerSecond", 17.2, "gale/advisory"],
    ["windMetresPerSecond", 24.5, "gale/warning"],
    ["windMetresPerSecond", 32.7, "gale/severe"],
    ["pressureTendencyHpa", -5.9, undefined],
    ["pressureTendencyHpa", -6, "pressure-fall/advisory"],
    ["pressureTendencyHpa", -9, "pressure-fall/warning"],
    ["pressureTendencyHpa", 24.9, undefined],
    ["pressureTendencyHpa", 25, "pressure-jump/advisory"],
  ] as const)("%s %d: %s", (quantity, value, expected) => {
    const [finding, ...others] = assess({ [quantity]: value });
    expect(finding && `${finding.condition}/${finding.severity}`).toBe(expected);
    expect(others).toEqual([]);
  });
});

test("a finding tells station, condition, severity, time, value and unit", () => {
  expect(assess({ windMetresPerSecond: 26 })).toEqual([
    {
      batch: "",
      findingId: "seattle-harbor/gale/warning/2010-07-04",
      stationId: "seattle-harbor",
      condition: "gale",
      severity: "warning",
      observedAt: "2010-07-04T12:00:00Z",
      value: 26,
      unit: "m/s",
    },
  ]);
});

test("the hours a condition lasts are one finding a day; a worse one is another", () => {
  const findings = assess(
    { windMetresPerSecond: 18 },
    { windMetresPerSecond: 19, observedAt: "2010-07-04T13:00:00Z" },
    { windMetresPerSecond: 25, observedAt: "2010-07-04T14:00:00Z" },
    { windMetresPerSecond: 18, observedAt: "2010-07-05T00:00:00Z" },
  );
  expect(findings.map(({ findingId, value }) => [findingId, value])).toEqual([
    ["seattle-harbor/gale/advisory/2010-07-04", 18],
    ["seattle-harbor/gale/warning/2010-07-04", 25],
    ["seattle-harbor/gale/advisory/2010-07-05", 18],
  ]);
});

test("what is found does not depend on how readings were batched", () => {
  fc.assert(
    fc.property(
      fc.array(arbitraryReading, { maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      (readings, size) => {
        const batches = Array.from({ length: Math.ceil(readings.length / size) }, (_, index) =>
          readings.slice(index * size, (index + 1) * size),
        );
        const idsOf = (batch: readonly Reading[]): string[] =>
          assessReadings(toColumns(batch)).map(({ findingId }) => findingId);
        expect(new Set(batches.flatMap(idsOf))).toEqual(new Set(idsOf(readings)));
        expect(new Set(idsOf(readings)).size).toBe(idsOf(readings).length);
      },
    ),
  );
});

test("no readings, no findings", () => {
  expect(assess()).toEqual([]);
});
