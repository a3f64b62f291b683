import { beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Metrics } from "../../../../src/services/cloudwatch/metrics/metrics.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";

const fortnight = 14 * 86_400_000;
const minute = 60_000;
const start = Date.UTC(2026, 0, 1);
let clock: VirtualClock;
let metrics: Metrics;

beforeEach(() => {
  clock = new VirtualClock(start);
  metrics = new Metrics({ clock });
});

function stat(metricName: string, statistic: string, periodSeconds = 60) {
  return {
    metric: { namespace: "Weather", metricName, dimensions: {} },
    periodSeconds,
    stat: statistic,
  };
}

const firstHour = { from: start, until: start + 60 * minute };

test("more than 20,000 series make the oldest go, of which there are many at once, and never a new one", () => {
  const name = (at: number) => `m${at}`;
  for (let at = 0; at < 20_000; at++) {
    if (at === 3000) clock.advanceBy(minute);
    metrics.series("Weather", name(at), {}).record(at);
  }
  // Found together before any of them has a value.
  const added = [20_000, 20_001].map((at) => metrics.series("Weather", name(at), {}));
  for (const series of added) series.record(1);
  const left = new Set(metrics.listMetrics().map(({ metricName }) => metricName));
  expect(left.size).toBeLessThanOrEqual(20_000);
  expect(left.size).toBeGreaterThan(18_000);
  for (let at = 3000; at < 20_002; at++) expect(left.has(name(at))).toBe(true);
});

describe("a series", () => {
  test.each([
    ["of the unit that comes first", undefined, firstHour, [10]],
    ["of the unit that is asked for", "Seconds", firstHour, [1, 2]],
    [
      "of another unit where that has none in the range",
      undefined,
      { from: start + minute, until: start + 60 * minute },
      [2],
    ],
  ])("of several units is read %s", (_which, unit, range, expected) => {
    metrics.series("Weather", "Delay", {}, "Seconds").record(1);
    metrics.series("Weather", "Delay", {}, "Count").record(10);
    clock.advanceBy(minute);
    metrics.series("Weather", "Delay", {}, "Seconds").record(2);
    const asked = { ...stat("Delay", "Sum"), ...(unit === undefined ? {} : { unit }) };
    expect([...metrics.read(asked, range).values()]).toEqual(expected);
  });

  test.each([
    ["with the range", 300, 2 * minute, [2 * minute, 7 * minute]],
    ["with the range's minute", 300, 2 * minute + 59_000, [2 * minute, 7 * minute]],
    ["with the period where that is shorter", 30, 2 * minute + 31_000, [5 * minute, 8 * minute]],
  ])("has periods that begin %s", (_where, periodSeconds, from, expected) => {
    const series = metrics.series("Weather", "Delay", {}, "Seconds");
    for (const at of [5, 8]) series.recordAt(start + at * minute, 1);
    const range = { from: start + from, until: start + 60 * minute };
    const points = metrics.read(stat("Delay", "Sum", periodSeconds), range);
    expect([...points.keys()].map((at) => at - start)).toEqual(expected);
  });

  test("gathers values by minute", () => {
    const series = metrics.series("Weather", "Readings", {}, "Count");
    for (const value of [1, 2, 3]) series.record(value);
    clock.advanceBy(minute);
    series.record(10);
    expect([...metrics.read(stat("Readings", "Sum"), firstHour)]).toEqual([
      [start, 6],
      [start + minute, 10],
    ]);
  });

  test.each([
    ["Sum", 10],
    ["Average", 2.5],
    ["Minimum", 1],
    ["Maximum", 4],
    ["SampleCount", 4],
  ])("tells the %s", (statistic, expected) => {
    const series = metrics.series("Weather", "Readings", {}, "Count");
    for (const value of [1, 2, 3, 4]) series.record(value);
    expect([...metrics.read(stat("Readings", statistic), firstHour).values()]).toEqual([expected]);
  });

  test("sums minutes up to the period that is asked for", () => {
    const series = metrics.series("Weather", "Readings", {}, "Count");
    for (let passed = 0; passed < 10; passed++) {
      series.record(1);
      clock.advanceBy(minute);
    }
    expect([...metrics.read(stat("Readings", "Sum", 300), firstHour)]).toEqual([
      [start, 5],
      [start + 5 * minute, 5],
    ]);
  });

  test("takes values that are late or early", () => {
    const series = metrics.series("Weather", "Readings", {}, "Count");
    series.record(1);
    series.recordAt(start - 5 * minute, 7);
    series.record(1);
    const range = { from: start - 10 * minute, until: start + minute };
    expect([...metrics.read(stat("Readings", "Sum"), range)]).toEqual([
      [start - 5 * minute, 7],
      [start, 2],
    ]);
  });

  test("keeps a day of minutes and forgets what is older", () => {
    const series = metrics.series("Weather", "Readings", {}, "Count");
    for (let passed = 0; passed < 24 * 60 + 10; passed++) {
      series.record(1);
      clock.advanceBy(minute);
    }
    const points = metrics.read(stat("Readings", "Sum"), { from: start, until: clock.now() });
    expect(points.size).toBe(24 * 60);
    expect([...points.keys()][0]).toBe(start + 10 * minute);
  });

  test("has seconds at high resolution", () => {
    const series = metrics.series("Weather", "Readings", {}, "Count", 1);
    series.record(1);
    clock.advanceBy(1000);
    series.record(2);
    expect([...metrics.read(stat("Readings", "Sum", 1), firstHour).values()]).toEqual([1, 2]);
    expect([...metrics.read(stat("Readings", "Sum"), firstHour).values()]).toEqual([3]);
  });
});

