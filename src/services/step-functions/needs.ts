// What Step Functions' operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html

import { arnOfName, firstText } from "../../aws/wire/arn-members.ts";
import type { ServicePermissions } from "../permissions.ts";
import type { States } from "./states.ts";

/** A token is known to whoever was given it; AWS knows the machine that it is of. */
const byToken = new Set(["SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat"]);
/** They are checked on the machine, whatever version or alias is called. */
const starts = new Set(["StartExecution", "StartSyncExecution"]);

export const statesPermissions: ServicePermissions<States> = {
  needsOf(operation, request, { identity }) {
    if (byToken.has(operation)) return [];
    const kind = operation.endsWith("Activity") ? "activity:" : "stateMachine:";
    const named = firstText(
      request,
      ...["stateMachineArn", "executionArn", "activityArn", "mapRunArn", "resourceArn"],
      ...["stateMachineVersionArn", "stateMachineAliasArn", "name"],
    );
    const arn = arnOfName(named, { identity, service: "states", kind });
    const passed = firstText(request, "roleArn");
    return [
      { action: `states:${operation}`, resource: starts.has(operation) ? unqualified(arn) : arn },
      ...(passed === undefined ? [] : [{ action: "iam:PassRole", resource: passed }]),
    ];
  },
  deliveryAction: ({ caller, until }) =>
    until === "answered" && caller.arn.includes(":pipes:")
      ? "states:StartSyncExecution"
      : "states:StartExecution",
};

export function unqualified(stateMachineArn: string): string {
  return stateMachineArn.split(":").slice(0, 7).join(":");
}
