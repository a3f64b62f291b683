// AWS::Logs::Transformer, LogAnomalyDetector and ScheduledQuery: what looks at log events, or changes how they are seen
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Logs.html

import type { Json } from "../../aws/json.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../aws/template/resource-kind.ts";
import { readRequest, required, structure } from "../../aws/wire/shape.ts";
import { type DetectorSettings, frequencies } from "./anomalies/anomaly-detectors.ts";
import type { CloudWatchLogs } from "./cloudwatch-logs.ts";
import type { QueryDestinations, ScheduledQuery, ScheduledQuerySettings } from "./scheduled-queries.ts";
import { transformerConfig } from "./transformers/transformer-shapes.ts";

export const transformer: ResourceKind<CloudWatchLogs> = {
  type: "AWS::Logs::Transformer",
  create: (properties, { service }) => putTransformer(service, properties),
  update: (properties, { service }) => putTransformer(service, properties),
  delete(ref, { service }) {
    service.transformers.remove(groupIn(ref));
  },
};

const configured = structure({ transformerConfig: required(transformerConfig) });

function putTransformer({ transformers }: CloudWatchLogs, properties: Properties): CreatedResource {
  const ref = properties.text("LogGroupIdentifier");
  const given = { transformerConfig: withSmallNames(properties.json("TransformerConfig") ?? []) };
  try {
    transformers.put(groupIn(ref), readRequest(configured, given).transformerConfig);
  } catch (problem) {
    // One that cannot be acted on is told of.
    if (!(problem instanceof ServiceError)) throw problem;
    transformers.remove(groupIn(ref));
    properties.withoutEffect("TransformerConfig", problem.message);
  }
  return { ref };
}

/** In templates the names of members begin with a capital. */
function withSmallNames(value: Json): Json {
  if (Array.isArray(value)) return value.map((each: Json) => withSmallNames(each));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  return Object.fromEntries(
    entries.map(([name, each]) => [name.charAt(0).toLowerCase() + name.slice(1), withSmallNames(each)]),
  );
}

function groupIn(identifier: string): string {
  return identifier.replace(/^arn:.*:log-group:/, "").replace(/:\*$/, "");
}

export const logAnomalyDetector: ResourceKind<CloudWatchLogs> = {
  type: "AWS::Logs::LogAnomalyDetector",
  isKept: true,
  create(properties, { service: { anomalyDetectors }, generatedName, mayExist }) {
    const detectorName = properties.optionalText("DetectorName") ?? generatedName;
    const [arn = ""] = properties.texts("LogGroupArnList");
    const logGroupName = groupIn(arn);
    const isSame = (each: { detectorName: string; logGroupName: string }) =>
      each.detectorName === detectorName && each.logGroupName === logGroupName;
    const former = mayExist ? anomalyDetectors.all().find(isSame) : undefined;
    const settings = detectorSettings(properties);
    const kmsKeyId = properties.optionalText("KmsKeyId");
    const { id } = former ?? anomalyDetectors.create(logGroupName, { ...settings, detectorName, kmsKeyId });
    if (former !== undefined) anomalyDetectors.update(anomalyDetectors.arnOf(id), settings, true);
    return toldDetector(anomalyDetectors.arnOf(id), properties);
  },
  update(properties, { service: { anomalyDetectors }, ref }) {
    properties.inert("DetectorName", "LogGroupArnList", "KmsKeyId");
    anomalyDetectors.update(ref, detectorSettings(properties), true);
    return toldDetector(ref, properties);
  },
  delete(ref, { service: { anomalyDetectors } }) {
    if (anomalyDetectors.all().some(({ id }) => anomalyDetectors.arnOf(id) === ref))
      anomalyDetectors.delete(ref);
  },
};

