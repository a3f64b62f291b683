// AWS::Logs::MetricFilter, SubscriptionFilter, QueryDefinition and ResourcePolicy
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Logs.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import { putQueryDefinition, type QueryDefinition } from "../query-definitions.ts";
import { putResourcePolicy } from "../resource-policies.ts";

function putMetricFilter(logs: CloudWatchLogs, filterName: string, properties: Properties): void {
  properties.inert("EmitSystemFieldDimensions", "FieldSelectionCriteria");
  const logGroupName = properties.text("LogGroupName");
  logs.metricFilters.put({
    ...{ logGroupName, filterName },
    filterPattern: properties.optionalText("FilterPattern") ?? "",
    applyOnTransformedLogs: properties.optionalBoolean("ApplyOnTransformedLogs") ?? false,
    metricTransformations: properties.sections("MetricTransformations").map((made) => {
      const dimensions = made.sections("Dimensions").map((each) => [each.text("Key"), each.text("Value")]);
      return {
        metricName: made.text("MetricName"),
        metricNamespace: made.text("MetricNamespace"),
        metricValue: made.text("MetricValue"),
        defaultValue: made.optionalNumber("DefaultValue"),
        unit: made.optionalText("Unit"),
        dimensions: dimensions.length === 0 ? undefined : Object.fromEntries(dimensions),
      };
    }),
  });
  logs.filterAnew(logGroupName);
}

export const metricFilter: ResourceKind<CloudWatchLogs> = {
  type: "AWS::Logs::MetricFilter",
  create(properties, { service, generatedName }) {
    const ref = properties.optionalText("FilterName") ?? generatedName;
    putMetricFilter(service, ref, properties);
    return { ref };
  },
  update(properties, { service, ref }) {
    properties.inert("FilterName");
    putMetricFilter(service, ref, properties);
    return { ref };
  },
  delete(ref, { service, former }) {
    const logGroupName = former.text("LogGroupName");
    service.metricFilters.forget(logGroupName, ref);
    service.filterAnew(logGroupName);
  },
};

async function putSubscriptionFilter(
  logs: CloudWatchLogs,
  filterName: string,
  properties: Properties,
): Promise<void> {
  properties.inert("EmitSystemFields", "FieldSelectionCriteria");
  const logGroupName = properties.text("LogGroupName");
  await logs.subscriptionFilters.put({
    ...{ logGroupName, filterName },
    filterPattern: properties.optionalText("FilterPattern") ?? "",
    destinationArn: properties.text("DestinationArn"),
    roleArn: properties.optionalText("RoleArn"),
    distribution: properties.optionalText("Distribution") === "Random" ? "Random" : "ByLogStream",
    applyOnTransformedLogs: properties.optionalBoolean("ApplyOnTransformedLogs") ?? false,
  });
  logs.filterAnew(logGroupName);
}

export const subscriptionFilter: ResourceKind<CloudWatchLogs> = {
  type: "AWS::Logs::SubscriptionFilter",
  async create(properties, { service, generatedName }) {
    const ref = properties.optionalText("FilterName") ?? generatedName;
    await putSubscriptionFilter(service, ref, properties);
    return { ref };
  },
  async update(properties, { service, ref }) {
    properties.inert("FilterName");
    await putSubscriptionFilter(service, ref, properties);
    return { ref };
  },
  delete(ref, { service, former }) {
    const logGroupName = former.text("LogGroupName");
    service.subscriptionFilters.forget(logGroupName, ref);
    service.filterAnew(logGroupName);
  },
};

export const logsQueryDefinition: ResourceKind<CloudWatchLogs> = {
  type: "AWS::Logs::QueryDefinition",
  create(properties, { service, mayExist }) {
    const definition = definitionIn(properties);
    // Names may be those of several: only what may be put up again is looked for by its own.
    const definitions = service.book.records<QueryDefinition>("queryDefinition").values();
    const existing = mayExist ? definitions.find(({ name }) => name === definition.name) : undefined;
    const ref = putQueryDefinition(service, {
      ...definition,
      queryDefinitionId: existing?.queryDefinitionId,
    });
    return { ref, attributes: { QueryDefinitionId: ref } };
  },
  update(properties, { service, ref }) {
    putQueryDefinition(service, { ...definitionIn(properties), queryDefinitionId: ref });
    return { ref, attributes: { QueryDefinitionId: ref } };
  },
  delete: (ref, { service }) => service.book.records("queryDefinition").remove(ref),
};

function definitionIn(properties: Properties) {
  properties.inert("Parameters", "QueryLanguage");
  return {
    name: properties.text("Name"),
    queryString: properties.text("QueryString"),
    logGroupNames: properties.texts("LogGroupNames"),
    queryLanguage: "CWLI",
  };
}

/** It is kept and told; nothing is refused for want of permission. */
export const logsResourcePolicy: ResourceKind<CloudWatchLogs> = {
  type: "AWS::Logs::ResourcePolicy",
  create(properties, { service }) {
    const ref = properties.text("PolicyName");
    putResourcePolicy(service, ref, properties.jsonText("PolicyDocument") ?? "{}");
    return { ref };
  },
  update(properties, { service, ref }) {
    properties.inert("PolicyName");
    putResourcePolicy(service, ref, properties.jsonText("PolicyDocument") ?? "{}");
    return { ref };
  },
  delete: (ref, { service }) => service.book.records("resourcePolicy").remove(ref),
};
