// What CloudWatch Logs' operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html

import { arnOfName, firstText } from "../../aws/wire/arn-members.ts";
import type { ServicePermissions } from "../permissions.ts";

export const logsPermissions: ServicePermissions<unknown> = {
  needsOf(operation, request, { identity }) {
    const action = `logs:${operation}`;
    const isUnmasked =
      request.unmask === true ||
      /(?:^|\|)\s*unmask\b|\bunmask\s*\(/i.test(firstText(request, "queryString") ?? "");
    const named = firstText(request, "logGroupName", "logGroupIdentifier", "resourceArn");
    if (named === undefined) return [{ action, resource: "*" }];
    const group = arnOfName(named.replace(/:\*$/, ""), { identity, service: "logs", kind: "log-group:" });
    // A group's ARN is written with a star for its streams.
    const stream = firstText(request, "logStreamName");
    return [
      { action, resource: stream === undefined ? `${group}:*` : `${group}:log-stream:${stream}` },
      ...(isUnmasked ? [{ action: "logs:Unmask", resource: `${group}:*` }] : []),
    ];
  },
};
