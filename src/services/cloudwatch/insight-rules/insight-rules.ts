// Contributor Insights rules: what each is, and when it was enabled. What it counts is found in the log groups when its report is asked
// for, among the events that came in while it was enabled.

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { RecordBook, type Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { parseRuleDefinition } from "./rule-definition.ts";

export interface InsightRule {
  readonly name: string;
  readonly arn: string;
  /** JSON text, as it was put. */
  readonly definition: string;
  readonly isTransformed: boolean;
  /** From when to when it looks at what comes in; the last, which has no end, while it is enabled. */
  readonly enabled: readonly { readonly from: number; readonly until?: number }[];
}

export type RuleState = "ENABLED" | "DISABLED";

export interface InsightRulePut {
  readonly name: string;
  readonly definition: string;
  readonly state: RuleState;
  readonly isTransformed: boolean;
}

/** What a rule saw is told for 15 days. */
const keptMs = 15 * 86_400_000;
/** "100 rules in a region". */
const mostRules = 100;

export class InsightRules {
  readonly #clock: Pick<Clock, "now">;
  readonly #identity: RegionIdentity;
  readonly #rules: Records<InsightRule>;

  /** Without a book they are in memory. */
  constructor(options: {
    readonly clock: Pick<Clock, "now">;
    readonly identity: RegionIdentity;
    readonly book?: RecordBook;
  }) {
    this.#clock = options.clock;
    this.#identity = options.identity;
    this.#rules = (options.book ?? RecordBook.inMemory()).records<InsightRule>("insight-rule");
  }

  /**
   * In place of the rule of its name, which goes on counting what it counted unless its definition is another. Throws
   * InvalidParameterValueException and LimitExceededException.
   */
  put({ name, definition, state, isTransformed }: InsightRulePut): {
    readonly arn: string;
    readonly isNew: boolean;
  } {
    parseRuleDefinition(definition);
    const before = this.#rules.get(name);
    if (before === undefined && this.#rules.values().length >= mostRules)
      throw new ServiceError("LimitExceededException", `There can be ${mostRules} rules at most.`);
    const arn = formatArn(this.#identity, "cloudwatch", `insight-rule/${name}`);
    const enabled = before?.definition === definition ? before.enabled : [];
    this.#rules.put(name, this.#switched({ name, arn, definition, isTransformed, enabled }, state));
    return { arn, isNew: before === undefined };
  }

  /** By their names. */
  all(): readonly InsightRule[] {
    return this.#rules.values().toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  find(name: string): InsightRule | undefined {
    return this.#rules.get(name);
  }

  /** Answers whether there is one. */
  turn(name: string, state: RuleState): boolean {
    const rule = this.#rules.get(name);
    if (rule !== undefined) this.#rules.put(name, this.#switched(rule, state));
    return rule !== undefined;
  }

  delete(name: string): void {
    this.#rules.remove(name);
  }

  #switched(rule: InsightRule, state: RuleState): InsightRule {
    if (stateOf(rule) === state) return rule;
    const now = this.#clock.now();
    const enabled = rule.enabled
      .map((span) => ({ until: now, ...span }))
      .filter(({ until }) => until > now - keptMs);
    return { ...rule, enabled: state === "ENABLED" ? [...enabled, { from: now }] : enabled };
  }
}

export function stateOf({ enabled }: InsightRule): RuleState {
  const last = enabled.at(-1);
  return last !== undefined && last.until === undefined ? "ENABLED" : "DISABLED";
}
