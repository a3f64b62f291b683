// What CloudWatch's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html

import { arnOfName, firstText } from "../../aws/wire/arn-members.ts";
import type { ServicePermissions } from "../permissions.ts";

export const cloudwatchPermissions: ServicePermissions<unknown> = {
  needsOf(operation, request, { identity }) {
    const action = `cloudwatch:${operation}`;
    const name = firstText(request, "AlarmName");
    if (name === undefined) return [{ action, resource: firstText(request, "ResourceARN") ?? "*" }];
    return [{ action, resource: arnOfName(name, { identity, service: "cloudwatch", kind: "alarm:" }) }];
  },
};
