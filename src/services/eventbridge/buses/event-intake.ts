// Events on their way in: accepted, matched by the rules of their bus, and on disk as deliveries before anybody is told.

import { randomUUID } from "node:crypto";
import type { RegionIdentity } from "../../../aws/arn.ts";
import type { JsonObject } from "../../../aws/json.ts";
import type { ServiceEvent } from "../../../aws/service-event.ts";
import type { Clock } from "../../../time/clock.ts";
import { atOnce, inSlices } from "../../../time/time-slice.ts";
import { type Deliveries, deliveriesOf } from "../deliveries/deliveries.ts";
import type { Delivery } from "../deliveries/delivery.ts";
import type { EventCounts } from "../event-counts.ts";
import type { Rule } from "../rules/rule.ts";
import { WrittenEvent } from "../rules/written-event.ts";
import type { BusRegistry } from "./bus-registry.ts";
import type { EventBus } from "./event-bus.ts";
import {
  type AcceptedEvent,
  checkRequest,
  countForward,
  forwardedEvent,
  type MatchedEvent,
  type PutEventsEntry,
  type PutEventsResult,
  type PutEventsResultEntry,
  plainEvent,
  requestBytes,
  serviceEvent,
  toEvent,
} from "./put-events.ts";

export interface EventIntakeParts {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly registry: BusRegistry;
  readonly deliveries: Deliveries;
  /** Undefined where no archive takes it; else resolves once it is on disk. */
  readonly archive?: (
    busArn: string,
    accepted: AcceptedEvent,
  ) => Generator<void, Promise<unknown> | undefined>;
  readonly counts: EventCounts;
  readonly onFault?: (fault: unknown, ruleArn: string) => void;
}

/** An event that has come into a bus, with the rules that it matched. */
export interface SeenEvent {
  readonly busName: string;
  readonly event: JsonObject;
  readonly ruleNames: readonly string[];
}

export class EventIntake {
  readonly #parts: EventIntakeParts;
  readonly #watchers = new Set<(seen: SeenEvent) => void>();

  constructor(parts: EventIntakeParts) {
    this.#parts = parts;
  }

  /** Tells of every event that comes into a bus, until the function that it answers with is called. */
  watch(watcher: (seen: SeenEvent) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  async putEvents(entries: readonly PutEventsEntry[]): Promise<PutEventsResult> {
    const startedAt = this.#parts.clock.now();
    let failedEntries = entries.length;
    let succeeded = false;
    try {
      checkRequest(entries);
      const taken: Taken = { deliveries: [], archived: [] };
      const results = await inSlices(this.#acceptAll(entries, taken));
      await this.#send(taken);
      failedEntries = results.filter((result) => result.eventId === undefined).length;
      succeeded = true;
      return { failedEntryCount: failedEntries, entries: results };
    } finally {
      const latencyMs = this.#parts.clock.now() - startedAt;
      const [bytes, count] = [requestBytes(entries), entries.length];
      this.#parts.counts.requested({ entries: count, failedEntries, bytes, latencyMs, succeeded });
    }
  }

  async putServiceEvent(event: ServiceEvent, busArn?: string): Promise<void> {
    const bus = this.#parts.registry.bus(busArn);
    const { identity, clock } = this.#parts;
    const envelope = serviceEvent(event, { identity, eventId: randomUUID(), now: event.time ?? clock.now() });
    await this.#take(bus, plainEvent(envelope));
  }

  async forward(busArn: string, payload: string, matched: MatchedEvent): Promise<void> {
    const bus = this.#parts.registry.bus(busArn);
    const forwarded = countForward(matched.forwarded);
    await this.#take(bus, forwardedEvent(payload, matched.event), forwarded);
  }

  /** An event of an archive, for some rules of a bus or for all. Rejects with ServiceError if the bus isn't there. */
  async replay(busArn: string, event: JsonObject, ruleArns: readonly string[] | undefined): Promise<void> {
    const bus = this.#parts.registry.bus(busArn);
    await this.#send(await inSlices(this.#replayed(bus, plainEvent(event), ruleArns)));
  }

  /** The event of a schedule that was due at `dueAt`. Never rejects. */
  async fire(rule: Rule, dueAt: number): Promise<void> {
    try {
      const { identity, clock } = this.#parts;
      const scheduled = {
        source: "aws.events",
        detailType: "Scheduled Event",
        resources: [rule.arn],
        detail: {},
      };
      const event = serviceEvent(scheduled, { identity, eventId: randomUUID(), now: dueAt });
      this.#parts.counts.triggered(rule, "schedule");
      const deliveries = atOnce(deliveriesOf(rule, new WrittenEvent(event), { now: clock.now() }));
      // Whatever room there is: nobody would fire it again.
      await this.#deliver(deliveries);
    } catch (fault) {
      this.#parts.onFault?.(fault, rule.arn);
    }
  }

  async #send({ deliveries, archived }: TakenEvents): Promise<void> {
    await Promise.all([this.#deliverIfRoom(deliveries), ...archived]);
  }

  async #deliverIfRoom(deliveries: readonly Delivery[]): Promise<void> {
    this.#parts.deliveries.checkRoom(deliveries);
    await this.#deliver(deliveries);
  }

  async #deliver(deliveries: readonly Delivery[]): Promise<void> {
    if (deliveries.length === 0) return;
    this.#parts.registry.checkWritable();
    for (const delivery of deliveries) this.#parts.deliveries.add(delivery);
    try {
      await this.#parts.registry.keepAll(
        deliveries.map((delivery) => ({ type: "accepted", delivery }) as const),
      );
    } catch (error) {
      // What was refused is not delivered later on. The journal is told so together with what it could not take.
      for (const { id } of deliveries) this.#parts.deliveries.forget(id);
      const over = deliveries.map(({ id }) => ({ type: "over", deliveryId: id }) as const);
      this.#parts.registry.keepAll(over).catch(() => {});
      throw error;
    }
    this.#parts.counts.created(deliveries.length);
    this.#parts.deliveries.startAll(deliveries);
  }

