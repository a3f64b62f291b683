// AWS::Events::EventBus and AWS::Events::EventBusPolicy
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { EventBuses } from "../buses/event-buses.ts";
import type { EventBridge } from "../eventbridge.ts";
import { settleTags } from "./tags.ts";

export const eventBus: ResourceKind<EventBridge> = {
  type: "AWS::Events::EventBus",
  async create(properties, { service: { buses }, mayExist }) {
    const name = properties.text("Name");
    // One that is there and may not be is refused in EventBridge's words.
    if (!mayExist || buses.listEventBuses().every((bus) => bus.name !== name))
      await buses.createEventBus(name);
    return settleBus(buses, name, properties);
  },
  update(properties, { service: { buses }, ref }) {
    properties.inert("Name");
    return settleBus(buses, ref, properties);
  },
  delete: (ref, { service: { buses } }) => buses.deleteEventBus(ref),
};

async function settleBus(buses: EventBuses, name: string, properties: Properties): Promise<CreatedResource> {
  properties.inert("DeadLetterConfig", "KmsKeyIdentifier", "LogConfig");
  properties.withoutEffect(
    "EventSourceName",
    "there are no partners: nobody sends events to it but who asks the region",
  );
  await buses.updateEventBus(name, properties.optionalText("Description"));
  const policy = properties.jsonText("Policy");
  if (policy !== undefined) await putPolicy(buses, name, policy);
  else await buses.removePermission(name, { statementId: undefined, all: true });
  const { arn, settings } = buses.describeEventBus(name);
  await settleTags(buses, arn, properties);
  return { ref: name, attributes: { Arn: arn, Name: name, Policy: JSON.stringify(settings.policy ?? {}) } };
}

/** Permissions are kept, and every account's events are taken. */
export const eventBusPolicy: ResourceKind<EventBridge> = {
  type: "AWS::Events::EventBusPolicy",
  create: putStatement,
  update: putStatement,
  async delete(_, { service: { buses }, former }) {
    const { bus, statementId } = statementIn(former);
    const isThere = statementsOf(buses, bus).some((each) => isJsonObject(each) && each.Sid === statementId);
    if (isThere) await buses.removePermission(bus, { statementId, all: false });
  },
};

async function putStatement(
  properties: Properties,
  { service: { buses } }: { readonly service: EventBridge },
): Promise<CreatedResource> {
  const { bus, statementId } = statementIn(properties);
  const statement = properties.json("Statement");
  const condition = properties.section("Condition");
  if (isJsonObject(statement)) {
    const others = statementsOf(buses, bus).filter((each) => !isJsonObject(each) || each.Sid !== statementId);
    const Statement = [...others, { ...statement, Sid: statementId }];
    await putPolicy(buses, bus, JSON.stringify({ Version: "2012-10-17", Statement }));
  } else {
    await buses.putPermission(bus, {
      action: properties.optionalText("Action"),
      principal: properties.optionalText("Principal"),
      statementId,
      condition: properties.has("Condition") ? conditionIn(condition) : undefined,
      policy: undefined,
    });
  }
  properties.inert("Action", "Condition", "Principal");
  return { ref: `${bus}|${statementId}` };
}

function statementIn(properties: Properties): { readonly bus: string; readonly statementId: string } {
  return {
    bus: properties.optionalText("EventBusName") ?? "default",
    statementId: properties.text("StatementId"),
  };
}

function conditionIn(condition: Properties): JsonObject {
  return { Type: condition.text("Type"), Key: condition.text("Key"), Value: condition.text("Value") };
}

function statementsOf(buses: EventBuses, name: string): readonly Json[] {
  const bus = buses.listEventBuses(name).find((each) => each.name === name);
  const statements = bus?.settings.policy?.Statement ?? [];
  return Array.isArray(statements) ? statements : [statements];
}

function putPolicy(buses: EventBuses, name: string, policy: string): Promise<void> {
  const none = { action: undefined, principal: undefined, statementId: undefined, condition: undefined };
  return buses.putPermission(name, { ...none, policy });
}
