// What CloudWatch Logs' operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html

import { formatArn } from "../../aws/arn.ts";
import { arnOfName, firstText } from "../../aws/wire/arn-members.ts";
import type { ServicePermissions } from "../permissions.ts";

export const logsPermissions: ServicePermissions<unknown> = {
  needsOf(operation, request, { identity }) {
    const action = `logs:${operation}`;
    const isUnmasked =
      request.unmask === true ||
      /(?:^|\|)\s*unmask\b|\bunmask\s*\(/i.test(firstText(request, "queryString") ?? "");
    const named = firstText(request, "logGroupName", "logGroupIdentifier", "resourceArn");
    if (named === undefined) {
      const isOfGroups = operation === "DescribeLogGroups";
      const resource = isOfGroups ? formatArn(identity, "logs", "log-group::log-stream:") : "*";
      return [{ action, resource }];
    }
    const group = arnOfName(named.replace(/:\*$/, ""), { identity, service: "logs", kind: "log-group:" });
    const ofStream = (name = "") => `${group}:log-stream:${name}`;
    return [
      { action, resource: ofStream(firstText(request, "logStreamName")) },
      ...(isUnmasked ? [{ action: "logs:Unmask", resource: ofStream() }] : []),
    ];
  },
};
