// AWS::Logs::ScheduledQuery
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-scheduledquery.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import type { QueryDestinations, ScheduledQuery, ScheduledQuerySettings } from "../scheduled-queries.ts";

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