function detectorSettings(properties: Properties): DetectorSettings {
  const frequency = properties.optionalText("EvaluationFrequency") ?? "FIVE_MIN";
  if (!Object.hasOwn(frequencies, frequency))
    properties.fail("EvaluationFrequency", `must be one of ${Object.keys(frequencies).join(", ")}`);
  return {
    evaluationFrequency: frequency as DetectorSettings["evaluationFrequency"],
    filterPattern: properties.optionalText("FilterPattern"),
    anomalyVisibilityTime: properties.optionalNumber("AnomalyVisibilityTime") ?? 21,
  };
}

function toldDetector(ref: string, properties: Properties): CreatedResource {
  properties.inert("AccountId");
  return {
    ref,
    attributes: {
      ...{ AnomalyDetectorArn: ref, AnomalyDetectorStatus: "INITIALIZING" },
      ...{ CreationTimeStamp: 0, LastModifiedTimeStamp: 0 },
    },
  };
}

export const scheduledQuery: ResourceKind<CloudWatchLogs> = {
  type: "AWS::Logs::ScheduledQuery",
  create(properties, { service: { scheduledQueries }, generatedName, mayExist }) {
    const name = properties.optionalText("Name") ?? generatedName;
    const settings = querySettings(properties);
    if (settings.queryLanguage !== "CWLI") {
      properties.withoutEffect("QueryLanguage", "queries are read in CWLI");
      return toldQuery(undefined, scheduledQueries.arnOf(name));
    }
    const isThere = scheduledQueries.all().some((each) => each.name === name);
    const query =
      mayExist && isThere
        ? scheduledQueries.update(name, settings)
        : scheduledQueries.create(name, settings, properties.tags());
    return toldQuery(query, scheduledQueries.arnOf(name));
  },
  update(properties, { service: { scheduledQueries }, ref }) {
    properties.inert("Name", "Tags");
    return toldQuery(scheduledQueries.update(ref, querySettings(properties)), ref);
  },
  delete(ref, { service: { scheduledQueries } }) {
    if (scheduledQueries.all().some(({ name }) => scheduledQueries.arnOf(name) === ref))
      scheduledQueries.delete(ref);
  },
};

function querySettings(properties: Properties): ScheduledQuerySettings {
  const queryLanguage = properties.text("QueryLanguage");
  const groups = properties.texts("LogGroupIdentifiers");
  return {
    ...{ queryLanguage, queryString: properties.text("QueryString") },
    scheduleExpression: properties.text("ScheduleExpression"),
    executionRoleArn: properties.text("ExecutionRoleArn"),
    description: properties.optionalText("Description"),
    timezone: properties.optionalText("Timezone"),
    logGroupIdentifiers: groups.length === 0 ? undefined : groups,
    startTimeOffset: properties.optionalNumber("StartTimeOffset"),
    scheduleStartTime: properties.optionalNumber("ScheduleStartTime"),
    scheduleEndTime: properties.optionalNumber("ScheduleEndTime"),
    destinationConfiguration: destinationsIn(properties),
    state: properties.optionalText("State") === "DISABLED" ? "DISABLED" : "ENABLED",
  };
}

function destinationsIn(properties: Properties): QueryDestinations | undefined {
  const given = properties.section("DestinationConfiguration");
  if (!given.has("S3Configuration")) return undefined;
  const s3 = given.section("S3Configuration");
  s3.inert("KmsKeyId", "OwnerAccountId");
  return {
    s3Configuration: {
      destinationIdentifier: s3.text("DestinationIdentifier"),
      roleArn: s3.text("RoleArn"),
    },
  };
}

function toldQuery(query: ScheduledQuery | undefined, ref: string): CreatedResource {
  const {
    creationTime = 0,
    lastUpdatedTime = 0,
    lastTriggeredTime = 0,
    lastExecutionStatus = "",
  } = query ?? {};
  return {
    ref,
    attributes: {
      ...{ ScheduledQueryArn: ref, CreationTime: creationTime, LastUpdatedTime: lastUpdatedTime },
      ...{ LastExecutionStatus: lastExecutionStatus, LastTriggeredTime: lastTriggeredTime },
    },
  };
}
