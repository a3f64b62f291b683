// The buses of the region with their rules, targets and tags, and their journal: what is changed here is on disk before the
// change resolves. Without a directory it lives in memory.

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Tags } from "../../../aws/tags.ts";
import type { Repair } from "../../../storage/damage.ts";
import { Journal } from "../../../storage/journal.ts";
import type { Deliveries } from "../deliveries/deliveries.ts";
import { busName, ruleArn } from "../names.ts";
import { compileRule, compileTarget, type KeptRule, type Rule } from "../rules/rule.ts";
import { type BusSettings, EventBus } from "./event-bus.ts";
import { type BusEntry, busEntry, type EventEntry, type RuleEntry, ruleEntry } from "./event-journal.ts";

export interface BusRegistryOptions {
  readonly directory: string | undefined;
  readonly identity: RegionIdentity;
  readonly repair: Repair | undefined;
  /** Deliveries are kept in the same journal. */
  readonly deliveries: Deliveries;
  /** A rule that was taken earlier and can't be read any more: it is kept, and matches nothing. */
  readonly onUnreadableRule: (ruleArn: string, error: ServiceError) => void;
}

export class BusRegistry {
  readonly #options: BusRegistryOptions;
  readonly #buses = new Map<string, EventBus>();
  readonly #tags = new Map<string, Tags>();
  readonly #openedAt: number;
  #journal: Journal<EventEntry> | undefined;

  private constructor(options: BusRegistryOptions, now: number) {
    this.#options = options;
    this.#openedAt = now;
    this.#add("default", now, { modifiedAt: now });
  }

  static async open(options: BusRegistryOptions, now: number): Promise<BusRegistry> {
    const registry = new BusRegistry(options, now);
    const state = {
      replay: (entry: EventEntry) => registry.#replay(entry),
      snapshot: () => registry.#snapshot(),
    };
    registry.#journal = await Journal.openIn(options.directory, "events.journal", state, options.repair);
    return registry;
  }

