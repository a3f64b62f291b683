// The rules of buses with their targets and tags, as their users put and see them. A change is on disk before it resolves.

import { ServiceError } from "../../../aws/service-error.ts";
import { type Tags, withoutTags } from "../../../aws/tags.ts";
import type { Clock } from "../../../time/clock.ts";
import { type AccountQuotas, checkQuota, limitExceeded } from "../account-quotas.ts";
import { withTags } from "../resource-tags.ts";
import {
  isManaged,
  isManagedUnlessForced,
  type ManagedRules,
  managedTagsStay,
} from "../rules/managed-rules.ts";
import { compileTarget, type Rule, type RuleDefinition, type RuleTarget } from "../rules/rule.ts";
import { checkRule } from "../rules/rule-checks.ts";
import { type RuleSchedules, scheduledSince } from "../rules/rule-schedules.ts";
import { checkTargets, type IsServed, mostTargets } from "../rules/target-checks.ts";
import type { BusRegistry } from "./bus-registry.ts";
import type { EventBus } from "./event-bus.ts";

export interface BusRulesParts {
  readonly clock: Clock;
  readonly registry: BusRegistry;
  readonly schedules: RuleSchedules;
  readonly managed: ManagedRules;
  readonly isServed: IsServed;
  readonly checkRole: ((roleArn: string, ruleArn: string) => void) | undefined;
  readonly quotas: AccountQuotas | undefined;
}

/** What a managed rule may be taken away with. */
export interface Forced {
  /** @default false */
  readonly isForced?: boolean | undefined;
}

export class BusRules {
  readonly #parts: BusRulesParts;

  constructor(parts: BusRulesParts) {
    this.#parts = parts;
  }

  /** Those of the bus, and those that services manage on it, in order of name. */
  of(bus: EventBus): readonly Rule[] {
    const managed = this.#parts.managed.on(bus.arn);
    if (managed.length === 0) return bus.rules;
    return [...bus.rules, ...managed].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  async put(definition: RuleDefinition, busName: string | undefined, tags: Tags): Promise<Rule> {
    const { registry, clock, quotas } = this.#parts;
    const bus = registry.bus(busName);
    checkRule(definition, bus.name);
    const managed = this.#managed(bus, definition.name);
    if (managed !== undefined) throw isManaged(managed);
    const checkedTags = withTags({}, tags);
    const known = bus.rule(definition.name);
    if (known === undefined) checkQuota(bus.rules.length, quotas?.rules);
    const rule = registry.compile(
      bus,
      { ...definition, ...scheduledSince(definition, known, clock.now()) },
      known?.targets ?? new Map(),
    );
    if (rule.roleArn !== undefined) this.#parts.checkRole?.(rule.roleArn, rule.arn);
    await this.#put(bus, rule);
    // As on AWS, the tags of a rule that is there already stay as they are.
    if (known === undefined && Object.keys(checkedTags).length > 0) {
      await registry.setTags(rule.arn, checkedTags);
    }
    return rule;
  }

  /** Throws ResourceNotFoundException. */
  describe(name: string, busName?: string): Rule {
    const bus = this.#parts.registry.bus(busName);
    return this.#managed(bus, name) ?? this.#parts.registry.rule(bus, name);
  }

  async delete(name: string, busName: string | undefined, { isForced = false }: Forced): Promise<void> {
    const { registry, schedules, managed } = this.#parts;
    const bus = registry.bus(busName);
    const managedRule = this.#managed(bus, name);
    if (managedRule !== undefined && !isForced) throw isManagedUnlessForced(managedRule);
    const rule = managedRule ?? bus.rule(name);
    if (rule === undefined) return;
    if (rule.targets.size > 0) {
      throw new ServiceError("ValidationException", "Rule can't be deleted since it has targets.");
    }
    if (rule === managedRule) return managed.delete(rule);
    schedules.remove(rule.arn);
    await registry.deleteRule(bus, rule);
  }

  async setEnabled(name: string, enabled: boolean, busName?: string): Promise<void> {
    const { bus, rule } = this.#own(name, busName);
    const definition = { ...rule, enabled };
    await this.#put(bus, {
      ...definition,
      ...scheduledSince(definition, rule, this.#parts.clock.now()),
    });
  }

  /** All of them or none. */
  async putTargets(ruleName: string, targets: readonly RuleTarget[], busName?: string): Promise<void> {
    this.#parts.registry.bus(busName);
    checkTargets(targets, this.#parts.isServed);
    const { bus, rule } = this.#own(ruleName, busName);
    for (const { roleArn } of targets) if (roleArn !== undefined) this.#parts.checkRole?.(roleArn, rule.arn);
    const compiled = new Map(rule.targets);
    for (const target of targets) compiled.set(target.id, compileTarget(target));
    if (compiled.size > mostTargets) throw limitExceeded();
    await this.#put(bus, { ...rule, targets: compiled });
  }

  async removeTargets(
    ruleName: string,
    ids: readonly string[],
    busName: string | undefined,
    { isForced = false }: Forced,
  ): Promise<void> {
    const bus = this.#parts.registry.bus(busName);
    const managed = this.#managed(bus, ruleName);
    if (managed !== undefined && !isForced) throw isManagedUnlessForced(managed);
    if (managed !== undefined) return this.#parts.managed.removeTargets(managed, ids);
    const rule = this.#parts.registry.rule(bus, ruleName);
    const left = new Map([...rule.targets].filter(([id]) => !ids.includes(id)));
    await this.#put(bus, { ...rule, targets: left });
  }

  /** Of a bus or a rule. */
  tagsOf(resourceArn: string): Tags {
    if (this.#managedByArn(resourceArn) !== undefined) return {};
    const { registry } = this.#parts;
    return registry.tags(registry.resource(resourceArn));
  }

  async tag(resourceArn: string, tags: Tags): Promise<void> {
    await this.#changeTags(resourceArn, (known) => withTags(known, tags));
  }

  async untag(resourceArn: string, keys: readonly string[]): Promise<void> {
    await this.#changeTags(resourceArn, (known) => withoutTags(known, keys));
  }

  async #changeTags(resourceArn: string, change: (tags: Tags) => Tags): Promise<void> {
    const managed = this.#managedByArn(resourceArn);
    if (managed !== undefined) throw managedTagsStay(managed);
    const { registry } = this.#parts;
    const arn = registry.resource(resourceArn);
    await registry.setTags(arn, change(registry.tags(arn)));
  }

  /** Throws ResourceNotFoundException, and ManagedRuleException for one that is not its users'. */
  #own(name: string, busName: string | undefined): { readonly bus: EventBus; readonly rule: Rule } {
    const { registry } = this.#parts;
    const bus = registry.bus(busName);
    const managed = this.#managed(bus, name);
    if (managed !== undefined) throw isManaged(managed);
    return { bus, rule: registry.rule(bus, name) };
  }

  #managed({ arn }: EventBus, name: string): Rule | undefined {
    return this.#parts.managed.on(arn).find((rule) => rule.name === name);
  }

  #managedByArn(arn: string): Rule | undefined {
    for (const bus of this.#parts.registry.buses) {
      const found = this.#parts.managed.on(bus.arn).find((rule) => rule.arn === arn);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #put(bus: EventBus, rule: Rule): Promise<void> {
    this.#parts.schedules.put(rule);
    await this.#parts.registry.putRule(bus, rule);
  }
}
