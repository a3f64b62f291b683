// What starts a state machine, each by its type.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-statemachine-statemachineeventsource.html

import type { Json } from "../../../../../aws/json.ts";
import { present } from "../draft.ts";
import type { EventSource } from "../events/event-source.ts";
import { readEvents } from "../events/read-events.ts";
import { addRule } from "../events/rule.ts";
import { stateMachineSchedule } from "../events/schedule.ts";
import type { Expansion } from "../expansion.ts";
import { getAtt } from "../intrinsics.ts";
import { allowing, assumedBy, inlinePolicy } from "../policies/resource-policies.ts";
import type { Startable } from "./startable.ts";
import { stateMachineApiEvent } from "./state-machine-api-event.ts";

type StateMachineEvent = (event: EventSource, machine: Startable) => void;

const families: Readonly<Record<string, StateMachineEvent>> = {
  Schedule: rule,
  ScheduleV2: (event, { arn, tags }) => stateMachineSchedule(event, arn, tags),
  CloudWatchEvent: rule,
  EventBridgeRule: rule,
  Api: (event, machine) => stateMachineApiEvent(event, machine, addStartRole(event, machine, "apigateway")),
};

export function expandStateMachineEvents(machine: Startable, expansion: Expansion): void {
  const { resource } = machine;
  for (const event of readEvents(resource.property("Events") ?? {}, resource, families, expansion))
    families[event.type]?.(event, machine);
}

function rule(event: EventSource, machine: Startable): void {
  const role = event.property("RoleArn") ?? addStartRole(event, machine, "events");
  addRule(event, { Arn: machine.arn, RoleArn: role }, "StepFunctionsTarget");
}

/** The role by which a service starts the machine; answers with its ARN. */
function addStartRole(event: EventSource, { arn, tags }: Startable, service: string): Json {
  const id = `${event.id}Role`;
  event.add(
    id,
    "AWS::IAM::Role",
    present({
      AssumeRolePolicyDocument: assumedBy(service),
      Policies: [inlinePolicy(`${id}StartExecutionPolicy`, allowing("states:StartExecution", arn))],
      PermissionsBoundary: event.owner.property("PermissionsBoundary"),
      Tags: tags.length === 0 ? undefined : tags,
    }),
  );
  return getAtt(id, "Arn");
}