  /** In order of name. */
  get buses(): readonly EventBus[] {
    return [...this.#buses.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  find(nameOrArn: string): EventBus | undefined {
    return this.#buses.get(busName(nameOrArn));
  }

  /** Throws ResourceNotFoundException. */
  bus(nameOrArn = "default"): EventBus {
    const bus = this.find(nameOrArn);
    if (bus !== undefined) return bus;
    throw new ServiceError("ResourceNotFoundException", `Event bus ${busName(nameOrArn)} does not exist.`);
  }

  /** Throws ResourceNotFoundException. */
  rule(bus: EventBus, name: string): Rule {
    const rule = bus.rule(name);
    if (rule !== undefined) return rule;
    throw new ServiceError(
      "ResourceNotFoundException",
      `Rule ${name} does not exist on EventBus ${bus.name}.`,
    );
  }

  async addBus(name: string, createdAt: number, description: string | undefined): Promise<EventBus> {
    const bus = this.#add(name, createdAt, { modifiedAt: createdAt, description });
    await this.keep(busEntry(bus));
    return bus;
  }

  async changeBus(bus: EventBus, changed: Partial<BusSettings>, modifiedAt: number): Promise<void> {
    bus.settings = { ...bus.settings, ...changed, modifiedAt };
    await this.keep(busEntry(bus));
  }

  async deleteBus(bus: EventBus): Promise<void> {
    this.#forgetBus(bus.name);
    await this.keep({ type: "bus-deleted", name: bus.name });
  }

  /** Compiles what is kept of a rule. Throws InvalidEventPatternException. */
  compile(bus: EventBus, rule: KeptRule, targets: Rule["targets"]): Rule {
    return compileRule(rule, ruleArn(this.#options.identity, bus.name, rule.name), targets);
  }

  async putRule(bus: EventBus, rule: Rule): Promise<void> {
    bus.put(rule);
    await this.keep(ruleEntry(bus, rule));
  }

  async deleteRule(bus: EventBus, rule: Rule): Promise<void> {
    bus.delete(rule.name);
    this.#tags.delete(rule.arn);
    await this.keep({ type: "rule-deleted", bus: bus.name, name: rule.name });
  }

  /** The ARN of a bus or rule that is there. Throws ResourceNotFoundException. */
  resource(arn: string): string {
    const [, kind, path = ""] = /:(event-bus|rule)\/(.+)$/.exec(arn) ?? [];
    if (kind === "event-bus") return this.bus(path).arn;
    if (kind !== "rule") {
      throw new ServiceError(
        "ValidationException",
        `Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`,
      );
    }
    const [bus, name] = path.includes("/") ? path.split("/") : ["default", path];
    return this.rule(this.bus(bus), name ?? "").arn;
  }

  tags(arn: string): Tags {
    return this.#tags.get(arn) ?? {};
  }

  async setTags(arn: string, tags: Tags): Promise<void> {
    this.#tags.set(arn, tags);
    await this.keep({ type: "tags", arn, tags });
  }

  /** Throws InternalFailure while nothing can be written. */
  checkWritable(): void {
    this.#journal?.checkWritable();
  }

  async keep(...entries: readonly EventEntry[]): Promise<void> {
    await this.#journal?.append(...entries);
  }

  /** Any number of them: ten events may be for a hundred thousand targets. */
  async keepAll(entries: readonly EventEntry[]): Promise<void> {
    await this.#journal?.appendAll(entries);
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }

  #add(name: string, createdAt: number, settings: BusSettings): EventBus {
    const arn = formatArn(this.#options.identity, "events", `event-bus/${name}`);
    const bus = new EventBus({ name, arn, createdAt, settings });
    this.#buses.set(name, bus);
    return bus;
  }

  #forgetBus(name: string): void {
    const bus = this.#buses.get(name);
    if (bus === undefined) return;
    for (const { arn } of [bus, ...bus.rules]) this.#tags.delete(arn);
    this.#buses.delete(name);
  }

  #replay(entry: EventEntry): void {
    switch (entry.type) {
      case "bus":
        this.#replayBus(entry);
        return;
      case "bus-deleted":
        this.#forgetBus(entry.name);
        return;
      case "rule":
        this.#replayRule(entry);
        return;
      case "rule-deleted": {
        const bus = this.#buses.get(entry.bus);
        this.#tags.delete(bus?.rule(entry.name)?.arn ?? "");
        bus?.delete(entry.name);
        return;
      }
      case "tags":
        this.#tags.set(entry.arn, entry.tags);
        return;
      case "accepted":
        this.#options.deliveries.add(entry.delivery);
        return;
      case "over":
        this.#options.deliveries.forget(entry.deliveryId);
    }
  }

  #replayBus({ name, createdAt, description, policy, inert, modifiedAt = createdAt }: BusEntry): void {
    const settings = { description, policy, inert, modifiedAt };
    const known = this.#buses.get(name);
    if (known === undefined) this.#add(name, createdAt, settings);
    else known.settings = settings;
  }

  #replayRule({ bus: name, rule, targets }: RuleEntry): void {
    // The bus's own entry may have been damaged: its rules are there for all that.
    const bus = this.#buses.get(name) ?? this.#add(name, this.#openedAt, { modifiedAt: this.#openedAt });
    const compiled = new Map(targets.map((target) => [target.id, compileTarget(target)]));
    try {
      bus.put(this.compile(bus, rule, compiled));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const { eventPattern: _unreadable, ...others } = rule;
      const kept = this.compile(bus, others, compiled);
      bus.put({ ...kept, ...rule });
      this.#options.onUnreadableRule(kept.arn, error);
    }
  }

  *#snapshot(): Iterable<EventEntry> {
    for (const bus of this.#buses.values()) {
      yield busEntry(bus);
      for (const rule of bus.rules) yield ruleEntry(bus, rule);
    }
    for (const [arn, tags] of this.#tags) yield { type: "tags", arn, tags };
    for (const delivery of this.#options.deliveries.pending) yield { type: "accepted", delivery };
  }
}
