// What of EventBridge is kept on disk: buses, rules with their targets, tags, and the deliveries that are accepted and not over.

import type { Tags } from "../../../aws/tags.ts";
import type { Delivery } from "../deliveries/delivery.ts";
import type { KeptRule, Rule, RuleTarget } from "../rules/rule.ts";
import type { BusSettings, EventBus } from "./event-bus.ts";

export type EventEntry =
  | BusEntry
  | { readonly type: "bus-deleted"; readonly name: string }
  | RuleEntry
  | { readonly type: "rule-deleted"; readonly bus: string; readonly name: string }
  | { readonly type: "tags"; readonly arn: string; readonly tags: Tags }
  | { readonly type: "accepted"; readonly delivery: Delivery }
  | { readonly type: "over"; readonly deliveryId: string };

export interface BusEntry extends Partial<BusSettings> {
  readonly type: "bus";
  readonly name: string;
  readonly createdAt: number;
}

export interface RuleEntry {
  readonly type: "rule";
  readonly bus: string;
  readonly rule: KeptRule;
  readonly targets: readonly RuleTarget[];
}

export function busEntry({ name, createdAt, settings }: EventBus): BusEntry {
  return { type: "bus", name, createdAt, ...settings };
}

export function ruleEntry(bus: EventBus, rule: Rule): RuleEntry {
  const { pattern: _pattern, schedule: _schedule, arn: _arn, targets, ...kept } = rule;
  return {
    type: "rule",
    bus: bus.name,
    rule: kept,
    targets: Array.from(targets.values(), ({ target }) => target),
  };
}
