// EventBridge: the buses of the region, their rules and targets, and PutEvents. Buses, rules and accepted events that are not
// delivered yet are on disk before the call that made them answers. Without a directory everything lives in memory.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Deliver } from "../../../aws/delivery.ts";
import type { JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { ServiceEvent } from "../../../aws/service-event.ts";
import type { Tags } from "../../../aws/tags.ts";
import type { Repair } from "../../../storage/damage.ts";
import type { Clock } from "../../../time/clock.ts";
import { type AccountQuotas, checkQuota } from "../account-quotas.ts";
import { Deliveries, type DeliverySeams } from "../deliveries/deliveries.ts";
import { type EventCounts, noCounts } from "../event-counts.ts";
import { busName, checkBusName } from "../names.ts";
import { withTags } from "../resource-tags.ts";
import { type ManagedRules, noManagedRules } from "../rules/managed-rules.ts";
import type { Rule, RuleDefinition, RuleTarget } from "../rules/rule.ts";
import { RuleSchedules } from "../rules/rule-schedules.ts";
import type { IsServed } from "../rules/target-checks.ts";
import { type Permission, withoutPermission, withPermission } from "./bus-policy.ts";
import { BusRegistry } from "./bus-registry.ts";
import { BusRules, type BusRulesParts, type Forced } from "./bus-rules.ts";
import type { EventBus } from "./event-bus.ts";
import { EventIntake, type EventIntakeParts, type SeenEvent } from "./event-intake.ts";
import type { MatchedEvent, PutEventsEntry, PutEventsResult } from "./put-events.ts";

export interface EventBusesOptions {
  readonly directory: string | undefined;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly deliver: Deliver;
  /** Which targets `deliver` knows. @default every one */
  readonly isServed?: IsServed;
  /** Throws ValidationException for a role that is not for the rule. @default every role is */
  readonly checkRole?: BusRulesParts["checkRole"];
  /** Undefined where no archive takes an event; else resolves once it is on disk. */
  readonly archive?: NonNullable<EventIntakeParts["archive"]>;
  /** @default no service manages a rule */
  readonly managed?: ManagedRules;
  /** @default the machine is the limit */
  readonly quotas?: AccountQuotas | undefined;
  readonly random?: () => number;
  readonly repair?: Repair | undefined;
  /** @default nobody counts */
  readonly counts?: EventCounts;
  /** For logs and tests: a delivery is over, and why, if not by being delivered. */
  readonly onOutcome?: DeliverySeams["over"];
  /** Told of a rule that could not be read, fired or delivered for; all else goes on. */
  readonly onFault?: (fault: unknown, ruleArn: string) => void;
}

export class EventBuses {
  readonly #options: EventBusesOptions;
  readonly #registry: BusRegistry;
  readonly #deliveries: Deliveries;
  readonly #schedules: RuleSchedules;
  readonly #rules: BusRules;
  readonly #intake: EventIntake;

  private constructor(options: EventBusesOptions, registry: BusRegistry, deliveries: Deliveries) {
    this.#options = options;
    this.#registry = registry;
    this.#deliveries = deliveries;
    this.#intake = new EventIntake({ counts: noCounts, ...options, registry, deliveries });
    this.#schedules = new RuleSchedules({
      clock: options.clock,
      fire: (rule, dueAt) => void this.#intake.fire(rule, dueAt),
      begunAnew: (rule) => {
        registry.putRule(registry.bus(), rule).catch((fault: unknown) => options.onFault?.(fault, rule.arn));
      },
      fault: (fault, ruleArn) => options.onFault?.(fault, ruleArn),
    });
    this.#rules = new BusRules({
      ...{ clock: options.clock, registry, schedules: this.#schedules, quotas: options.quotas },
      managed: options.managed ?? noManagedRules,
      checkRole: options.checkRole,
      isServed: (arn) => this.isServed(arn),
    });
  }

  /** Deliveries left over from the last run, and schedules, wait for `start`, so that targets can be put up first. */
  static async open(options: EventBusesOptions): Promise<EventBuses> {
    const { clock, deliver, random = Math.random, directory, identity, repair, counts = noCounts } = options;
    const deliveries = new Deliveries({
      ...{ clock, deliver, random, counts },
      over: (delivery, outcome, reason) => {
        // Nobody waits for this to be on disk: should it be lost, the event is delivered once more.
        registry.keep({ type: "over", deliveryId: delivery.id }).catch(() => {});
        counts.over(delivery, outcome);
        options.onOutcome?.(delivery, outcome, reason);
      },
      fault: (fault, { ruleArn }) => options.onFault?.(fault, ruleArn),
    });
    const onUnreadableRule = (ruleArn: string, error: ServiceError) => options.onFault?.(error, ruleArn);
    const registry = await BusRegistry.open(
      { directory, identity, repair, deliveries, onUnreadableRule },
      clock.now(),
    );
    return new EventBuses(options, registry, deliveries);
  }

  /** Takes up the deliveries that the last run did not finish, and the schedules. */
  start(): void {
    this.#deliveries.startAll([...this.#deliveries.pending]);
    this.#schedules.start(this.#registry.buses.flatMap(({ rules }) => rules));
  }

  /** Tells of every event that comes into a bus, until the function that it answers with is called. */
  watch(watcher: (seen: SeenEvent) => void): () => void {
    return this.#intake.watch(watcher);
  }

  get pendingDeliveries(): number {
    return this.#deliveries.pendingCount;
  }

  async createEventBus(
    name: string,
    description?: string,
    tags: Tags = {},
  ): Promise<{ readonly eventBusArn: string }> {
    checkBusName(name);
    if (this.#registry.find(name) !== undefined) {
      throw new ServiceError("ResourceAlreadyExistsException", `Event bus ${name} already exists.`);
    }
    checkQuota(this.#registry.buses.length, this.#options.quotas?.eventBuses);
    const checked = withTags({}, tags);
    const bus = await this.#registry.addBus(name, this.#options.clock.now(), description);
    if (Object.keys(checked).length > 0) await this.#registry.setTags(bus.arn, checked);
    return { eventBusArn: bus.arn };
  }

  describeEventBus(nameOrArn?: string): EventBus {
    return this.#registry.bus(nameOrArn);
  }

  async updateEventBus(nameOrArn: string | undefined, description: string | undefined): Promise<EventBus> {
    const bus = this.#registry.bus(nameOrArn);
    await this.#registry.changeBus(bus, { description }, this.#options.clock.now());
    return bus;
  }

  /** Adds to what is kept and told of a bus. Rejects with ResourceNotFoundException. */
  async keepOfEventBus(nameOrArn: string | undefined, members: JsonObject): Promise<void> {
    const bus = this.#registry.bus(nameOrArn);
    const inert = { ...bus.settings.inert, ...members };
    await this.#registry.changeBus(bus, { inert }, this.#options.clock.now());
  }

  listEventBuses(prefix = ""): readonly EventBus[] {
    return this.#registry.buses.filter((bus) => bus.name.startsWith(prefix));
  }

  async deleteEventBus(nameOrArn: string): Promise<void> {
    if (busName(nameOrArn) === "default") {
      throw new ServiceError("ValidationException", "Cannot delete event bus default.");
    }
    const bus = this.#registry.find(nameOrArn);
    if (bus === undefined) return;
    if (this.#rules.of(bus).length > 0)
      throw new ServiceError("ValidationException", "EventBus can't be deleted since it has rules.");
    await this.#registry.deleteBus(bus);
  }

  async putPermission(nameOrArn: string | undefined, permission: Permission): Promise<void> {
    const bus = this.#registry.bus(nameOrArn);
    const { arn, settings } = bus;
    const policy = withPermission(
      { arn, policy: settings.policy },
      permission,
      this.#options.identity.partition,
    );
    await this.#registry.changeBus(bus, { policy }, this.#options.clock.now());
  }

  async removePermission(
    nameOrArn: string | undefined,
    { statementId, all }: { readonly statementId: string | undefined; readonly all: boolean },
  ): Promise<void> {
    const bus = this.#registry.bus(nameOrArn);
    const { arn, settings } = bus;
    const policy = all ? undefined : withoutPermission({ arn, policy: settings.policy }, statementId);
    await this.#registry.changeBus(bus, { policy }, this.#options.clock.now());
  }

  async putRule(
    definition: RuleDefinition,
    eventBusName?: string,
    tags: Tags = {},
  ): Promise<{ readonly ruleArn: string }> {
    const { arn } = await this.#rules.put(definition, eventBusName, tags);
    return { ruleArn: arn };
  }

  describeRule(name: string, eventBusName?: string): Rule {
    return this.#rules.describe(name, eventBusName);
  }

  listRules(eventBusName?: string, prefix = ""): readonly Rule[] {
    return this.#rules.of(this.#registry.bus(eventBusName)).filter((rule) => rule.name.startsWith(prefix));
  }

  listRuleNamesByTarget(targetArn: string, eventBusName?: string): readonly string[] {
    return this.listRules(eventBusName).flatMap(({ name, targets }) =>
      [...targets.values()].some(({ target }) => target.arn === targetArn) ? [name] : [],
    );
  }

  deleteRule(name: string, eventBusName?: string, forced: Forced = {}): Promise<void> {
    return this.#rules.delete(name, eventBusName, forced);
  }

  setRuleEnabled(name: string, enabled: boolean, eventBusName?: string): Promise<void> {
    return this.#rules.setEnabled(name, enabled, eventBusName);
  }

  /** All of them or none. */
  putTargets(ruleName: string, targets: readonly RuleTarget[], eventBusName?: string): Promise<void> {
    return this.#rules.putTargets(ruleName, targets, eventBusName);
  }

  listTargetsByRule(ruleName: string, eventBusName?: string): readonly RuleTarget[] {
    return Array.from(this.describeRule(ruleName, eventBusName).targets.values(), ({ target }) => target);
  }

  removeTargets(
    ruleName: string,
    ids: readonly string[],
    eventBusName?: string,
    forced: Forced = {},
  ): Promise<void> {
    return this.#rules.removeTargets(ruleName, ids, eventBusName, forced);
  }

  tagsOf(resourceArn: string): Tags {
    return this.#rules.tagsOf(resourceArn);
  }

  tag(resourceArn: string, tags: Tags): Promise<void> {
    return this.#rules.tag(resourceArn, tags);
  }

  untag(resourceArn: string, keys: readonly string[]): Promise<void> {
    return this.#rules.untag(resourceArn, keys);
  }

  putEvents(entries: readonly PutEventsEntry[]): Promise<PutEventsResult> {
    return this.#intake.putEvents(entries);
  }

  /** Whether there can be such a target in this region. */
  isServed(arn: string): boolean {
    return this.#options.isServed?.(arn) ?? true;
  }

  /** Whether an event of this source on the default bus could go anywhere. */
  isListenedTo(source: string): boolean {
    const bus = this.#registry.bus();
    return bus.mayMatch(source) || this.#options.managed?.isListening(bus.arn) === true;
  }

  /**
   * What an AWS service tells, by itself or because something is delivered to the bus. Resolves once it is on disk. Rejects with
   * ServiceError if the bus isn't there.
   */
  putServiceEvent(event: ServiceEvent, busArn?: string): Promise<void> {
    return this.#intake.putServiceEvent(event, busArn);
  }

  /** What a rule of another bus sends on. Rejects with ServiceError if the bus isn't there, or the event goes in circles. */
  forward(busArn: string, payload: string, matched: MatchedEvent): Promise<void> {
    return this.#intake.forward(busArn, payload, matched);
  }

  /** An event of an archive, for some rules of its bus or for all. Rejects with ServiceError if the bus isn't there. */
  replay(busArn: string, event: JsonObject, ruleArns: readonly string[] | undefined): Promise<void> {
    return this.#intake.replay(busArn, event, ruleArns);
  }

  async close(): Promise<void> {
    this.#schedules.stop();
    await this.#deliveries.close();
    await this.#registry.close();
  }
}
