// What CloudWatch's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html

import type { RegionIdentity } from "../../aws/arn.ts";
import { arnOfName, firstText } from "../../aws/wire/arn-members.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import type { ServicePermissions } from "../permissions.ts";

export const cloudwatchPermissions: ServicePermissions<unknown> = {
  needsOf(operation, request, { identity }) {
    const action = `cloudwatch:${operation}`;
    const passed = firstText(request, "RoleArn");
    return [
      { action, resource: resourceOf(operation, request, identity) },
      ...(passed === undefined ? [] : [{ action: "iam:PassRole", resource: passed }]),
    ];
  },
};

/** An alarm or a metric stream by its name, what is named by its ARN, or everything. */
function resourceOf(operation: string, request: WireObject, identity: RegionIdentity): string {
  const stream = operation.endsWith("MetricStream") ? firstText(request, "Name") : undefined;
  if (stream !== undefined)
    return arnOfName(stream, { identity, service: "cloudwatch", kind: "metric-stream/" });
  const alarm = firstText(request, "AlarmName");
  return alarm === undefined
    ? (firstText(request, "ResourceARN") ?? "*")
    : arnOfName(alarm, { identity, service: "cloudwatch", kind: "alarm:" });
}
