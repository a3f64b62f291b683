// AWS::CloudWatch::AnomalyDetector
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-anomalydetector.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { given } from "../../../aws/wire/given.ts";
import type { DetectorConfiguration, DetectorSource } from "../anomalies/anomaly-detector.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { metricIn, queryOf } from "./alarm.ts";

export const anomalyDetector: ResourceKind<CloudWatch> = {
  type: "AWS::CloudWatch::AnomalyDetector",
  isKept: true,
  create: (properties, { service }) => putDetector(properties, service),
  update: (properties, { service }) => putDetector(properties, service),
  delete(ref, { service: { detectors } }) {
    const found = detectors.get(ref);
    if (found !== undefined) detectors.delete(found);
  },
};

function putDetector(properties: Properties, { detectors }: CloudWatch): CreatedResource {
  const { id } = detectors.put(sourceIn(properties), configurationIn(properties));
  return { ref: id, attributes: { Id: id } };
}

function sourceIn(properties: Properties): DetectorSource {
  const isMath = properties.has("MetricMathAnomalyDetector");
  const isSingle = properties.has("SingleMetricAnomalyDetector");
  const isFlat = ["Namespace", "MetricName", "Dimensions", "Stat"].some((name) => properties.has(name));
  if ([isMath, isSingle, isFlat].filter(Boolean).length > 1)
    properties.fail(
      isMath ? "MetricMathAnomalyDetector" : "SingleMetricAnomalyDetector",
      "cannot be specified with another metric",
    );
  const queries = properties.section("MetricMathAnomalyDetector").sections("MetricDataQueries");
  const single = properties.section("SingleMetricAnomalyDetector");
  single.withoutEffect("AccountId", "there is one account");
  if (isMath) return { queries: queries.map(queryOf) };
  const holder = isSingle ? single : properties;
  return { metric: metricIn(holder), stat: holder.text("Stat") };
}

function configurationIn(properties: Properties): DetectorConfiguration {
  const configuration = properties.section("Configuration");
  const spikes = properties.section("MetricCharacteristics").optionalBoolean("PeriodicSpikes");
  return {
    excluded: configuration.sections("ExcludedTimeRanges").map((range) => ({
      from: timeIn(range, "StartTime"),
      until: timeIn(range, "EndTime"),
    })),
    ...given("timezone", configuration.optionalText("MetricTimeZone")),
    ...given("adaptationSpeed", configuration.optionalText("AdaptationSpeed")),
    ...given("outlierFilteringStrength", configuration.optionalText("OutlierFilteringStrength")),
    ...given("periodicSpikes", spikes),
  };
}

/** Times of templates name no zone: they are in UTC. */
function timeIn(range: Properties, name: string): number {
  const text = range.text(name);
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  return Number.isNaN(at) ? range.fail(name, "must be a time such as 2026-01-31T12:00:00") : at;
}
