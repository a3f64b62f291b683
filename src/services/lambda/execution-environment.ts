// One execution environment seen from the host: a folder, a log stream, and a process that runs one invocation at a time. Whatever ends the
// process, a timeout, a crash or an exit, ends the invocation it was running too; the next one finds a fresh process in the same
// environment, with its temporary files, and so does one that was handed to a process which was about to end.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html

import type { Clock, Timer } from "../../time/clock.ts";
import type { ResolvedFunction } from "./configuration.ts";
import { demiseLine, endByDemise, initErrorType } from "./demise.ts";
import {
  type InvocationEnd,
  largestStreamBytes,
  type PendingInvocation,
  tooLargeResponse,
} from "./invocation.ts";
import { LogLines } from "./log-lines.ts";
import type { EnvironmentLog } from "./sandbox/environment-log.ts";
import { Life, type LifeEnd, type LifeOwner, type LifeParts } from "./sandbox/life.ts";
import type { RuntimeResponse } from "./sandbox/runtime.ts";
import { StreamedResponse } from "./sandbox/streamed-response.ts";

/** "The Init phase is limited to 10 seconds." */
const initLimitMs = 10_000;
/** One that is used again so soon is left as it is: to stop it, wake it and watch it each time would cost more than most invocations. */
const restAfterMs = 250;
/** How long it has to end by itself. */
const terminateGraceMs = 500;

export interface EnvironmentOwner {
  /** It takes invocations from now on. If its Init phase failed, the first of them runs that phase again. */
  ready(environment: ExecutionEnvironment): void;
  ended(environment: ExecutionEnvironment, invocation: PendingInvocation, end: InvocationEnd): void;
}

export interface EnvironmentOptions extends Omit<LifeParts, "owner"> {
  readonly clock: Clock;
  readonly configuration: ResolvedFunction;
  readonly owner: EnvironmentOwner;
  /** Whether it was started with what its function may no longer have, or without what it may have now. */
  readonly isOutdated: () => boolean;
  /** Called once it is gone. */
  readonly gone: () => void;
  readonly logStreamName: string;
  /** Told in the log as it starts. */
  readonly warning: string | undefined;
}

interface Running {
  readonly invocation: PendingInvocation;
  readonly stream: StreamedResponse;
  startedAt: number;
  /** Set when it is ended before its process is. */
  endedAfterMs?: number;
}