describe("percentiles", () => {
  test("are within one percent of the exact ones", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 0, max: 100 }),
        (values, percent) => {
          metrics = new Metrics({ clock });
          const series = metrics.series("Weather", "Delay", {}, "Milliseconds");
          for (const value of values) series.record(value);
          const sorted = [...values].sort((left, right) => left - right);
          const exact =
            sorted[Math.max(1, Math.ceil((percent / 100) * sorted.length - 1e-9)) - 1] ?? Number.NaN;
          const [estimate = Number.NaN] = metrics.read(stat("Delay", `p${percent}`), firstHour).values();
          expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(Math.abs(exact) * 0.011 + 1e-8);
        },
      ),
    );
  });

  test("do not exist for values that came as a summary", () => {
    const statisticValues = { sampleCount: 3, sum: 6, minimum: 1, maximum: 3 };
    metrics.putMetricData("Weather", [{ metricName: "Delay", statisticValues }]);
    expect(metrics.read(stat("Delay", "p50"), firstHour).size).toBe(0);
    expect([...metrics.read(stat("Delay", "Average"), firstHour).values()]).toEqual([2]);
  });
});

describe("PutMetricData", () => {
  test("takes values with their counts", () => {
    metrics.putMetricData("Weather", [
      { metricName: "Delay", values: [10, 20], counts: [3, 1], unit: "Seconds" },
    ]);
    expect(
      metrics.getMetricStatistics(stat("Delay", "Sum"), ["Sum", "SampleCount", "p50"], firstHour),
    ).toEqual([
      { at: start, unit: "Seconds", statistics: { Sum: 50, SampleCount: 4, p50: expect.closeTo(10, 0) } },
    ]);
  });

  test.each([
    ["no value", { metricName: "x" }, "MissingRequiredParameterException"],
    [
      "two kinds of value",
      { metricName: "x", value: 1, values: [1] },
      "InvalidParameterCombinationException",
    ],
    ["a unit that is none", { metricName: "x", value: 1, unit: "Degrees" }, "InvalidParameterValueException"],
    ["a value that is no number", { metricName: "x", value: Number.NaN }, "InvalidParameterValueException"],
    [
      "counts without values",
      { metricName: "x", values: [1], counts: [1, 2] },
      "InvalidParameterValueException",
    ],
    ["an empty name", { metricName: "", value: 1 }, "InvalidParameterValueException"],
    [
      "an empty dimension",
      { metricName: "x", value: 1, dimensions: { Station: "" } },
      "InvalidParameterValueException",
    ],
    [
      "a time more than two weeks ago",
      { metricName: "x", value: 1, timestamp: start - fortnight - 1 },
      "InvalidParameterValueException",
    ],
    [
      "a time in more than two hours",
      { metricName: "x", value: 1, timestamp: start + 120 * minute + 1 },
      "InvalidParameterValueException",
    ],
  ])("refuses %s, and then counts nothing of the request", (_what, datum, code) => {
    expect(() => metrics.putMetricData("Weather", [{ metricName: "good", value: 1 }, datum])).toThrow(
      expect.objectContaining({ code }),
    );
    expect(metrics.listMetrics()).toEqual([]);
  });

  test("takes what is two weeks old or two hours early", () => {
    for (const timestamp of [start - fortnight, start + 120 * minute])
      metrics.putMetricData("Weather", [{ metricName: `at ${timestamp}`, value: 1, timestamp }]);
    expect(metrics.listMetrics()).toHaveLength(2);
  });
});

