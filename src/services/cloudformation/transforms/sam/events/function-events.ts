// The event sources of a function, each by its type.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html

import type { Json } from "../../../../../aws/json.ts";
import type { Expansion } from "../expansion.ts";
import type { Invokable, RoleNeed } from "../function/invokable.ts";
import { alexaSkill } from "./alexa-skill.ts";
import { apiEvent } from "./api-event.ts";
import { logSubscription } from "./cloudwatch-logs.ts";
import { cognitoTrigger } from "./cognito.ts";
import type { EventSource } from "./event-source.ts";
import { eventSourceMapping, mappedSources } from "./event-source-mapping.ts";
import { httpApiEvent } from "./http-api-event.ts";
import { iotRule } from "./iot-rule.ts";
import { readEvents } from "./read-events.ts";
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
  const { resource } = invokable;
  for (const event of readEvents(resource.property("Events"), resource, families, expansion)) {
    const need = (families[event.type] as FunctionEvent)(event, invokable);
    managedPolicies.push(...(need?.managedPolicies ?? []));
    policies.push(...(need?.policies ?? []));
  }
  const byName = new Map(policies.map((policy) => [JSON.stringify(policy), policy]));
  return { managedPolicies, policies: [...byName.values()] };
}
