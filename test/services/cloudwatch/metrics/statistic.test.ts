import { describe, expect, test } from "@jest/globals";
import { Datapoint } from "../../../../src/services/cloudwatch/metrics/datapoint.ts";
import { parseStatistic } from "../../../../src/services/cloudwatch/metrics/statistic.ts";

const ofOneToHundred = new Datapoint(0);
for (let value = 1; value <= 100; value++) ofOneToHundred.add(value);

/** Percentiles and trimmed statistics are estimates, off by at most one percent. */
test.each([
  ["SampleCount", 100],
  ["Average", 50.5],
  ["p50", 50],
  ["p100", 100],
  ["tm90", 45.5],
  ["TM(10%:90%)", 50.5],
  ["TM(:50)", 25.5],
  ["IQM", 50.5],
  ["tc90", 90],
  ["TC(20.5:30.5)", 10],
  ["ts10", 55],
  ["TS(90%:)", 955],
  ["PR(:25)", 25],
  ["PR(10:30)", 20],
  ["WM(:50)", 37.75],
  ["wm50", 37.75],
])("%s of the numbers from 1 to 100 is %d", (name, expected) => {
  const value = ofOneToHundred.statistic(parseStatistic(name)) ?? Number.NaN;
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(expected * 0.05);
});

describe("what is no statistic", () => {
  test.each([
    "90",
    "",
    "p101",
    "p",
    "tm",
    "tm101",
    "TM()",
    "TM(10:90%)",
    "TM(90%:10%)",
    "PR(1%:2%)",
    "sum",
    "__proto__",
    "TM(:)",
  ])("%j is refused", (name) => {
    expect(() => parseStatistic(name)).toThrow(
      expect.objectContaining({ code: "InvalidParameterValueException" }),
    );
  });
});
