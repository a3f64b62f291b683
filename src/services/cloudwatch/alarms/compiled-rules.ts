// The rules of composite alarms, each read once, and which alarms they are about.

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { CompositeConfiguration } from "./check-composite.ts";
import { alarmsOf, type CompositeRule, parseCompositeRule } from "./composite-rule.ts";

export interface CompiledRule {
  readonly rule: CompositeRule;
  /** The ARNs of the alarms that it names. */
  readonly children: ReadonlySet<string>;
}

export class CompiledRules {
  readonly #identity: RegionIdentity;
  readonly #known = new WeakMap<CompositeConfiguration, CompiledRule>();

  constructor(identity: RegionIdentity) {
    this.#identity = identity;
  }

  /** Throws ValidationException. */
  of(configuration: CompositeConfiguration): CompiledRule {
    const known = this.#known.get(configuration);
    if (known !== undefined) return known;
    const rule = parseCompositeRule(configuration.alarmRule);
    const compiled = { rule, children: new Set([...alarmsOf(rule)].map((name) => this.arnOf(name))) };
    this.#known.set(configuration, compiled);
    return compiled;
  }

  /** Of an alarm that is named, or told by its ARN. */
  arnOf(nameOrArn: string): string {
    if (nameOrArn.startsWith("arn:")) return nameOrArn;
    return formatArn(this.#identity, "cloudwatch", `alarm:${nameOrArn}`);
  }
}
