// One log group: its streams and the newest of its events, the oldest of which give way when the group grows too large.

import { atOnce } from "../../time/time-slice.ts";
import { sortedInPieces } from "./insights/sorted-in-pieces.ts";

export interface LogEvent {
  readonly id: string;
  readonly logStreamName: string;
  readonly timestamp: number;
  readonly message: string;
  readonly ingestedAt: number;
  /** What it came in as, if the message is masked. */
  readonly unmasked?: string;
}

/** What is kept of a group besides its events. */
export interface LogGroupRecord {
  readonly logGroupName: string;
  /** No two groups have had it, also of one name. */
  readonly id: string;
  readonly createdAt: number;
  readonly logGroupClass: string;
  readonly retentionInDays?: number | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly deletionProtectionEnabled?: boolean | undefined;
  /** Told: every request is taken, with a token or without. */
  readonly bearerTokenAuthenticationEnabled?: boolean | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export interface LogStream {
  readonly logStreamName: string;
  readonly createdAt: number;
  readonly firstEventAt: number | undefined;
  readonly lastEventAt: number | undefined;
  readonly lastIngestedAt: number | undefined;
  readonly storedBytes: number;
}

type MutableStream = { -readonly [Member in keyof LogStream]: LogStream[Member] } & {
  /** Events of its name that are older were another stream's. */
  readonly fromId: number;
};

/** An event as it is kept on disk: its number, its stream, its two times and its message. */
export type KeptEvent = readonly [
  id: number,
  logStreamName: string,
  timestamp: number,
  ingestedAt: number,
  message: string,
];

/** CloudWatch Logs counts 26 bytes for each event besides its message. */
const eventOverheadBytes = 26;
/** What an event takes of the memory besides its message, about. */
const heldOverheadBytes = 230;
/** Of what is handed to the disk in one go. */
const mostBytesAtOnce = 512 * 1024;
/** A pattern takes some microseconds for each. */
const eventsBetweenYields = 64;
/** Of a number that is whole, which is what an id ends in. */
const mostDigits = 16;
/** A stream is one environment's; those that hold no event any more are forgotten beyond this number. */
const mostStreams = 1000;

export class LogGroup {
  record: LogGroupRecord;
  readonly #mostBytes: number;
  readonly #streams = new Map<string, MutableStream>();
  #events: LogEvent[] = [];
  /** Events before it have given way; the array is cut when half of it is empty. */
  #head = 0;
  #storedBytes = 0;
  #heldBytes = 0;
  #nextId = 0;
  /** Events before this number are on disk. */
  #writtenTo = 0;
  /** What is shown of an event where not all of it may be. */
  #mask: ((event: LogEvent) => LogEvent) | undefined;

  constructor(record: LogGroupRecord, options: { readonly mostBytes: number }) {
    this.record = record;
    this.#mostBytes = options.mostBytes;
  }

  /** From now on its events are read as this shows them. */
  maskBy(mask: ((event: LogEvent) => LogEvent) | undefined): void {
    this.#mask = mask;
  }

  get logGroupName(): string {
    return this.record.logGroupName;
  }

  get createdAt(): number {
    return this.record.createdAt;
  }

  get retentionInDays(): number | undefined {
    return this.record.retentionInDays;
  }

  get storedBytes(): number {
    return this.#storedBytes;
  }

