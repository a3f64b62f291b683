// An event on its way from a rule to a target, and what the rule asks for it: of the target, with what its parameters say, and of
// its dead-letter queue.

import type { DeliveryRequest } from "../../../aws/delivery.ts";
import { isJsonObject, type JsonObject } from "../../../aws/json.ts";
import { compileHttpParameters, type HttpParameters } from "../../../event-patterns/dynamic-parameters.ts";
import { compileEventPath } from "../../../event-patterns/event-path.ts";
import type { RuleTarget } from "../rules/rule.ts";

export interface Delivery {
  readonly id: string;
  readonly ruleArn: string;
  readonly target: RuleTarget;
  /** What the target is sent; absent if the target's template made nothing of the event that could be sent. */
  readonly payload?: string;
  /** The event as matched, for the dead-letter queue: JSON text. */
  readonly event: string;
  readonly acceptedAt: number;
  /** How many rules have sent the event on to another bus by now. @default 0 */
  readonly forwarded?: number;
}

export type DeliveryResult = "delivered" | "dead-letter" | "dropped";

/** What comes from another bus is not sent on to a third. EventBridge user guide, "Event bus targets". */
export const mostForwards = 1;

/** Whether it is for one bus more than an event is sent on to. */
export function isForThirdBus({ target, forwarded = 0 }: Delivery): boolean {
  return forwarded >= mostForwards && target.arn.includes(":event-bus/");
}

/** Message attributes of a dead letter, by the names that EventBridge gives them. */
export type DeadLetterAttributes = Readonly<Record<string, string>>;

export function targetRequest(delivery: Delivery, payload: string): DeliveryRequest {
  const { target, ruleArn } = delivery;
  const { arn, roleArn, parameters } = target;
  return {
    arn,
    caller: { arn: ruleArn, roleArn },
    payload: { text: payload },
    groupId: textOf(parameters, "SqsParameters", "MessageGroupId"),
    matched: delivery,
    http: httpOf(delivery),
    // Few targets want one, and the event must be read for it.
    get partitionKey() {
      return partitionKeyOf(delivery);
    },
  };
}

export function deadLetterRequest(
  { ruleArn, event }: Delivery,
  queueArn: string,
  attributes: DeadLetterAttributes,
): DeliveryRequest {
  return {
    arn: queueArn,
    caller: { arn: ruleArn },
    isDeadLetter: true,
    payload: { text: event },
    attributes: new Map(
      Object.entries(attributes).map(([name, stringValue]) => [name, { dataType: "String", stringValue }]),
    ),
  };
}

/** Without a path, or where it leads to nothing, the event's own id is the partition key. EventBridge API, KinesisParameters. */
function partitionKeyOf({ event: text, target }: Delivery): string {
  const event = JSON.parse(text) as JsonObject;
  const path = textOf(target.parameters, "KinesisParameters", "PartitionKeyPath") ?? "$.id";
  const found = compileEventPath(path)?.(event) ?? "";
  const key = typeof found === "string" ? found : JSON.stringify(found);
  return key === "" ? String(event.id) : key;
}

/** By the event as it was matched, whatever the target is sent of it. */
function httpOf({ event, target }: Delivery): DeliveryRequest["http"] {
  const http = target.parameters?.HttpParameters;
  return isJsonObject(http) ? compileHttpParameters(http as HttpParameters)(JSON.parse(event)) : undefined;
}

function textOf(parameters: JsonObject | undefined, section: string, member: string): string | undefined {
  const values = parameters?.[section];
  const value = isJsonObject(values) ? values[member] : undefined;
  return typeof value === "string" ? value : undefined;
}
