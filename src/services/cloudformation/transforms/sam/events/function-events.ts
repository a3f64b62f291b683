// The event sources of a function, each by its type.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html

import type { Json } from "../../../../../aws/json.ts";
import { isDraft, own } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import type { Invokable, RoleNeed } from "../function/invokable.ts";
import { checkEvent, eventPropertiesOf } from "../property-check.ts";
import { told } from "../told.ts";
import { alexaSkill } from "./alexa-skill.ts";
import { apiEvent } from "./api-event.ts";
import { logSubscription } from "./cloudwatch-logs.ts";
import { cognitoTrigger } from "./cognito.ts";
import { EventSource } from "./event-source.ts";
import { eventSourceMapping, mappedSources } from "./event-source-mapping.ts";
import { httpApiEvent } from "./http-api-event.ts";
import { iotRule } from "./iot-rule.ts";
import { functionRule } from "./rule.ts";
import { bucketNotification } from "./s3.ts";
import { functionSchedule } from "./schedule.ts";
import { topicSubscription } from "./sns.ts";

type FunctionEvent = (event: EventSource, invokable: Invokable) => RoleNeed | undefined;

const families: Readonly<Record<string, FunctionEvent>> = {
  ...Object.fromEntries(mappedSources.map((type) => [type, eventSourceMapping])),
  Schedule: functionRule,
  ScheduleV2: functionSchedule,
  CloudWatchEvent: functionRule,
  EventBridgeRule: functionRule,
  S3: bucketNotification,
  SNS: topicSubscription,
  CloudWatchLogs: logSubscription,
  IoTRule: iotRule,
  Api: apiEvent,
  HttpApi: httpApiEvent,
  AlexaSkill: alexaSkill,
  Cognito: cognitoTrigger,
};

export function expandFunctionEvents(invokable: Invokable, expansion: Expansion): Required<RoleNeed> {
  const managedPolicies: string[] = [];
  const policies: Json[] = [];
  for (const event of eventsOf(invokable.resource.property("Events"), invokable, expansion)) {
    const need = (families[event.type] as FunctionEvent)(event, invokable);
    managedPolicies.push(...(need?.managedPolicies ?? []));
    policies.push(...(need?.policies ?? []));
  }
  const byName = new Map(policies.map((policy) => [JSON.stringify(policy), policy]));
  return { managedPolicies, policies: [...byName.values()] };
}

function eventsOf(
  events: Json | undefined,
  { resource }: Invokable,
  expansion: Expansion,
): readonly EventSource[] {
  if (events === undefined) return [];
  if (!isDraft(events)) return resource.fail("Type of property 'Events' is invalid.", "Events");
  return Object.entries(events).map(([name, event]) => {
    const type = own(event, "Type");
    if (typeof type !== "string" || !Object.hasOwn(families, type))
      return resource.failUnread(
        name,
        `Resource dict has missing or invalid value for key Type. Event Type is: ${told(type)}.`,
        ...(type === undefined ? [] : ["Type"]),
      );
    const properties = eventPropertiesOf(resource, name, event);
    const source = new EventSource(resource, expansion, name, type, properties);
    checkEvent(source);
    return source;
  });
}
