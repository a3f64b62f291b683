// What a metric stream is put with, and what of it is refused.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricStream.html

import { parseArn, type RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { MetricIdentity } from "../metrics/metric-identity.ts";
import { parseStatistic } from "../metrics/statistic.ts";
import { invalid } from "../refusals.ts";

export interface StreamFilter {
  readonly namespace: string;
  /** None means all of the namespace. */
  readonly metricNames: readonly string[];
}

export interface StreamConfiguration {
  readonly name: string;
  readonly firehoseArn: string;
  readonly roleArn: string;
  readonly outputFormat: string;
  readonly include: readonly StreamFilter[];
  readonly exclude: readonly StreamFilter[];
  /** Percentiles and the like, beside what every metric has. */
  readonly statistics: readonly {
    readonly metrics: readonly { readonly namespace: string; readonly metricName: string }[];
    readonly additional: readonly string[];
  }[];
}

/** Throws InvalidParameterValue and InvalidParameterCombination. */
export function checkStream(configuration: StreamConfiguration, identity: RegionIdentity): void {
  const { name, firehoseArn, roleArn, outputFormat, include, exclude, statistics } = configuration;
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) throw invalid(`The value ${name} for parameter Name is invalid.`);
  if (include.length > 0 && exclude.length > 0)
    throw new ServiceError(
      "InvalidParameterCombinationException",
      "IncludeFilters and ExcludeFilters cannot both be present",
    );
  const firehose = parseArn(firehoseArn);
  if (firehose?.service !== "firehose" || !firehose.resource.startsWith("deliverystream/"))
    throw invalid(`The value ${firehoseArn} for parameter FirehoseArn is invalid.`);
  if (firehose.region !== identity.region)
    throw invalid("FirehoseArn must be in the same region and AWS partition as the Metric Stream");
  if (firehose.accountId !== identity.accountId)
    throw invalid("FirehoseArn must be in the same account as the Metric Stream");
  if (parseArn(roleArn)?.service !== "iam")
    throw invalid(`The value ${roleArn} for parameter RoleArn is invalid.`);
  for (const { metrics, additional } of statistics) {
    if (metrics.length === 0) throw invalid("IncludeMetrics less than 1");
    const wrong = additional.find((stat) => !isAdditional(stat, outputFormat));
    if (wrong !== undefined) throw invalid(`Unsupported statistic ${wrong} for selected OutputFormat`);
  }
}

/** OpenTelemetry's summaries have percentiles only. */
function isAdditional(stat: string, outputFormat: string): boolean {
  if (outputFormat !== "json" && !/^p\d/.test(stat)) return false;
  try {
    return parseStatistic(stat).type !== "plain";
  } catch {
    return false;
  }
}

export function isStreamed(
  { include, exclude }: StreamConfiguration,
  { namespace, metricName }: MetricIdentity,
): boolean {
  const has = (filters: readonly StreamFilter[]) =>
    filters.some(
      (filter) =>
        filter.namespace === namespace &&
        (filter.metricNames.length === 0 || filter.metricNames.includes(metricName)),
    );
  return include.length > 0 ? has(include) : !has(exclude);
}
