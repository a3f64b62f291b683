// A runtime of our own bootstraps: frames on a socket. Whatever comes is checked, because a handler may find the socket and write to it.

import type { Duplex } from "node:stream";
import type { InvokeHeader } from "../environment/frame-headers.ts";
import { largestResponseBytes, type PendingInvocation } from "../invocation.ts";
import { FrameReader } from "./frame-reader.ts";
import { writeFrameTo } from "./frame-writer.ts";
import type { LogIntake } from "./log-intake.ts";
import type { Runtime, RuntimeOwner } from "./runtime.ts";
import type { RuntimeProcess } from "./runtime-process.ts";
import { traceOf } from "./trace.ts";

/** A response, its header, and a trace of an error, which may be long. */
const largestFrame = largestResponseBytes + 1024 * 1024;
/** The pause after so many frames in one read: a handler that floods the socket is read at a pace that leaves the region to others. */
const mostAtOnce = 64;
const pauseMs = 5;
/** As a header of HTTP may be. */
const contentType = /^[\t\x20-\x7e\x80-\xff]{1,1024}$/;

export class FramedRuntime implements Runtime {
  readonly variables = {};
  readonly #owner: RuntimeOwner;
  readonly #reader = new FrameReader(largestFrame);
  #isHeldBack = false;
  #isReady = false;
  /** How many invocations it was given, and how many it has answered: it has one at a time. */
  #given = 0;
  #answered = 0;
  /** It is about to end, and had answered all that it knew of. */
  #hasLeft = false;
  #channel: Duplex | undefined;
  #intake: LogIntake | undefined;

  constructor(owner: RuntimeOwner) {
    this.#owner = owner;
  }

  /** A process that has answered nothing yet must not be let off: that of the next try would be no other. */
  get isUntaken(): boolean {
    return this.#hasLeft && this.#answered > 0 && this.#answered < this.#given;
  }

  attach({ channel }: RuntimeProcess, intake: LogIntake): void {
    this.#channel = channel;
    this.#intake = intake;
    channel.on("data", (chunk: Buffer) => this.#read(chunk));
  }

  invoke(invocation: PendingInvocation, remainingMs: number): void {
    if (this.#channel === undefined) return;
    const { requestId, functionArn, clientContext, identity, tenantId, payload } = invocation;
    const traceHeader = traceOf(invocation);
    this.#given += 1;
    const header: InvokeHeader = {
      type: "invoke",
      requestId,
      remainingMs,
      functionArn,
      traceHeader,
      clientContext,
      identity,
      tenantId,
    };
    if (typeof payload === "string") writeFrameTo(this.#channel, header, payload);
    else writeFrameTo(this.#channel, { ...header, isRows: true }, payload.rows());
  }

  /** Nobody has been told who would end by itself: a signal is to follow. */
  shutDown(): boolean {
    if (this.#channel !== undefined) writeFrameTo(this.#channel, { type: "leave" });
    return false;
  }

  close(): void {
    // The process has ended, and its socket with it.
  }

  #read(chunk: Buffer): void {
    this.#reader.add(chunk);
    this.#takeFrames();
  }

  /** In their order: what follows a piece of a response waits until somebody has the piece. */
  #takeFrames(): void {
    try {
      for (let taken = 0; !this.#isHeldBack; taken++) {
        const frame = this.#reader.next();
        if (frame === undefined) {
          if (taken > mostAtOnce) this.#pause();
          return;
        }
        this.#take(frame.header, frame.body);
      }
    } catch (error) {
      this.#owner.broken(`something else than the runtime writes to the runtime's socket: ${String(error)}`);
    }
  }

  #pause(): void {
    this.#channel?.pause();
    setTimeout(() => {
      if (!this.#isHeldBack) this.#channel?.resume();
    }, pauseMs);
  }

  /** Throws TypeError for what the runtime does not say now. */
  #take(given: unknown, body: Buffer): void {
    const header = members(given);
    switch (header.type) {
      case "ready":
        if (this.#isReady) throw new TypeError("an Init phase that ends twice");
        this.#isReady = true;
        this.#owner.ready();
        break;
      case "initError":
        this.#owner.initFailed(text(header.errorType), body.toString());
        break;
      case "stream":
        this.#checkOpen();
        this.#owner.streamBegan(contentTypeIn(header.contentType));
        break;
      case "chunk":
        this.#checkOpen();
        this.#takeChunk(body);
        break;
      case "end":
        this.#takeEnd(header, body);
        break;
      case "left":
        if (header.given !== this.#answered) throw new TypeError("a leave within an invocation");
        this.#hasLeft = true;
        break;
      default:
        throw new TypeError("a frame of no known type");
    }
  }

  #checkOpen(): void {
    if (this.#answered === this.#given) throw new TypeError("a part of a response that nobody waits for");
  }

  #takeChunk(body: Buffer): void {
    const taken = this.#owner.chunk(body);
    if (taken === undefined) return;
    this.#isHeldBack = true;
    this.#channel?.pause();
    const goOn = () => {
      this.#isHeldBack = false;
      this.#channel?.resume();
      this.#takeFrames();
    };
    taken.then(goOn, goOn);
  }

  /** What was printed before it has to be there. */
  #takeEnd(header: Readonly<Record<string, unknown>>, body: Buffer): void {
    this.#checkOpen();
    if (header.invocation !== this.#given) throw new TypeError("an end of an invocation that is over");
    this.#answered = this.#given;
    const response = {
      payload: body.toString(),
      failed: header.failed === true,
      fatal: header.fatal === true,
      durationMs: amount(header.durationMs),
      residentBytes: amount(header.rssBytes),
    };
    this.#intake?.whenReceived(amount(header.logged), () => this.#owner.ended(response));
  }
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  throw new TypeError("a header that is no object");
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError("a header without a text that it must have");
}

function contentTypeIn(value: unknown): string {
  const type = text(value);
  if (contentType.test(type)) return type;
  throw new TypeError("a content type that is none");
}

function amount(value: unknown): number {
  if (typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return value;
  throw new TypeError("a header without an amount that it must have");
}
