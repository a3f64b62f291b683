// AWS::Logs::LogGroup and AWS::Logs::LogStream
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Logs.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import type { Logs } from "../logs.ts";

export const logGroup: ResourceKind<CloudWatchLogs> = {
  type: "AWS::Logs::LogGroup",
  create(properties, { service: logs, generatedName, mayExist }) {
    const name = properties.optionalText("LogGroupName") ?? generatedName;
    // One that is there and may not be is refused in the service's words.
    if (!mayExist || !logs.hasLogGroup(name)) logs.createLogGroup(name);
    return settleGroup(logs, name, properties);
  },
  update(properties, { service: logs, ref }) {
    properties.inert("LogGroupName");
    return settleGroup(logs, ref, properties);
  },
  delete(ref, { service: logs }) {
    if (logs.hasLogGroup(ref)) logs.deleteLogGroup(ref);
  },
};

function settleGroup(logs: CloudWatchLogs, name: string, properties: Properties): CreatedResource {
  properties.inert("BearerTokenAuthenticationEnabled", "ResourcePolicyDocument");
  logs.settleLogGroup(name, {
    logGroupClass: properties.optionalText("LogGroupClass") ?? "STANDARD",
    retentionInDays: properties.optionalNumber("RetentionInDays"),
    kmsKeyId: properties.optionalText("KmsKeyId"),
    deletionProtectionEnabled: properties.optionalBoolean("DeletionProtectionEnabled"),
    tags: properties.tags(),
  });
  protect(logs, name, properties);
  const indexes = properties.json("FieldIndexPolicies");
  const [index] = Array.isArray(indexes) ? indexes : [];
  if (index === undefined) logs.indexPolicies.remove(name);
  else logs.indexPolicies.put(name, JSON.stringify(index));
  logs.filterAnew(name);
  return { ref: name, attributes: { Arn: `${logs.arnOf(name)}:*` } };
}

/** A policy that cannot be acted on is told of, and its group is there all the same. */
function protect({ dataProtection }: CloudWatchLogs, name: string, properties: Properties): void {
  const document = properties.jsonText("DataProtectionPolicy");
  dataProtection.remove(name);
  if (document === undefined) return;
  try {
    dataProtection.put(name, document);
  } catch (problem) {
    if (!(problem instanceof ServiceError)) throw problem;
    properties.withoutEffect("DataProtectionPolicy", problem.message);
  }
}

export const logStream: ResourceKind<Logs> = {
  type: "AWS::Logs::LogStream",
  create(properties, { service: logs, generatedName, mayExist }) {
    const group = properties.text("LogGroupName");
    const name = properties.optionalText("LogStreamName") ?? generatedName;
    if (!mayExist || !hasStream(logs, group, name)) logs.createLogStream(group, name);
    return { ref: name };
  },
  delete(ref, { service: logs, former }) {
    const group = former.text("LogGroupName");
    if (logs.hasLogGroup(group) && hasStream(logs, group, ref)) logs.deleteLogStream(group, ref);
  },
};

function hasStream(logs: Logs, group: string, name: string): boolean {
  return logs.describeLogStreams(group, { prefix: name }).some(({ logStreamName }) => logStreamName === name);
}
