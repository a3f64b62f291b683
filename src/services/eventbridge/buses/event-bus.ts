// One bus: its rules, and an index of them by source, so that an event is tried only against rules that can match it.

import type { JsonObject } from "../../../aws/json.ts";
import type { Rule } from "../rules/rule.ts";

interface RuleIndex {
  readonly bySource: ReadonlyMap<string, readonly Rule[]>;
  readonly others: readonly Rule[];
}

/** What can be changed of a bus. */
export interface BusSettings {
  readonly description?: string | undefined;
  /** Who else may put events on it. */
  readonly policy?: JsonObject | undefined;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

export class EventBus {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  settings: BusSettings;
  readonly #rules = new Map<string, Rule>();
  /** Built at the first event after a change. */
  #index: RuleIndex | undefined;

  constructor(properties: Pick<EventBus, "name" | "arn" | "createdAt" | "settings">) {
    this.name = properties.name;
    this.arn = properties.arn;
    this.createdAt = properties.createdAt;
    this.settings = properties.settings;
  }

  /** In order of name, as AWS lists them. */
  get rules(): readonly Rule[] {
    return [...this.#rules.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  rule(name: string): Rule | undefined {
    return this.#rules.get(name);
  }

  put(rule: Rule): void {
    this.#rules.set(rule.name, rule);
    this.#index = undefined;
  }

  delete(name: string): boolean {
    this.#index = undefined;
    return this.#rules.delete(name);
  }

  /** Whether any rule could match an event of this source. */
  mayMatch(source: string): boolean {
    const { bySource, others } = this.#indexed();
    return others.length > 0 || bySource.has(source);
  }

  matching(event: JsonObject): readonly Rule[] {
    const { bySource, others } = this.#indexed();
    const ofSource = typeof event.source === "string" ? bySource.get(event.source) : undefined;
    return [...(ofSource ?? []), ...others].filter((rule) => rule.matches(event));
  }

  #indexed(): RuleIndex {
    this.#index ??= indexBySource(this.#rules.values());
    return this.#index;
  }
}

function indexBySource(rules: Iterable<Rule>): RuleIndex {
  const bySource = new Map<string, Rule[]>();
  const others: Rule[] = [];
  for (const rule of rules) {
    if (!rule.enabled || rule.targets.size === 0) continue;
    if (rule.sources === undefined) others.push(rule);
    for (const source of new Set(rule.sources)) {
      const sameSource = bySource.get(source);
      if (sameSource === undefined) bySource.set(source, [rule]);
      else sameSource.push(rule);
    }
  }
  return { bySource, others };
}