export class ExecutionEnvironment implements LifeOwner {
  readonly configuration: ResolvedFunction;
  readonly log: EnvironmentLog;
  readonly lines: LogLines;
  readonly logStreamName: string;
  /** Taken by whoever writes the first REPORT line. */
  initMs: number | undefined;
  /** By the region's clock. */
  idleSince = 0;
  /** How many invocations it was given. */
  served = 0;
  readonly #options: EnvironmentOptions;
  #life: Life | undefined;
  #phase: "init" | "invoke" = "init";
  #initTimedOut = false;
  #startedAt = 0;
  #running: Running | undefined;
  #timer: Timer | undefined;
  /** When what runs has to be done, by the region's clock. The timer may be set for an earlier one, and then is set again. */
  #deadline = 0;
  #restTimer: NodeJS.Timeout | undefined;
  #idleSinceMs = 0;
  #peakBytes = 0;
  #whenOver: (() => void) | undefined;
  #termination: Promise<void> | undefined;
  #isGone = false;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.configuration = options.configuration;
    this.log = options.log;
    this.logStreamName = options.logStreamName;
    this.lines = new LogLines(options.log, options.configuration);
    this.lines.initStart();
    if (options.warning !== undefined) this.log.note(`WARNING: ${options.warning}`);
    this.#start("init", initLimitMs);
  }

  get isOutdated(): boolean {
    return this.#options.isOutdated();
  }

  invoke(invocation: PendingInvocation): void {
    this.served += 1;
    const stream = new StreamedResponse(invocation.stream);
    this.#running = { invocation, stream, startedAt: 0 };
    if (this.#life !== undefined) this.#send(this.#life, this.#running);
    else {
      this.#start("invoke", this.#initTimedOut ? this.#timeoutMs : initLimitMs);
      this.#running.startedAt = this.#startedAt;
    }
  }

  /** An invocation that still runs is answered as Lambda answers when its sandbox is taken away. Whoever asks again waits for the same. */
  terminate(): Promise<void> {
    this.#termination ??= this.#terminate();
    return this.#termination;
  }

  async #terminate(): Promise<void> {
    this.#isGone = true;
    this.#clearDeadline();
    clearTimeout(this.#restTimer);
    const life = this.#life;
    if (life !== undefined) {
      const over = new Promise<void>((resolve) => {
        this.#whenOver = resolve;
      });
      const cause = { type: "fault", message: "signal: terminated" } as const;
      life.terminate(cause, terminateGraceMs);
      const last = setTimeout(() => life.kill(cause), terminateGraceMs);
      await over;
      clearTimeout(last);
    }
    this.#options.gone();
  }

  ready(): void {
    this.#clearDeadline();
    const life = this.#life;
    const running = this.#running;
    if (life === undefined) return;
    if (running !== undefined) this.#send(life, running);
    else {
      this.initMs = performance.now() - this.#startedAt;
      this.#rest(performance.now());
      this.#options.owner.ready(this);
    }
  }

  streamBegan(contentType: string): void {
    this.#running?.stream.begin(contentType);
  }

  chunk(bytes: Buffer): Promise<void> | undefined {
    return this.#running?.stream.write(bytes);
  }

  ended(response: RuntimeResponse): void {
    const running = this.#running;
    if (running === undefined) return;
    const now = performance.now();
    this.#finish(running, this.#endOf(running, response, "success", now), now);
  }

  over(end: LifeEnd): void {
    const life = this.#life;
    this.#life = undefined;
    this.#clearDeadline();
    this.#peakBytes = Math.max(this.#peakBytes, life?.peakBytes ?? 0);
    const running = this.#running;
    if (life?.isReady === false) this.#noteFailedInit(end);
    if (running !== undefined && end.isUntaken === true && !this.#isGone) this.invoke(running.invocation);
    else if (running !== undefined) this.#finish(running, this.#lastEnd(running, end));
    else if (life?.isReady === false && !this.#isGone) this.#options.owner.ready(this);
    this.#whenOver?.();
  }

  /** The most that was resident, in whole megabytes, and never more than there is. */
  get usedMemoryMb(): number {
    const bytes = Math.max(this.#peakBytes, this.#life?.peakBytes ?? 0);
    return Math.min(Math.ceil(bytes / 2 ** 20), this.configuration.memorySizeMb);
  }

  get #timeoutMs(): number {
    return this.configuration.timeoutSeconds * 1000;
  }

  #start(phase: "init" | "invoke", limitMs: number): void {
    this.#phase = phase;
    this.#startedAt = performance.now();
    this.#setDeadline(limitMs);
    this.#life = new Life({ ...this.#options, owner: this });
  }

  #send(life: Life, running: Running): void {
    running.startedAt = performance.now();
    this.#setDeadline(this.#timeoutMs);
    life.invoke(running.invocation, this.#timeoutMs);
  }

  /** A timer that is set costs more than it does to look whether it still has anything to say. */
  #setDeadline(limitMs: number): void {
    const { clock } = this.#options;
    const clockMs = limitMs * (clock.speed ?? 1);
    this.#deadline = clock.now() + clockMs;
    this.#timer ??= clock.setTimer(clockMs, () => this.#lookAtDeadline());
  }

  #clearDeadline(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #lookAtDeadline(): void {
    this.#timer = undefined;
    if (this.#running === undefined && this.#life?.isReady !== false) return;
    const leftMs = this.#deadline - this.#options.clock.now();
    if (leftMs <= 0) this.#timeOut();
    else this.#timer = this.#options.clock.setTimer(leftMs, () => this.#lookAtDeadline());
  }

  #timeOut(): void {
    const { timeoutSeconds } = this.configuration;
    const running = this.#running;
    if (running === undefined || this.#life?.isReady === false) this.#initTimedOut = true;
    if (running !== undefined) running.endedAfterMs = performance.now() - running.startedAt;
    this.#life?.kill({ type: "timeout", timeoutSeconds });
  }

  /** What Lambda says of an Init phase that did not come to its end. */
  #noteFailedInit({ demise, initError }: LifeEnd): void {
    const errorType = initError?.errorType ?? initErrorType(demise);
    const status = demise.type === "timeout" && initError === undefined ? "timeout" : "error";
    const durationMs = performance.now() - this.#startedAt;
    this.lines.initFailed({ phase: this.#phase, status, errorType, durationMs });
  }

  #endOf(
    { startedAt, stream }: Running,
    response: RuntimeResponse,
    status: InvocationEnd["status"],
    now: number,
  ): InvocationEnd {
    const whole = stream.payload !== undefined && !response.failed ? stream.payload : response.payload;
    return {
      payload: stream.isTooLarge ? tooLargeResponse(largestStreamBytes) : whole,
      isStreamed: stream.isTaken ? true : undefined,
      failed: response.failed || stream.isTooLarge,
      // A handler may find the way in which it is told.
      durationMs: Math.min(response.durationMs ?? Number.POSITIVE_INFINITY, now - startedAt),
      status,
      errorType: undefined,
    };
  }

  /** Of an invocation whose process has ended. */
  #lastEnd(running: Running, { demise, response, initError }: LifeEnd): InvocationEnd {
    const now = performance.now();
    if (response !== undefined) return this.#endOf(running, response, "error", now);
    const durationMs = running.endedAfterMs ?? now - running.startedAt;
    if (initError !== undefined) {
      const { payload, errorType } = initError;
      return { payload, failed: true, durationMs, status: "error", errorType };
    }
    const { requestId } = running.invocation;
    this.log.note(demiseLine(demise, requestId, this.#options.clock.now()));
    const streamed = running.stream.isTaken ? { isStreamed: true as const } : {};
    return { ...endByDemise(demise, requestId, durationMs), ...streamed };
  }

  #finish(running: Running, end: InvocationEnd, now = performance.now()): void {
    this.#running = undefined;
    if (this.#life !== undefined) this.#rest(now);
    this.#options.owner.ended(this, running.invocation, end);
  }

  #rest(now: number): void {
    if (this.#isGone) return;
    this.#idleSinceMs = now;
    this.#restTimer ??= setTimeout(() => this.#standStill(), restAfterMs).unref();
  }

  /** Between invocations nothing runs; what a handler left to do goes on with the next one. */
  #standStill(): void {
    this.#restTimer = undefined;
    if (this.#running !== undefined || this.#life?.isReady !== true) return;
    const leftMs = this.#idleSinceMs + restAfterMs - performance.now();
    if (leftMs > 1) this.#restTimer = setTimeout(() => this.#standStill(), leftMs).unref();
    else {
      this.#clearDeadline();
      this.#life.rest();
    }
  }
}
