// Replays: the events of an archive once more, minute by minute of their times, to the bus that they came from. One that is under way
// when the region stops goes on when it is up again.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { uuidOf } from "../../../aws/uuid-of.ts";
import type { ArchivedEvent } from "../../../storage/archive-log.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import { TimeSlice } from "../../../time/time-slice.ts";
import { limitExceeded } from "../account-quotas.ts";
import type { Replay, ReplayDefinition } from "./archive.ts";
import type { Archives } from "./archives.ts";
import { type DatedEvent, inReplayOrder, type ReplaySource } from "./replay-order.ts";

export interface ReplaysParts {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  readonly archives: Pick<Archives, "find" | "read" | "spans">;
  /** Resolves once what comes of the event is on disk. Rejects with ServiceError. */
  readonly send: (event: JsonObject, replay: Replay) => Promise<void>;
  readonly fault: (fault: unknown, replay: Replay) => void;
}

/** A replay is seen STARTING, and CANCELLING, for so long. On AWS it takes minutes. */
const pauseMs = 1000;
const mostAtOnce = 10;
/** So often it is noted how far it has come. */
const eventsBetweenNotes = 100;

export class Replays {
  readonly #parts: ReplaysParts;
  readonly #replays: Records<Replay>;
  readonly #timers = new Map<string, Timer>();
  readonly #running = new Set<Promise<void>>();
  #isClosed = false;

  constructor(parts: ReplaysParts) {
    this.#parts = parts;
    this.#replays = parts.book.records("replays");
  }

  get all(): readonly Replay[] {
    return this.#replays.values();
  }

  /** Throws ResourceNotFoundException. */
  get(name: string): Replay {
    const replay = this.#replays.get(name);
    if (replay !== undefined) return replay;
    throw new ServiceError("ResourceNotFoundException", `Replay ${name} does not exist.`);
  }

  /** Goes on with what the last run left under way. */
  start(): void {
    for (const replay of this.all) if (!isOver(replay)) this.#later(replay.name);
  }

