// AWS::CloudWatch::MetricStream
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-metricstream.html

import { alreadyExists } from "../../../aws/template/already-exists.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import type { StreamFilter } from "../metric-streams/metric-stream.ts";

export const metricStream: ResourceKind<CloudWatch> = {
  type: "AWS::CloudWatch::MetricStream",
  create(properties, { service, generatedName, mayExist }) {
    const name = properties.optionalText("Name") ?? generatedName;
    if (service.streams.has(name) && !mayExist) throw alreadyExists("AWS::CloudWatch::MetricStream", name);
    return putStream(name, properties, service);
  },
  update(properties, { service, ref }) {
    properties.inert("Name");
    return putStream(ref, properties, service);
  },
  delete: (ref, { service: { streams } }) => streams.delete(ref),
};

function putStream(name: string, properties: Properties, { streams, alarms }: CloudWatch): CreatedResource {
  properties.withoutEffect("IncludeLinkedAccountsMetrics", "there is one account");
  const { arn, createdAt, updatedAt, isRunning } = streams.put({
    name,
    firehoseArn: properties.text("FirehoseArn"),
    roleArn: properties.text("RoleArn"),
    outputFormat: properties.text("OutputFormat"),
    include: filtersIn(properties, "IncludeFilters"),
    exclude: filtersIn(properties, "ExcludeFilters"),
    statistics: properties.sections("StatisticsConfigurations").map((each) => ({
      metrics: each.sections("IncludeMetrics").map((metric) => ({
        namespace: metric.text("Namespace"),
        metricName: metric.text("MetricName"),
      })),
      additional: each.texts("AdditionalStatistics"),
    })),
  });
  alarms.tags.put(arn, properties.tags());
  return {
    ref: name,
    attributes: {
      Arn: arn,
      CreationDate: new Date(createdAt).toISOString(),
      LastUpdateDate: new Date(updatedAt).toISOString(),
      State: isRunning ? "running" : "stopped",
    },
  };
}

function filtersIn(properties: Properties, name: string): readonly StreamFilter[] {
  return properties.sections(name).map((filter) => ({
    namespace: filter.text("Namespace"),
    metricNames: filter.texts("MetricNames"),
  }));
}
