// Labels of GetMetricData that tell of the values they name.

import { describe, expect, test } from "@jest/globals";
import { Metrics } from "../../../../src/services/cloudwatch/metrics/metrics.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";

const minute = 60_000;
const start = Date.UTC(2026, 0, 1);
const metric = { namespace: "Weather", metricName: "Wind", dimensions: { Station: "north" } };
const range = { from: start, until: start + 60 * minute };

function weather(): Metrics {
  const clock = new VirtualClock(start);
  const metrics = new Metrics({ clock });
  const series = metrics.series("Weather", "Wind", metric.dimensions, "None");
  for (const value of [4, 1, 2.5]) {
    series.record(value);
    clock.advanceBy(5 * minute);
  }
  clock.advanceBy(90 * minute);
  return metrics;
}

const metrics = weather();

function labelOf(query: { readonly label: string }, timezone = "+0000"): string | undefined {
  const metricStat = { metric, stat: "Maximum", periodSeconds: 60 };
  const [result] = metrics.getMetricData([{ id: "m1", metricStat, ...query }], range, { timezone });
  return result?.label;
}

describe("a dynamic label", () => {
  test.each([
    ["no part of it", "no part of it"],
    ["[max: ${MAX}, min: ${MIN}]", "[max: 4, min: 1]"],
    ["${FIRST} ${LAST} ${SUM} ${AVG} ${DATAPOINT_COUNT}", "4 2.5 7.5 2.5 3"],
    ["${MIN_MAX_RANGE} ${FIRST_LAST_RANGE}", "3 -1.5"],
    ["${FIRST_TIME} ${MAX_TIME}", "2026-01-01 00:00 2026-01-01 00:00"],
    ["${LAST_TIME} ${MIN_TIME}", "2026-01-01 00:10 2026-01-01 00:05"],
    ["${FIRST_TIME_RELATIVE}, ${LAST_TIME_RELATIVE}", "1h 45m, 1h 35m"],
    ["${MAX_TIME_RELATIVE}, ${MIN_TIME_RELATIVE}", "1h 45m, 1h 40m"],
    ["${FIRST_LAST_TIME_RANGE}, ${MIN_MAX_TIME_RANGE}", "10m, 5m"],
    ["${LABEL} of ${PROP('Dim.Station')}", "Wind of north"],
    [
      "${PROP('Namespace')}/${PROP('MetricName')} ${PROP('Stat')} ${PROP('Period')}",
      "Weather/Wind Maximum 60",
    ],
    ["${PROP('Region')} ${PROP('AccountId')}", "us-east-1 000000000000"],
    [
      "${MEDIAN} ${PROP('Dim.station')} ${PROP('Dim.__proto__')} ${",
      "${MEDIAN} ${PROP('Dim.station')} ${PROP('Dim.__proto__')} ${",
    ],
  ])("%s becomes %s", (label, expected) => {
    expect(labelOf({ label })).toBe(expected);
  });

  test.each([
    ["+0130", "2026-01-01 01:30"],
    ["-0800", "2025-12-31 16:00"],
  ])("tells times in the zone %s", (timezone, expected) => {
    expect(labelOf({ label: "${FIRST_TIME}" }, timezone)).toBe(expected);
  });

  test("tells that a series has no values", () => {
    const absent = { ...metric, metricName: "Snow" };
    const metricStat = { metric: absent, stat: "Sum", periodSeconds: 60 };
    const [result] = metrics.getMetricData(
      [{ id: "m1", metricStat, label: "${LABEL}: ${LAST} (${DATAPOINT_COUNT})" }],
      range,
    );
    expect(result?.label).toBe("Snow: -- (0)");
  });

  test.each([
    ["m1 * 2", "e1 8"],
    ["[m1, m1]", "Wind 4"],
    ['SELECT MAX(Wind) FROM "Weather" GROUP BY Station', "north 4"],
  ])("of the expression %s tells of each of its series", (expression, expected) => {
    const queries = [
      { id: "m1", metricStat: { metric, stat: "Maximum", periodSeconds: 60 }, returnData: false },
      { id: "e1", expression, label: "${LABEL} ${MAX}" },
    ];
    const labels = [...metrics.getMetricData(queries, range)].map(({ label }) => label);
    expect(new Set(labels)).toEqual(new Set([expected]));
  });
});
