// What the weather service does not have by itself, and the console has a page for: a metric stream with the delivery stream that takes its
// metrics, and a detector that has two weeks of a metric to learn from.

import { replayReadings } from "../src/weather/observations.ts";
import type { AskedRegion } from "./asked-region.ts";

export interface MeasuresOptions {
  /** That the delivery stream delivers to. */
  readonly bucket: string;
  /** A year of Seattle's hours, as CSV. */
  readonly normals: string;
}

const prefix = "millrace-dev";
const name = { streamed: `${prefix}-metrics`, metricStream: `${prefix}-all` };
const measured = { Namespace: "Weather", MetricName: "AirTemperature" };
const dimensions = [{ Name: "Station", Value: "seattle-harbor" }];

export async function addMeasures(region: AskedRegion, { bucket, normals }: MeasuresOptions): Promise<void> {
  const BucketARN = `arn:aws:s3:::${bucket}`;
  const RoleARN = await role(region, "firehose", [`${BucketARN}/*`, BucketARN], "s3:*");
  const { DeliveryStreamARN: FirehoseArn } = await region.call<{ DeliveryStreamARN: string }>(
    "firehose/CreateDeliveryStream",
    {
      DeliveryStreamName: name.streamed,
      ExtendedS3DestinationConfiguration: {
        ...{ RoleARN, BucketARN, Prefix: "metrics/!{timestamp:yyyy/MM/dd}/" },
        ...{ ErrorOutputPrefix: "failed-metrics/", BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 5 } },
      },
    },
  );
  const RoleArn = await role(region, "streams.metrics.cloudwatch", [FirehoseArn], "firehose:PutRecord*");
  await region.call("cloudwatch/PutMetricStream", {
    ...{ Name: name.metricStream, RoleArn, FirehoseArn, OutputFormat: "json" },
  });
  const points = temperatures(normals, Date.now());
  for (let from = 0; from < points.length; from += mostDatums)
    await region.call("cloudwatch/PutMetricData", {
      Namespace: measured.Namespace,
      MetricData: points.slice(from, from + mostDatums),
    });
  await region.call("cloudwatch/PutAnomalyDetector", {
    SingleMetricAnomalyDetector: { ...measured, Dimensions: dimensions, Stat: "Average" },
  });
}

/** Its ARN. */
async function role(
  region: AskedRegion,
  service: string,
  resources: readonly string[],
  action: string,
): Promise<string> {
  const RoleName = `${prefix}-${service.replaceAll(".", "-")}`;
  const trust = {
    Effect: "Allow",
    Principal: { Service: `${service}.amazonaws.com` },
    Action: "sts:AssumeRole",
  };
  const { Role } = await region.call<{ Role: { readonly Arn: string } }>("iam/CreateRole", {
    ...{ RoleName, AssumeRolePolicyDocument: policy(trust) },
  });
  await region.call("iam/PutRolePolicy", {
    ...{ RoleName, PolicyName: "deliver" },
    PolicyDocument: policy({ Effect: "Allow", Action: action, Resource: resources }),
  });
  return Role.Arn;
}

function policy(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

const mostDatums = 1000;
const stepMs = 5 * 60_000;
const readingMs = 6 * 3_600_000;
const daysBack = 13;
/** Of summer, when days and nights are far apart. */
const firstReading = 700;

/** Every five minutes of the days before `now`, between readings that are six hours apart. */
function temperatures(normals: string, now: number): readonly object[] {
  const readings = Array.from(replayReadings(normals))
    .filter(({ stationId }) => stationId === "seattle-harbor")
    .slice(firstReading)
    .map(({ temperatureCelsius }) => temperatureCelsius);
  const start = now - daysBack * 24 * 3_600_000;
  return Array.from({ length: Math.floor((now - start) / stepMs) }, (_, step) => {
    const at = start + step * stepMs;
    const place = (at - start) / readingMs;
    const [before = 0, after = 0] = readings.slice(Math.floor(place), Math.floor(place) + 2);
    const Value = before + (after - before) * (place % 1);
    return { MetricName: measured.MetricName, Dimensions: dimensions, Timestamp: at / 1000, Value };
  });
}
