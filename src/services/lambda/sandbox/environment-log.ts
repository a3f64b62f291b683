// What an environment writes into its log stream: Lambda's own lines, and what the handler prints, which is kept up to a bound.

import type { LogEntry } from "../../../aws/log-sink.ts";
import type { Clock } from "../../../time/clock.ts";
import { Telemetry } from "./telemetry.ts";

/** What one invocation may print before the rest of it is counted rather than kept. */
const largestLogBytes = 16 * 1024 * 1024;
/** What a line costs the region beside its text. */
const bytesOfLine = 256;
/** A handler that prints much or runs for long is to be followed while it runs. */
const flushBytes = 256 * 1024;
const flushMs = 500;
const tailBytes = 4096;

export class EnvironmentLog {
  readonly #clock: Clock;
  readonly #append: (entries: readonly LogEntry[]) => void;
  #pending: LogEntry[] = [];
  #pendingBytes = 0;
  #flushedAt = 0;
  /** Nobody would write it out later: what a runtime prints by another way than it answers may come after the end. */
  #isBetweenInvocations = false;
  #printedBytes = 0;
  #droppedBytes = 0;
  #tail: LogEntry[] | undefined;
  /** Who takes in what is logged. */
  readonly telemetry = new Telemetry();

  constructor(clock: Clock, append: (entries: readonly LogEntry[]) => void) {
    this.#clock = clock;
    this.#append = append;
  }

  /** An invocation begins, whose last lines may be asked for. */
  begin(wantsTail: boolean): void {
    this.#isBetweenInvocations = false;
    this.#printedBytes = 0;
    this.#tail = wantsTail ? [] : undefined;
  }

  now(): number {
    return this.#clock.now();
  }

  /** A line of Lambda's own. */
  note(message: string, timestamp = this.now()): void {
    this.#keep({ timestamp, message });
  }

  /** A line that was printed; it may be one too many. */
  print(timestamp: number, message: string): void {
    if (this.isFull) this.drop(message.length);
    else {
      this.#printedBytes += message.length + bytesOfLine;
      const entry = { timestamp, message };
      this.telemetry.printed(entry);
      this.#keep(entry);
    }
  }

  /** So many bytes were printed that are not kept. */
  drop(bytes: number): void {
    this.#droppedBytes += bytes;
  }

  /** What is printed now is not kept any more. */
  get isFull(): boolean {
    return this.#printedBytes > largestLogBytes;
  }

  /** Says what was left out, if anything was. */
  noteDropped(): void {
    if (this.#droppedBytes === 0) return;
    this.note(
      `${this.#droppedBytes} more bytes were printed: of an invocation ${largestLogBytes} are kept here, and ${bytesOfLine} count for each line`,
    );
    this.#droppedBytes = 0;
  }

  /** The last 4 KB of the invocation's log. */
  get tail(): string | undefined {
    if (this.#tail === undefined) return undefined;
    const bytes = Buffer.from(this.#tail.map(({ message }) => `${message}\n`).join(""));
    return bytes.subarray(Math.max(0, bytes.length - tailBytes)).toString();
  }

  /** The invocation has ended, and all that was printed by now is written. */
  end(): void {
    this.#isBetweenInvocations = true;
    this.#flush();
  }

  #flush(): void {
    this.#flushedAt = this.#clock.now();
    if (this.#pending.length === 0) return;
    const entries = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#append(entries);
  }

  #keep(entry: LogEntry): void {
    this.#pending.push(entry);
    this.#pendingBytes += entry.message.length + bytesOfLine;
    if (this.#tail !== undefined) this.#keepTail(this.#tail, entry);
    const isDue = this.#pendingBytes > flushBytes || entry.timestamp - this.#flushedAt > flushMs;
    if (isDue || this.#isBetweenInvocations) this.#flush();
  }

  #keepTail(tail: LogEntry[], entry: LogEntry): void {
    tail.push(entry);
    // No line is shorter than its line break, so that more than this many are never asked for.
    if (tail.length > 2 * tailBytes) tail.splice(0, tailBytes);
  }
}
