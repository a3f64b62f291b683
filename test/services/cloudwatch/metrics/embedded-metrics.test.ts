import { beforeEach, describe, expect, test } from "@jest/globals";
import { EmbeddedMetrics } from "../../../../src/services/cloudwatch/metrics/embedded-metrics.ts";
import { Metrics } from "../../../../src/services/cloudwatch/metrics/metrics.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";

const now = Date.UTC(2026, 0, 1);
let metrics: Metrics;
let embedded: EmbeddedMetrics;

beforeEach(() => {
  metrics = new Metrics({ clock: new VirtualClock(now) });
  embedded = new EmbeddedMetrics(metrics);
});

function sumOf(metricName: string, dimensions: Record<string, string>): number | undefined {
  const metric = { namespace: "Weather", metricName, dimensions };
  const range = { from: now - 600_000, until: now + 60_000 };
  return [...metrics.read({ metric, periodSeconds: 60, stat: "Sum" }, range).values()][0];
}

function line(root: object, directive: object, timestamp: unknown = now): string {
  const metadata = { Timestamp: timestamp, CloudWatchMetrics: [{ Namespace: "Weather", ...directive }] };
  return JSON.stringify({ _aws: metadata, ...root });
}

describe("an embedded metric", () => {
  test("counts once in each of its dimension sets", () => {
    embedded.take(
      line(
        { service: "ingest", station: "SEA", accepted: 250 },
        {
          Dimensions: [["service"], ["service", "station"], []],
          Metrics: [{ Name: "accepted", Unit: "Count" }],
        },
      ),
      now,
    );
    expect(sumOf("accepted", { service: "ingest" })).toBe(250);
    expect(sumOf("accepted", { service: "ingest", station: "SEA" })).toBe(250);
    expect(sumOf("accepted", {})).toBe(250);
    expect(metrics.listMetrics()).toHaveLength(3);
  });

  test("may hold many values", () => {
    embedded.take(line({ delay: [1, 2, 3] }, { Dimensions: [[]], Metrics: [{ Name: "delay" }] }), now);
    expect(sumOf("delay", {})).toBe(6);
  });

  test("counts at its own time", () => {
    const directive = { Dimensions: [[]], Metrics: [{ Name: "delay" }] };
    embedded.take(line({ delay: 5 }, directive, now - 300_000), now);
    const metric = { namespace: "Weather", metricName: "delay", dimensions: {} };
    const range = { from: now - 600_000, until: now };
    expect([...metrics.read({ metric, periodSeconds: 60, stat: "Sum" }, range)]).toEqual([
      [now - 300_000, 5],
    ]);
  });

  test.each([
    ["plain text", "hello _aws"],
    ["JSON without metadata", '{"level":"INFO","text":"\\"_aws\\""}'],
    ["JSON that is cut off", '{"_aws":{"Timestamp":1'],
    ["metadata that is no object", '{"_aws":[]}'],
    ["a metric without its value", line({}, { Dimensions: [[]], Metrics: [{ Name: "x" }] })],
    ["a value that is text", line({ x: "1" }, { Dimensions: [[]], Metrics: [{ Name: "x" }] })],
    ["a dimension without its value", line({ x: 1 }, { Dimensions: [["a"]], Metrics: [{ Name: "x" }] })],
    ["an unknown unit", line({ x: 1 }, { Dimensions: [[]], Metrics: [{ Name: "x", Unit: "Degrees" }] })],
  ])("is not found in %s", (_what, text) => {
    embedded.take(text, now);
    expect(metrics.listMetrics()).toEqual([]);
  });
});
