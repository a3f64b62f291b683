// Metrics as a metric stream tells them in OpenTelemetry's formats: one request to a collector for each minute of each metric, behind its
// length. Version 0.7 has labels, which are texts, where 1.0 has attributes.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-formats-opentelemetry-100.html

import type { Datapoint } from "../metrics/datapoint.ts";
import type { MetricIdentity } from "../metrics/metric-identity.ts";
import { parseStatistic } from "../metrics/statistic.ts";
import { doubleField, field, fixedField, varint } from "./protobuf.ts";

export interface OtelPoint {
  readonly version: "0.7" | "1.0";
  readonly exporterArn: string;
  readonly accountId: string;
  readonly region: string;
  readonly metric: MetricIdentity;
  readonly unit: string;
  readonly datapoint: Datapoint;
  /** Percentiles, such as `p99.9`. */
  readonly percentiles: readonly string[];
}

/** OpenTelemetry's by CloudWatch's. */
const units: Readonly<Record<string, string>> = {
  ...{ Seconds: "s", Microseconds: "us", Milliseconds: "ms" },
  ...{ Bytes: "By", Kilobytes: "kBy", Megabytes: "MBy", Gigabytes: "GBy", Terabytes: "TBy" },
  ...{ Bits: "bit", Kilobits: "kbit", Megabits: "MBit", Gigabits: "GBit", Terabits: "Tbit" },
  ...{ Percent: "%", Count: "{Count}", None: "1" },
};
const minuteMs = 60_000;

export function otelMessage(point: OtelPoint): Buffer {
  const { exporterArn, accountId, region, metric, unit, datapoint, percentiles } = point;
  const { namespace, metricName } = metric;
  const resource = field(
    1,
    attribute(1, "cloud.provider", "aws"),
    attribute(1, "cloud.account.id", accountId),
    attribute(1, "cloud.region", region),
    attribute(1, "aws.exporter.arn", exporterArn),
  );
  const of = (name: "Maximum" | "Minimum" | "Sum" | "SampleCount") =>
    datapoint.statistic({ type: "plain", name }) ?? 0;
  const quantiles = [
    [0, of("Minimum")] as const,
    ...percentiles.map(
      (each) => [Number(each.slice(1)) / 100, datapoint.statistic(parseStatistic(each)) ?? 0] as const,
    ),
    [1, of("Maximum")] as const,
  ];
  const summary = field(
    1,
    fixedField(2, nanoseconds(datapoint.at)),
    fixedField(3, nanoseconds(datapoint.at + minuteMs)),
    fixedField(4, BigInt(Math.round(of("SampleCount")))),
    doubleField(5, of("Sum")),
    ...quantiles.map(([quantile, value]) => field(6, doubleField(1, quantile), doubleField(2, value))),
    ...(point.version === "0.7" ? labelsOf(metric) : attributesOf(metric)),
  );
  const told = field(
    2,
    field(1, `amazonaws.com/${namespace}/${metricName}`),
    field(3, unitOf(unit)),
    field(11, summary),
  );
  const request = field(1, resource, field(2, told));
  return Buffer.concat([varint(request.length), request]);
}

/** A key with a text. */
function attribute(number: number, key: string, value: string): Buffer {
  return field(number, field(1, key), field(2, field(1, value)));
}

/** The dimensions are a list of keys within one. */
function attributesOf({ namespace, metricName, dimensions }: MetricIdentity): readonly Buffer[] {
  const pairs = Object.entries(dimensions).map(([name, value]) => attribute(1, name, value));
  return [
    attribute(7, "Namespace", namespace),
    attribute(7, "MetricName", metricName),
    field(7, field(1, "Dimensions"), field(2, field(6, ...pairs))),
  ];
}

function labelsOf({ namespace, metricName, dimensions }: MetricIdentity): readonly Buffer[] {
  const labels = { Namespace: namespace, MetricName: metricName, ...dimensions };
  return Object.entries(labels).map(([name, value]) => field(1, field(1, name), field(2, value)));
}

/** `Bytes/Second` is `By/s`. */
function unitOf(unit: string): string {
  const [counted = "", each] = unit.split("/");
  const told = units[counted] ?? counted;
  return each === undefined ? told : `${told}/s`;
}

function nanoseconds(at: number): bigint {
  return BigInt(at) * 1_000_000n;
}
