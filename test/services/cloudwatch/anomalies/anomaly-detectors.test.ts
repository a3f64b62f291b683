// What detectors learn of a metric's hours, and what they expect of it then.

import { expect, test } from "@jest/globals";
import { AnomalyDetectors } from "../../../../src/services/cloudwatch/anomalies/anomaly-detectors.ts";
import { expectedBand } from "../../../../src/services/cloudwatch/anomalies/anomaly-model.ts";
import { hoursOf } from "../../../../src/services/cloudwatch/anomalies/learnt-hour.ts";
import { Metrics } from "../../../../src/services/cloudwatch/metrics/metrics.ts";
import { RecordBook } from "../../../../src/storage/record-book.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";

const hour = 3_600_000;
const day = 24 * hour;
const minute = 60_000;
/** A Monday. */
const monday = Date.UTC(2026, 0, 5);

/** Two weeks, twelve values an hour, one above and one below what is usual, in turns. */
function series(usual: (at: number) => number, days = 14) {
  return new Map(
    Array.from({ length: days * 288 }, (_, index) => {
      const at = monday + index * 5 * minute;
      return [at, usual(at) + (index % 2 === 0 ? 1 : -1)];
    }),
  );
}

const atDay = (at: number) => (Math.floor(at / hour) % 24 >= 8 && Math.floor(at / hour) % 24 < 20 ? 100 : 20);
const weekend = (at: number) => (Math.floor((at - monday) / day) % 7 >= 5 ? 10 : 50);
const soon = monday + 14 * day;

test.each<[what: string, usual: (at: number) => number, at: number, middle: number, half: number]>([
  ["the day", atDay, soon + 12 * hour, 100, 2],
  ["the night", atDay, soon + 2 * hour, 20, 2],
  ["a weekday", weekend, soon, 50, 2],
  ["a day of the weekend", weekend, soon + 5 * day, 10, 2],
  ["what never changes but by one", () => 7, soon, 7, 2],
])("two deviations around %s", (_what, usual, at, middle, half) => {
  const { lower, upper } = expectedBand(hoursOf(series(usual)))(at, 2);
  // The last day of what was learnt, a Sunday, was as usual.
  expect((lower + upper) / 2).toBeCloseTo(middle, 6);
  expect((upper - lower) / 2).toBeCloseTo(half, 6);
});

test("hours are those of the metric's time zone", () => {
  const inTokyo = (at: number) => atDay(at + 9 * hour);
  const band = expectedBand(hoursOf(series(inTokyo, 3)), { timezone: "Asia/Tokyo" });
  const { lower, upper } = band(monday + 4 * day + 3 * hour, 1);
  expect([lower, upper]).toEqual([expect.closeTo(99), expect.closeTo(101)]);
});

test.each([
  ["SLOW", 17.5],
  [undefined, 25],
  ["FAST", 40],
])("what has changed for a day is followed by %s adaptation", (adaptationSpeed, middle) => {
  const risen = (at: number) => (at < monday + 13 * day ? 10 : 40);
  const { lower, upper } = expectedBand(hoursOf(series(risen)), { adaptationSpeed })(soon, 3);
  expect((lower + upper) / 2).toBeCloseTo(middle);
});

test("nothing below 0 is expected of what never was", () => {
  expect(expectedBand(hoursOf(series(() => 1)))(soon, 3).lower).toBe(0);
});

function open(book = RecordBook.inMemory(), clock = new VirtualClock(monday)) {
  const metrics = new Metrics({ clock, bands: (watched) => detectors.band(watched) });
  const detectors: AnomalyDetectors = new AnomalyDetectors({ clock, metrics, book });
  const metric = { namespace: "Mill", metricName: "Turns", dimensions: {} };
  const source = { metric, stat: "Average" };
  const run = (hours: number, usual: number) => {
    for (let index = 0; index < hours * 12; index++) {
      metrics.series("Mill", "Turns", {}).record(usual + (index % 2 === 0 ? 1 : -1));
      clock.advanceBy(5 * minute);
    }
  };
  const band = () => {
    const queries = [
      { id: "m", metricStat: { ...source, periodSeconds: 300 }, returnData: false },
      { id: "ad", expression: "ANOMALY_DETECTION_BAND(m, 3)" },
    ];
    const range = { from: clock.now() - 5 * minute, until: clock.now() };
    return [...metrics.getMetricData(queries, range)].map(({ label, points }) => [
      label,
      ...[...points.values()].map(Math.round),
    ]);
  };
  return { book, clock, metrics, detectors, source, run, band };
}

const none = [["Turns High"], ["Turns Low"]];

test("a detector is trained once there are three hours of values, and forgets what is excluded", () => {
  const { clock, detectors, source, run, band } = open();
  const { id } = detectors.put(source, { excluded: [] });
  const isTrained = () => detectors.isTrained(detectors.find(source) as never);
  run(2, 50);
  expect([isTrained(), band()]).toEqual([false, none]);
  run(2, 50);
  expect([isTrained(), band()]).toEqual([
    true,
    [
      ["Turns High", 53],
      ["Turns Low", 47],
    ],
  ]);
  expect(detectors.put(source, { excluded: [{ from: monday, until: clock.now() }] }).id).toBe(id);
  expect([isTrained(), band()]).toEqual([false, none]);
  detectors.close();
  expect(clock.pendingTimers).toBe(0);
});

test("what was learnt outlives the metric's own values, and a restart", () => {
  const first = open();
  first.detectors.put(first.source, { excluded: [] });
  first.run(30, 50);
  first.detectors.close();
  // Of the metric nothing is left.
  const second = open(first.book, first.clock);
  expect(second.band()).toEqual([
    ["Turns High", 53],
    ["Turns Low", 47],
  ]);
  second.detectors.delete(second.detectors.find(second.source) as never);
  expect(second.band()).toEqual(none);
  second.detectors.close();
});