  /** Throws ValidationException, ResourceAlreadyExistsException and LimitExceededException. */
  create(definition: ReplayDefinition): Replay {
    const { name, archiveArn, destinationArn, from, to } = definition;
    const archive = this.#parts.archives.find(archiveNameIn(archiveArn));
    if (archive?.arn !== archiveArn)
      throw invalid("EventSourceArn", `Archive ${archiveNameIn(archiveArn)} does not exist.`);
    if (from >= to) throw invalid("EventEndTime", "EventStartTime must be before EventEndTime.");
    if (archive.sourceArn !== destinationArn)
      throw invalid("Destination.Arn", "Cross event bus replay is not permitted.");
    if (this.#replays.has(name))
      throw new ServiceError("ResourceAlreadyExistsException", `Replay ${name} already exists.`);
    if (this.all.filter((each) => !isOver(each)).length >= mostAtOnce) throw limitExceeded();
    const { clock, identity } = this.#parts;
    const arn = formatArn(identity, "events", `replay/${name}`);
    const replay: Replay = { ...definition, arn, state: "STARTING", startedAt: clock.now(), sent: 0 };
    this.#replays.put(name, replay);
    this.#later(name);
    return replay;
  }

  /** Throws ResourceNotFoundException and IllegalStatusException. */
  cancel(name: string): Replay {
    const replay = this.get(name);
    if (replay.state !== "STARTING" && replay.state !== "RUNNING")
      throw new ServiceError(
        "IllegalStatusException",
        `Replay ${name} is not in a valid state for this operation.`,
      );
    this.#change(name, { state: "CANCELLING" });
    this.#later(name);
    return this.get(name);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers.values()) timer.cancel();
    await Promise.all(this.#running);
  }

  #later(name: string): void {
    if (this.#isClosed) return;
    this.#timers.get(name)?.cancel();
    const timer = this.#parts.clock.setTimer(pauseMs, () => {
      this.#timers.delete(name);
      const running = this.#goOn(name)
        .catch((fault: unknown) => this.#failed(name, fault))
        .finally(() => this.#running.delete(running));
      this.#running.add(running);
    });
    this.#timers.set(name, timer);
  }

  async #goOn(name: string): Promise<void> {
    const replay = this.get(name);
    if (replay.state === "CANCELLING") this.#end(name, "CANCELLED");
    if (replay.state !== "STARTING" && replay.state !== "RUNNING") return;
    this.#change(name, { state: "RUNNING" });
    const slice = new TimeSlice();
    let sent = 0;
    let lastEventAt: number | undefined;
    const note = () => lastEventAt !== undefined && this.#change(name, { sent, lastEventAt });
    for await (const { event, time } of inReplayOrder(this.#sourceOf(replay))) {
      // It was cancelled, or the region is about to stop.
      if (this.#isClosed || this.get(name).state !== "RUNNING") return;
      lastEventAt = minuteOf(time);
      if (!isWithin(time, replay) || ++sent <= replay.sent) continue;
      await this.#parts.send(occurrence(event, replay), replay);
      if (sent % eventsBetweenNotes === 0) note();
      if (slice.isOver) await slice.giveWay();
    }
    if (this.get(name).state !== "RUNNING") return;
    note();
    this.#end(name, "COMPLETED");
  }

  #sourceOf(replay: Replay): ReplaySource {
    const { archives } = this.#parts;
    const name = archiveNameIn(replay.archiveArn);
    return {
      async *spans() {
        for await (const { span, events } of archives.spans(name))
          yield { span, events: inMinutesOf(replay, events) };
      },
      read: async (span) => inMinutesOf(replay, await archives.read(name, span)),
    };
  }

  #failed(name: string, fault: unknown): void {
    const replay = this.get(name);
    if (this.#parts.archives.find(archiveNameIn(replay.archiveArn)) === undefined) {
      this.#end(name, "FAILED", "Archive resource not found.");
      return;
    }
    this.#parts.fault(fault, replay);
    this.#end(name, "FAILED", fault instanceof Error ? fault.message : String(fault));
  }

  #end(name: string, state: "COMPLETED" | "CANCELLED" | "FAILED", reason?: string): void {
    const endedAt = this.#parts.clock.now();
    this.#change(name, { state, endedAt, ...(reason === undefined ? {} : { reason }) });
  }

  #change(name: string, change: Partial<Replay>): void {
    this.#replays.put(name, { ...this.get(name), ...change });
  }
}

/** Those of the minutes that its span touches: how far it has come is told in minutes, also of those of which nothing is sent. */
function inMinutesOf({ from, to }: Replay, archived: readonly ArchivedEvent[]): readonly DatedEvent[] {
  return archived
    .map(({ event, at }) => ({ event, time: timeOf(event) ?? at }))
    .filter(({ time }) => minuteOf(time) >= minuteOf(from) && minuteOf(time) < to);
}

function isWithin(time: number, { from, to }: Replay): boolean {
  return time >= wholeSecond(from) && time < to;
}

/** Each replay makes events of its own. One that is sent once more after a crash is the same. */
function occurrence(event: JsonObject, { name, arn, startedAt }: Replay): JsonObject {
  return { ...event, id: uuidOf(`${arn} ${startedAt} ${event.id}`), "replay-name": name };
}

function isOver({ state }: Replay): boolean {
  return state === "COMPLETED" || state === "CANCELLED" || state === "FAILED";
}

function archiveNameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

function timeOf({ time }: JsonObject): number | undefined {
  const parsed = typeof time === "string" ? Date.parse(time) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

function minuteOf(time: number): number {
  return Math.floor(time / 60_000) * 60_000;
}

/** Events have no fractions of a second. */
function wholeSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

function invalid(parameter: string, reason: string): ServiceError {
  return new ServiceError("ValidationException", `Parameter ${parameter} is not valid. Reason: ${reason}`);
}
