// What Step Functions' operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html

import { arnOfName, firstText, objectsIn } from "../../aws/wire/arn-members.ts";
import type { TaskCall } from "../../engine/seams.ts";
import { type Need, passing, type ServicePermissions } from "../permissions.ts";
import type { States } from "./states.ts";
import { parseTaskResource } from "./tasks/resource.ts";

/** They are checked on what their token is of: an activity, or else the machine whose task waits. */
const byToken = new Set(["SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat"]);
/** They are checked on the machine, whatever version or alias is called. */
const ofMachine = new Set(["StartExecution", "StartSyncExecution", "CreateStateMachineAlias"]);

export const statesPermissions: ServicePermissions<States> = {
  needsOf(operation, request, { identity, service }) {
    if (byToken.has(operation)) return answering(operation, service.tokens.taskOf(String(request.taskToken)));
    const [leadsTo = {}] = objectsIn(request.routingConfiguration);
    const kind = /Activit(?:y|ies)$/.test(operation) ? "activity:" : "stateMachine:";
    const named =
      firstText(request, "stateMachineArn", "executionArn", "activityArn", "mapRunArn", "resourceArn") ??
      firstText(request, "stateMachineVersionArn", "stateMachineAliasArn") ??
      firstText(leadsTo, "stateMachineVersionArn") ??
      firstText(request, "name");
    const arn = arnOfName(named, { identity, service: "states", kind, all: `${kind}*` });
    return [
      { action: `states:${operation}`, resource: ofMachine.has(operation) ? unqualified(arn) : arn },
      ...passing(firstText(request, "roleArn")),
    ];
  },
  contextOf(_, request) {
    const [, qualifier] =
      /:stateMachine:[^:]+:([^:]+)$/.exec(firstText(request, "stateMachineArn") ?? "") ?? [];
    return { "states:StateMachineQualifier": qualifier === undefined ? undefined : [qualifier] };
  },
  deliveryAction: ({ caller, until }) =>
    until === "answered" && caller.arn.includes(":pipes:")
      ? "states:StartSyncExecution"
      : "states:StartExecution",
};

/** Of a token that nobody waits for it is told that it is none, whoever asks. */
function answering(operation: string, task: TaskCall | undefined): readonly Need[] {
  if (task === undefined) return [];
  const { resource, execution } = task;
  const isActivity = parseTaskResource(resource)?.type === "activity";
  return [
    {
      action: `states:${operation}`,
      // The machine of a Map Run's child has the Map's label behind its name.
      resource: isActivity ? resource : (unqualified(execution.stateMachineArn).split("/", 1)[0] as string),
    },
  ];
}

function unqualified(stateMachineArn: string): string {
  return stateMachineArn.split(":").slice(0, 7).join(":");
}