describe("ListMetrics", () => {
  beforeEach(() => {
    metrics.series("Weather", "Readings", { Station: "a" }).record(1);
    metrics.series("Weather", "Readings", { Station: "b", Country: "x" }).record(1);
    metrics.series("Weather", "Alerts", { Station: "a" }).record(1);
    metrics.series("Other", "Readings", { __proto__x: "a" }).record(1);
  });

  test.each([
    ["everything", {}, 4],
    ["a namespace", { namespace: "Weather" }, 3],
    ["a name", { metricName: "Readings" }, 3],
    ["a dimension of any value", { dimensions: [{ name: "Station" }] }, 3],
    ["a dimension with its value", { dimensions: [{ name: "Station", value: "a" }] }, 2],
    ["nothing", { namespace: "None" }, 0],
  ])("lists %s", (_what, filter, count) => {
    expect(metrics.listMetrics(filter)).toHaveLength(count);
  });

  test("knows which metrics are active", () => {
    clock.advanceBy(4 * 3_600_000);
    metrics.series("Weather", "Alerts", { Station: "a" }).record(1);
    expect(metrics.listMetrics({ recentlyActive: true })).toHaveLength(1);
  });
});

test("the order of dimensions does not matter", () => {
  metrics.series("Weather", "Readings", { a: "1", b: "2" }).record(1);
  metrics.series("Weather", "Readings", { b: "2", a: "1" }).record(1);
  expect(metrics.listMetrics()).toHaveLength(1);
});

test("a dimension named __proto__ is data", () => {
  const dimensions = JSON.parse('{"__proto__":"x"}');
  metrics.series("Weather", "Readings", dimensions).record(1);
  expect(metrics.listMetrics({ dimensions: [{ name: "__proto__", value: "x" }] })).toHaveLength(1);
});

test("a week of many series stays within its bound, and the newest of each is there", () => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const metrics = new Metrics({ clock, mostDatapoints: 2000 });
  const series = Array.from({ length: 20 }, (_, at) => metrics.series("N", `m${at}`, {}));
  const rare = metrics.series("N", "rare", {});
  rare.record(1);
  for (let minute = 0; minute < 7 * 1440; minute += 7) {
    clock.advanceBy(7 * 60_000);
    for (const each of series) each.record(minute);
    expect(metrics.datapointCount).toBeLessThanOrEqual(2000);
  }
  const held = [...metrics.all()].map(([, each]) => each.size);
  expect(held.reduce((sum, each) => sum + each, 0)).toBe(metrics.datapointCount);
  expect(rare.size).toBe(1);
  expect(Math.min(...series.map(({ size }) => size))).toBeGreaterThan(50);
  expect(new Set(series.map(({ latestAt }) => latestAt))).toEqual(new Set([clock.now()]));
});