  /** What its events take of the memory. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  get streams(): readonly LogStream[] {
    return [...this.#streams.values()];
  }

  hasStream(logStreamName: string): boolean {
    return this.#streams.has(logStreamName);
  }

  /** Answers with the stream that was forgotten for it, if there are too many. */
  createStream(logStreamName: string, createdAt: number, fromId = this.#nextId): string | undefined {
    const forgotten = this.#streams.size >= mostStreams ? this.#forgetEmptyStream() : undefined;
    this.#streams.set(logStreamName, {
      logStreamName,
      createdAt,
      firstEventAt: undefined,
      lastEventAt: undefined,
      lastIngestedAt: undefined,
      storedBytes: 0,
      fromId,
    });
    this.#nextId = Math.max(this.#nextId, fromId);
    return forgotten;
  }

  deleteStream(logStreamName: string): void {
    this.#streams.delete(logStreamName);
    this.#events = this.#events.slice(this.#head).filter((event) => event.logStreamName !== logStreamName);
    this.#head = 0;
    this.#storedBytes = this.#events.reduce((sum, { message }) => sum + sizeOf(message), 0);
    this.#heldBytes = this.#events.reduce((sum, { message }) => sum + heldBytesOf(message), 0);
  }

  append(
    logStreamName: string,
    entries: readonly { readonly timestamp: number; readonly message: string }[],
    ingestedAt: number,
  ): readonly LogEvent[] {
    const stream = this.#streams.get(logStreamName);
    if (stream === undefined) return [];
    const added: LogEvent[] = [];
    for (const { timestamp, message } of entries) {
      const event = { id: this.#eventId(), logStreamName, timestamp, message, ingestedAt };
      this.#events.push(event);
      added.push(event);
      this.#storedBytes += sizeOf(message);
      this.#heldBytes += heldBytesOf(message);
      stream.storedBytes += sizeOf(message);
      stream.firstEventAt = Math.min(stream.firstEventAt ?? timestamp, timestamp);
      stream.lastEventAt = Math.max(stream.lastEventAt ?? timestamp, timestamp);
    }
    stream.lastIngestedAt = ingestedAt;
    this.#giveWay(this.#mostBytes, ingestedAt);
    return this.#mask === undefined ? added : added.map(this.#mask);
  }

  get nextId(): number {
    return this.#nextId;
  }

  /** Decimal digits of one length, so that ids sort as the events came; AWS's have 56 of them. */
  get nextEventId(): string {
    return String(this.#nextId).padStart(56, "0");
  }

  /** Takes an event back from the disk, unless its stream has been deleted. */
  restore([id, logStreamName, timestamp, ingestedAt, message]: KeptEvent): void {
    const stream = this.#streams.get(logStreamName);
    this.#nextId = id;
    if (stream !== undefined && id >= stream.fromId)
      this.append(logStreamName, [{ timestamp, message }], ingestedAt);
    this.#nextId = id + 1;
  }

  /** All that was on disk is there. */
  restored(): void {
    for (const { fromId } of this.#streams.values()) this.#nextId = Math.max(this.#nextId, fromId);
    this.#writtenTo = this.#nextId;
  }

  /** The first of the events that are not on disk, which are then taken for written, and the number from which on there are any. */
  takeUnwritten(): { readonly from: number; readonly entries: readonly KeptEvent[] } {
    const from = this.#writtenTo;
    const entries: KeptEvent[] = [];
    this.#writtenTo = this.#nextId;
    let bytes = 0;
    for (let at = this.#indexOf(from); at < this.#events.length; at++) {
      const { id, logStreamName, timestamp, ingestedAt, message } = this.#events[at] as LogEvent;
      if (bytes > mostBytesAtOnce) {
        this.#writtenTo = numberOf(id);
        break;
      }
      entries.push([numberOf(id), logStreamName, timestamp, ingestedAt, message]);
      bytes += sizeOf(message);
    }
    return { from, entries };
  }

  /** Of the first event that has this number or a later one. */
  #indexOf(number: number): number {
    let [low, high] = [this.#head, this.#events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numberOf(this.#events[middle]?.id ?? "") < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Events from this number on are to be written again. */
  writtenTo(id: number): void {
    this.#writtenTo = Math.min(this.#writtenTo, id);
  }

  /** In order of time; events of the same millisecond in the order they came. */
  read(accept: (event: LogEvent) => boolean, isUnmasked = false): readonly LogEvent[] {
    return atOnce(this.readInPieces(accept, isUnmasked));
  }

  /** The same of the events that are there when it begins; yields where whoever asks may give way to others. */
  *readInPieces(
    accept: (event: LogEvent) => boolean,
    isUnmasked = false,
  ): Generator<void, readonly LogEvent[]> {
    const found: LogEvent[] = [];
    let isInOrder = true;
    const mask = isUnmasked ? undefined : this.#mask;
    for (const [at, kept] of this.#events.slice(this.#head).entries()) {
      if (at % eventsBetweenYields === eventsBetweenYields - 1) yield;
      const event = mask === undefined ? kept : mask(kept);
      if (!accept(event)) continue;
      isInOrder &&= (found.at(-1)?.timestamp ?? event.timestamp) <= event.timestamp;
      found.push(event);
    }
    return isInOrder
      ? found
      : yield* sortedInPieces(found, (left, right) => left.timestamp - right.timestamp);
  }

  /** Its oldest events give way until no more than so much of the memory is taken. */
  shrinkTo(bytes: number): void {
    this.#giveWay(bytes, Number.NEGATIVE_INFINITY);
  }

  #giveWay(mostBytes: number, now: number): void {
    const oldest =
      this.retentionInDays === undefined ? Number.NEGATIVE_INFINITY : now - this.retentionInDays * 86_400_000;
    for (let event = this.#events[this.#head]; event !== undefined; event = this.#events[this.#head]) {
      if (this.#heldBytes <= mostBytes && event.timestamp >= oldest) break;
      this.#storedBytes -= sizeOf(event.message);
      this.#heldBytes -= heldBytesOf(event.message);
      const stream = this.#streams.get(event.logStreamName);
      if (stream !== undefined) stream.storedBytes -= sizeOf(event.message);
      this.#head++;
    }
    if (this.#head > 1024 && this.#head > this.#events.length / 2) {
      this.#events = this.#events.slice(this.#head);
      this.#head = 0;
    }
  }

  #forgetEmptyStream(): string | undefined {
    for (const [name, stream] of this.#streams) {
      if (stream.storedBytes > 0) continue;
      this.#streams.delete(name);
      return name;
    }
    return undefined;
  }

  #eventId(): string {
    const id = this.nextEventId;
    this.#nextId++;
    return id;
  }
}

function numberOf(id: string): number {
  return Number(id.slice(-mostDigits));
}

function heldBytesOf(message: string): number {
  return message.length + heldOverheadBytes;
}

/** Close enough to the bytes of UTF-8 to bound memory by, without counting them. */
function sizeOf(message: string): number {
  return message.length + eventOverheadBytes;
}
