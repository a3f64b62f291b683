// What EventBridge Scheduler's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html

import { formatArn } from "../../aws/arn.ts";
import { firstText } from "../../aws/wire/arn-members.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import { passing, type ServicePermissions } from "../permissions.ts";

export const schedulerPermissions: ServicePermissions<unknown> = {
  needsOf(operation, request, { identity }) {
    const action = `scheduler:${operation}`;
    const name = firstText(request, "Name");
    const group = firstText(request, "GroupName", "groupName") ?? "default";
    const resource = operation.endsWith("Group") ? `schedule-group/${name}` : `schedule/${group}/${name}`;
    return [
      { action, resource: name === undefined ? "*" : formatArn(identity, "scheduler", resource) },
      ...passing(firstText((request.Target ?? {}) as WireObject, "RoleArn")),
    ];
  },
  denial: { status: 403 },
};
