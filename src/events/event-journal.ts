// What of EventBridge is kept on disk: buses, rules with their targets, and the deliveries that are accepted and not over.

import type { Json } from "../aws/json.ts";
import type { Delivery } from "./deliveries.ts";
import type { EventBus } from "./event-bus.ts";
import type { Rule, RuleDefinition, RuleTarget } from "./rule.ts";

export type EventEntry =
  | { readonly type: "bus"; readonly name: string; readonly description?: string; readonly createdAt: number }
  | { readonly type: "bus-deleted"; readonly name: string }
  | {
      readonly type: "rule";
      readonly bus: string;
      readonly rule: RuleDefinition;
      readonly targets: readonly RuleTarget[];
    }
  | { readonly type: "rule-deleted"; readonly bus: string; readonly name: string }
  | { readonly type: "accepted"; readonly delivery: Delivery }
  | { readonly type: "over"; readonly deliveryId: string };

export function busEntry({ name, description, createdAt }: EventBus): EventEntry {
  return { type: "bus", name, createdAt, ...(description === undefined ? {} : { description }) };
}

export function ruleEntry(bus: EventBus, rule: Rule): EventEntry {
  const { matches: _matches, sources: _sources, targets, arn: _arn, ...definition } = rule;
  return {
    type: "rule",
    bus: bus.name,
    rule: definition,
    targets: Array.from(targets.values(), ({ target }) => target),
  };
}

/** Entries hold only JSON; TypeScript cannot see that of an interface with optional members. */
export function asJson(entry: EventEntry): Json {
  return entry as unknown as Json;
}