  *#acceptAll(
    entries: readonly PutEventsEntry[],
    taken: Taken,
  ): Generator<void, readonly PutEventsResultEntry[]> {
    const results: PutEventsResultEntry[] = [];
    for (const entry of entries) results.push(yield* this.#accept(entry, taken));
    return results;
  }

  *#accept(entry: PutEventsEntry, taken: Taken): Generator<void, PutEventsResultEntry> {
    const { identity, clock } = this.#parts;
    const eventId = randomUUID();
    const accepted = toEvent(entry, { identity, eventId, now: clock.now() });
    if ("errorCode" in accepted) return accepted;
    // As on AWS, an event for a bus that is not there is accepted and goes nowhere.
    const bus = this.#parts.registry.find(entry.eventBusName ?? "default");
    if (bus !== undefined) yield* this.#match(bus, accepted, taken);
    return { eventId };
  }

  async #take(bus: EventBus, event: AcceptedEvent, forwarded?: number): Promise<void> {
    const taken: Taken = { deliveries: [], archived: [] };
    await inSlices(this.#match(bus, event, taken, forwarded));
    await this.#send(taken);
  }

  *#match(bus: EventBus, accepted: AcceptedEvent, taken: Taken, forwarded = 0): Generator<void, void> {
    const { event, written, characters } = accepted;
    const { archive } = this.#parts;
    const archived = archive && (yield* archive(bus.arn, accepted));
    if (archived !== undefined) taken.archived.push(archived);
    const rules = yield* bus.matching(event, characters);
    if (this.#watchers.size > 0)
      this.#tell({ busName: bus.name, event, ruleNames: rules.map(({ name }) => name) });
    yield* this.#gather(bus, rules, written, taken, forwarded);
  }

  *#replayed(
    bus: EventBus,
    { event, written, characters }: AcceptedEvent,
    ruleArns: readonly string[] | undefined,
  ): Generator<void, TakenEvents> {
    const taken: Taken = { deliveries: [], archived: [] };
    const matching = yield* bus.matching(event, characters);
    const rules = matching.filter(({ arn }) => ruleArns?.includes(arn) ?? true);
    yield* this.#gather(bus, rules, written, taken);
    return taken;
  }

  #tell(seen: SeenEvent): void {
    for (const watcher of this.#watchers) watcher(seen);
  }

  *#gather(
    bus: EventBus,
    rules: readonly Rule[],
    written: WrittenEvent,
    taken: Taken,
    forwarded = 0,
  ): Generator<void, void> {
    const { clock, counts } = this.#parts;
    const now = clock.now();
    if (rules.length > 0) counts.matched(bus.name);
    for (const rule of rules) {
      counts.triggered(rule, "event");
      taken.deliveries.push(...(yield* deliveriesOf(rule, written, { now, forwarded })));
    }
  }
}

/** What comes of accepted events: what is to be delivered, and what is being archived. */
interface TakenEvents {
  readonly deliveries: readonly Delivery[];
  readonly archived: readonly Promise<unknown>[];
}

/** The same while it is gathered. */
interface Taken extends TakenEvents {
  readonly deliveries: Delivery[];
  readonly archived: Promise<unknown>[];
}
