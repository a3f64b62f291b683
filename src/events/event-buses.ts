// EventBridge: the buses of the region, their rules and targets, and PutEvents. Buses, rules and accepted events that are not
// delivered yet are on disk before the call that made them answers. Without a directory everything lives in memory.

import { randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../aws/arn.ts";
import type { Json, JsonObject } from "../aws/json.ts";
import { ServiceError } from "../aws/service-error.ts";
import type { Repair } from "../storage/damage.ts";
import { Journal } from "../storage/journal.ts";
import type { Clock } from "../time/clock.ts";
import {
  Deliveries,
  type Delivery,
  type DeliveryOutcome,
  type DeliverySeams,
  deliveriesOf,
} from "./deliveries.ts";
import { EventBus } from "./event-bus.ts";
import { asJson, busEntry, type EventEntry, ruleEntry } from "./event-journal.ts";
import { busName, checkBusName, checkRuleName, ruleArn } from "./names.ts";
import { testEventPattern } from "./pattern/test-event-pattern.ts";
import {
  checkRequest,
  type PutEventsEntry,
  type PutEventsResult,
  type PutEventsResultEntry,
  type ServiceEvent,
  serviceEvent,
  toEvent,
} from "./put-events.ts";
import { compileRule, compileTarget, type Rule, type RuleDefinition, type RuleTarget } from "./rule.ts";

export interface EventBusesOptions {
  readonly directory: string | undefined;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly deliver: DeliverySeams["deliver"];
  readonly deadLetter: DeliverySeams["deadLetter"];
  readonly random?: () => number;
  readonly repair?: Repair | undefined;
  /** For metrics and tests: a delivery is over. */
  readonly onOutcome?: (delivery: Delivery, outcome: DeliveryOutcome) => void;
}

const mostTargets = 5;

export class EventBuses {
  readonly #options: EventBusesOptions;
  readonly #buses = new Map<string, EventBus>();
  readonly #deliveries: Deliveries;
  #journal: Journal | undefined;

  private constructor(options: EventBusesOptions) {
    this.#options = options;
    const { clock, deliver, deadLetter, random = Math.random } = options;
    this.#deliveries = new Deliveries({
      clock,
      deliver,
      deadLetter,
      random,
      over: (delivery, outcome) => this.#over(delivery, outcome),
    });
    this.#addBus({ name: "default", description: undefined, createdAt: clock.now() });
  }

  /** Deliveries left over from the last run wait for `start`, so that their targets can be put up first. */
  static async open(options: EventBusesOptions): Promise<EventBuses> {
    const buses = new EventBuses(options);
    const state = {
      replay: (entry: Json) => buses.#replay(entry as unknown as EventEntry),
      snapshot: () => Array.from(buses.#snapshot(), asJson),
    };
    buses.#journal = await Journal.openIn(options.directory, "events.journal", state, options.repair);
    return buses;
  }

  /** Takes up the deliveries that the last run did not finish. */
  start(): void {
    for (const delivery of [...this.#deliveries.pending]) this.#deliveries.start(delivery);
  }

  get pendingDeliveries(): number {
    return this.#deliveries.pendingCount;
  }

  async createEventBus(name: string, description?: string): Promise<{ readonly eventBusArn: string }> {
    checkBusName(name);
    if (this.#buses.has(name)) {
      throw new ServiceError("ResourceAlreadyExistsException", `Event bus ${name} already exists.`);
    }
    const bus = this.#addBus({ name, description, createdAt: this.#options.clock.now() });
    await this.#keep(busEntry(bus));
    return { eventBusArn: bus.arn };
  }

  describeEventBus(nameOrArn?: string): EventBus {
    return this.#bus(nameOrArn);
  }

  listEventBuses(prefix = ""): readonly EventBus[] {
    return [...this.#buses.values()].filter((bus) => bus.name.startsWith(prefix));
  }

  async deleteEventBus(nameOrArn: string): Promise<void> {
    const name = busName(nameOrArn);
    if (name === "default") {
      throw new ServiceError("ValidationException", "Cannot delete event bus default.");
    }
    if (this.#buses.delete(name)) await this.#keep({ type: "bus-deleted", name });
  }

  async putRule(definition: RuleDefinition, eventBusName?: string): Promise<{ readonly ruleArn: string }> {
    const bus = this.#bus(eventBusName);
    const { name, eventPattern, scheduleExpression } = definition;
    checkRuleName(name);
    if (eventPattern === undefined && scheduleExpression === undefined) {
      throw new ServiceError(
        "ValidationException",
        "Parameter(s) EventPattern or ScheduleExpression must be specified.",
      );
    }
    const rule = compileRule(
      definition,
      ruleArn(this.#options.identity, bus.name, name),
      bus.rule(name)?.targets ?? new Map(),
    );
    await this.#putRule(bus, rule);
    return { ruleArn: rule.arn };
  }

  describeRule(name: string, eventBusName?: string): Rule {
    return this.#rule(this.#bus(eventBusName), name);
  }

  listRules(eventBusName?: string, prefix = ""): readonly Rule[] {
    return [...this.#bus(eventBusName).rules].filter((rule) => rule.name.startsWith(prefix));
  }

  async deleteRule(name: string, eventBusName?: string): Promise<void> {
    const bus = this.#bus(eventBusName);
    const rule = bus.rule(name);
    if (rule === undefined) return;
    if (rule.targets.size > 0) {
      throw new ServiceError("ValidationException", "Rule can't be deleted since it has targets.");
    }
    bus.delete(name);
    await this.#keep({ type: "rule-deleted", bus: bus.name, name });
  }

  async setRuleEnabled(name: string, enabled: boolean, eventBusName?: string): Promise<void> {
    const bus = this.#bus(eventBusName);
    await this.#putRule(bus, { ...this.#rule(bus, name), enabled });
  }

  async putTargets(ruleName: string, targets: readonly RuleTarget[], eventBusName?: string): Promise<void> {
    const bus = this.#bus(eventBusName);
    const rule = this.#rule(bus, ruleName);
    const compiled = new Map(rule.targets);
    for (const target of targets) compiled.set(target.id, compileTarget(target));
    if (compiled.size > mostTargets) {
      throw new ServiceError(
        "LimitExceededException",
        "The requested resource exceeds the maximum number allowed.",
      );
    }
    await this.#putRule(bus, { ...rule, targets: compiled });
  }

  listTargetsByRule(ruleName: string, eventBusName?: string): readonly RuleTarget[] {
    return Array.from(this.#rule(this.#bus(eventBusName), ruleName).targets.values(), ({ target }) => target);
  }

  async removeTargets(ruleName: string, ids: readonly string[], eventBusName?: string): Promise<void> {
    const bus = this.#bus(eventBusName);
    const rule = this.#rule(bus, ruleName);
    const left = new Map([...rule.targets].filter(([id]) => !ids.includes(id)));
    await this.#putRule(bus, { ...rule, targets: left });
  }

  testEventPattern(pattern: string, event: string): boolean {
    return testEventPattern(pattern, event);
  }

  async putEvents(entries: readonly PutEventsEntry[]): Promise<PutEventsResult> {
    checkRequest(entries);
    const deliveries: Delivery[] = [];
    const results = entries.map((entry) => this.#accept(entry, deliveries));
    await this.#send(deliveries);
    return {
      failedEntryCount: results.filter((result) => result.eventId === undefined).length,
      entries: results,
    };
  }

  /** Whether any rule of the default bus could match an event of this source. */
  isListenedTo(source: string): boolean {
    return this.#bus().mayMatch(source);
  }

  /** What an AWS service tells on the default bus, by itself. Resolves once it is on disk. */
  async putServiceEvent(event: ServiceEvent): Promise<void> {
    const { identity, clock } = this.#options;
    const now = clock.now();
    const envelope = serviceEvent(event, { identity, eventId: randomUUID(), now });
    await this.#send(
      this.#bus()
        .matching(envelope)
        .flatMap((rule) => deliveriesOf(rule, envelope, now)),
    );
  }

  async close(): Promise<void> {
    await this.#deliveries.close();
    await this.#journal?.close();
  }

  async #send(deliveries: readonly Delivery[]): Promise<void> {
    if (deliveries.length === 0) return;
    this.#journal?.checkWritable();
    for (const delivery of deliveries) this.#deliveries.add(delivery);
    try {
      await this.#keep(...deliveries.map((delivery) => ({ type: "accepted", delivery }) as const));
    } catch (refusal) {
      // What is refused is not delivered; the journal is told so together with what it could not take.
      for (const { id } of deliveries) this.#forget(id);
      throw refusal;
    }
    for (const delivery of deliveries) this.#deliveries.start(delivery);
  }

  #accept(entry: PutEventsEntry, deliveries: Delivery[]): PutEventsResultEntry {
    const now = this.#options.clock.now();
    const eventId = randomUUID();
    const event = toEvent(entry, { identity: this.#options.identity, eventId, now });
    if ("errorCode" in event && typeof event.errorCode === "string") return event as PutEventsResultEntry;
    // As on AWS, an event for a bus that is not there is accepted and goes nowhere.
    const bus = this.#buses.get(busName(entry.eventBusName ?? "default"));
    for (const rule of bus?.matching(event as JsonObject) ?? []) {
      deliveries.push(...deliveriesOf(rule, event as JsonObject, now));
    }
    return { eventId };
  }

  #addBus(properties: Pick<EventBus, "name" | "description" | "createdAt">): EventBus {
    const arn = formatArn(this.#options.identity, "events", `event-bus/${properties.name}`);
    const bus = new EventBus({ ...properties, arn });
    this.#buses.set(bus.name, bus);
    return bus;
  }

  #bus(nameOrArn = "default"): EventBus {
    const name = busName(nameOrArn);
    const bus = this.#buses.get(name);
    if (bus !== undefined) return bus;
    throw new ServiceError("ResourceNotFoundException", `Event bus ${name} does not exist.`);
  }

  #rule(bus: EventBus, name: string): Rule {
    const rule = bus.rule(name);
    if (rule !== undefined) return rule;
    throw new ServiceError(
      "ResourceNotFoundException",
      `Rule ${name} does not exist on EventBus ${bus.name}.`,
    );
  }

  async #putRule(bus: EventBus, rule: Rule): Promise<void> {
    bus.put(rule);
    await this.#keep(ruleEntry(bus, rule));
  }

  #forget(deliveryId: string): void {
    this.#deliveries.forget(deliveryId);
    // Nobody waits for this to be on disk: should it be lost, the event is delivered once more.
    this.#keep({ type: "over", deliveryId }).catch(() => {});
  }

  #over(delivery: Delivery, outcome: DeliveryOutcome): void {
    this.#forget(delivery.id);
    this.#options.onOutcome?.(delivery, outcome);
  }

  async #keep(...entries: readonly EventEntry[]): Promise<void> {
    await this.#journal?.append(...entries.map(asJson));
  }

  #replay(entry: EventEntry): void {
    switch (entry.type) {
      case "bus":
        this.#addBus({ name: entry.name, description: entry.description, createdAt: entry.createdAt });
        return;
      case "bus-deleted":
        this.#buses.delete(entry.name);
        return;
      case "rule": {
        const bus = this.#buses.get(entry.bus) ?? this.#afterRepair(entry.bus);
        const targets = new Map(entry.targets.map((target) => [target.id, compileTarget(target)]));
        bus.put(
          compileRule(entry.rule, ruleArn(this.#options.identity, entry.bus, entry.rule.name), targets),
        );
        return;
      }
      case "rule-deleted":
        this.#buses.get(entry.bus)?.delete(entry.name);
        return;
      case "accepted":
        this.#deliveries.add(entry.delivery);
        return;
      case "over":
        this.#deliveries.forget(entry.deliveryId);
    }
  }

  /** A bus whose own entry was damaged: its rules are there for all that. */
  #afterRepair(name: string): EventBus {
    return this.#addBus({ name, description: undefined, createdAt: this.#options.clock.now() });
  }

  *#snapshot(): Iterable<EventEntry> {
    for (const bus of this.#buses.values()) {
      if (bus.name !== "default") yield busEntry(bus);
      for (const rule of bus.rules) yield ruleEntry(bus, rule);
    }
    for (const delivery of this.#deliveries.pending) yield { type: "accepted", delivery };
  }
}
