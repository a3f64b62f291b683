// One bus: its rules, and an index of them, so that an event is tried only against rules that can match it.

import type { JsonObject } from "../../../aws/json.ts";
import { MatchIndex } from "../../../event-patterns/match-index.ts";
import type { Rule } from "../rules/rule.ts";

interface RuleIndex {
  readonly matches: MatchIndex<Rule>;
  /** The sources that the rules name, or undefined if one of them names none. */
  readonly sources: ReadonlySet<string> | undefined;
}

/** What can be changed of a bus. */
export interface BusSettings {
  readonly description?: string | undefined;
  /** Who else may put events on it. */
  readonly policy?: JsonObject | undefined;
  /** What is kept and told, and means nothing here, as AWS spells it: `KmsKeyIdentifier`, `DeadLetterConfig`, `LogConfig`. */
  readonly inert?: JsonObject | undefined;
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
    const { sources } = this.#indexed();
    return sources === undefined || sources.has(source);
  }

  /** `characters` is about how long the event is. Yields where whoever asks may give way to others. */
  *matching(event: JsonObject, characters: number): Generator<void, readonly Rule[]> {
    const { matches } = this.#indexed();
    return matches.matching(event, characters) ?? (yield* matches.inPieces(event, characters));
  }

  #indexed(): RuleIndex {
    this.#index ??= indexOf([...this.#rules.values()]);
    return this.#index;
  }
}

function indexOf(rules: readonly Rule[]): RuleIndex {
  const active = rules.filter(({ enabled, targets }) => enabled && targets.size > 0);
  const sources = active.map(({ pattern }) => pattern.sources);
  return {
    matches: new MatchIndex(active.map((rule) => ({ item: rule, pattern: rule.pattern }))),
    sources: sources.every((each) => each !== undefined) ? new Set(sources.flat()) : undefined,
  };
}
