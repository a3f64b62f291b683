// The environments of one function. An invocation takes an idle one, or has one started while there are fewer than the
// maximum, or waits its turn: first come, first served. None is started for what those that are there will have done before it would be
// ready, unless somebody has waited all the while. One that nobody needs any more is ended.

import { ServiceError } from "../../aws/service-error.ts";
import type { Clock, Timer } from "../../time/clock.ts";
import type { EnvironmentOwner, ExecutionEnvironment } from "./execution-environment.ts";
import type { InvocationEnd, PendingInvocation } from "./invocation.ts";
import type { Preparation } from "./preparation.ts";

export interface PoolOptions {
  readonly clock: Clock;
  readonly preparation: Preparation;
  /** How many invocations one environment has. */
  readonly longestService: number;
  readonly start: (preparation: Preparation, owner: EnvironmentOwner) => ExecutionEnvironment;
  /** Called for every invocation that was begun, with the environment whose log it wrote. */
  readonly finished: (
    environment: ExecutionEnvironment,
    invocation: PendingInvocation,
    end: InvocationEnd,
  ) => void;
  /** Called for every one that is not begun. */
  readonly refused: (invocation: PendingInvocation, problem: ServiceError) => void;
  /** Called as an invocation is handed to an environment; `busy` counts it. */
  readonly begun: (environment: ExecutionEnvironment, invocation: PendingInvocation, busy: number) => void;
}

/** An environment as whoever looks at the region is told of it. */
export interface ShownEnvironment {
  readonly version: string;
  readonly logStreamName: string;
  readonly state: "starting" | "idle" | "busy";
  readonly peakMemoryMb: number;
}

/** Lambda keeps an idle environment for some minutes, and says no more of it. */
const idleLimitMs = 10 * 60_000;
/** Of the invocations of late each one counts so much less than the next. */
const memoryOfDurations = 8;

export class EnvironmentPool implements EnvironmentOwner {
  readonly #options: PoolOptions;
  #preparation: Preparation;
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #starting = new Set<ExecutionEnvironment>();
  /** Not of this pool any more, and not yet gone. */
  readonly #ending = new Set<ExecutionEnvironment>();
  /** The most recently used last, so that under little load the others grow old. */
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #waiting: PendingInvocation[] = [];
  #closed = false;
  #sweep: Timer | undefined;
  /** How long an invocation takes of late; infinite until one has ended. */
  #usualMs = Number.POSITIVE_INFINITY;
  /** How long the last environment took until it was ready. */
  #startingMs = 0;
  /** Since when there has been a line, on the clock of processes. */
  #lineSince = 0;
  #impatience: NodeJS.Timeout | undefined;
  #drained: (() => void) | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#preparation = options.preparation;
    this.#startMissing();
  }

  /** Invocations that run or wait. */
  get load(): number {
    return this.#waiting.length + this.#busy;
  }

  /** Each environment that is up, and what it does; those that wait for one are `load` without the busy. */
  get environments(): readonly ShownEnvironment[] {
    const stateOf = (environment: ExecutionEnvironment) => {
      if (this.#starting.has(environment)) return "starting";
      return this.#idle.includes(environment) ? "idle" : "busy";
    };
    return Array.from(this.#all, (environment) => ({
      version: environment.configuration.version,
      logStreamName: environment.logStreamName,
      state: stateOf(environment),
      peakMemoryMb: environment.usedMemoryMb,
    }));
  }

  get #busy(): number {
    return this.#all.size - this.#idle.length - this.#starting.size;
  }

  submit(invocation: PendingInvocation): void {
    const environment = this.#takeIdle();
    if (environment !== undefined) this.#begin(environment, invocation);
    else {
      if (this.#waiting.push(invocation) === 1) this.#lineSince = performance.now();
      this.#startMissing();
    }
  }

  /** New code or settings: what runs may finish, and everything after it meets a fresh environment. */
  replace(preparation: Preparation): void {
    this.#preparation = preparation;
    this.#usualMs = Number.POSITIVE_INFINITY;
    for (const environment of [...this.#idle.splice(0), ...this.#starting]) this.#discard(environment);
    this.#startMissing();
  }

  /** Lets what runs and waits come to its end, though no longer than `graceMs`, then stops every environment. */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    this.#sweep?.cancel();
    clearTimeout(this.#impatience);
    if (this.load > 0) await this.#drain(graceMs);
    this.#refuseWaiting(
      new ServiceError("ServiceException", "The function host is shutting down.", { status: 500 }),
    );
    await Promise.all([...this.#all, ...this.#ending].map((environment) => environment.terminate()));
    this.#all.clear();
    this.#starting.clear();
    this.#idle.length = 0;
  }

  ready(environment: ExecutionEnvironment): void {
    // It may have been replaced meanwhile.
    if (!this.#starting.delete(environment)) return;
    this.#startingMs = environment.initMs ?? this.#startingMs;
    this.#rest(environment);
    this.#serveWaiting();
  }

  ended(environment: ExecutionEnvironment, invocation: PendingInvocation, end: InvocationEnd): void {
    const isDone =
      environment.configuration !== this.#preparation.configuration ||
      environment.served >= this.#options.longestService;
    if (isDone) this.#discard(environment);
    else if (this.#all.has(environment)) this.#rest(environment);
    if (this.#usualMs === Number.POSITIVE_INFINITY) this.#usualMs = end.durationMs;
    else this.#usualMs += (end.durationMs - this.#usualMs) / memoryOfDurations;
    this.#options.finished(environment, invocation, end);
    this.#serveWaiting();
    this.#afterwards();
  }

  #afterwards(): void {
    if (this.#closed && this.load === 0) this.#drained?.();
  }

  #drain(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.clock.setTimer(graceMs, resolve);
      this.#drained = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  /** One that is outdated is ended instead. */
  #takeIdle(): ExecutionEnvironment | undefined {
    for (;;) {
      const environment = this.#idle.pop();
      if (environment?.isOutdated !== true) return environment;
      this.#discard(environment);
    }
  }

  #serveWaiting(): void {
    while (this.#waiting.length > 0) {
      const environment = this.#takeIdle();
      if (environment === undefined) break;
      const invocation = this.#waiting.shift();
      if (invocation !== undefined) this.#begin(environment, invocation);
    }
    this.#startMissing();
  }

  #begin(environment: ExecutionEnvironment, invocation: PendingInvocation): void {
    this.#options.begun(environment, invocation, this.#busy);
    environment.invoke(invocation);
  }

  /** Starts what those who wait need, and what is to be ready before anybody asks. */
  #startMissing(): void {
    const { maximumConcurrency, provisionedConcurrency } = this.#preparation.configuration;
    const most = Math.max(maximumConcurrency, provisionedConcurrency);
    const isMissing = () =>
      this.#all.size < provisionedConcurrency ||
      (this.#all.size < most && this.#starting.size < this.#waiting.length && !this.#isSoonServed);
    while (!this.#closed && isMissing()) {
      if (!this.#preparation.isReady) {
        this.#prepare(this.#preparation);
        return;
      }
      const environment = this.#options.start(this.#preparation, this);
      this.#all.add(environment);
      this.#starting.add(environment);
    }
    if (this.#all.size < most && this.#isSoonServed) this.#watchLine();
  }

  /** Whether those that are there will have taken all that waits before another one would be ready. */
  get #isSoonServed(): boolean {
    const ready = this.#all.size - this.#starting.size;
    return this.#usualMs * this.#waiting.length < this.#startingMs * ready;
  }

  /** A line that has lasted for a whole start is behind invocations that take longer than was usual, or more of them than can be served. */
  #watchLine(): void {
    const isWatched = this.#impatience !== undefined || this.#starting.size > 0;
    if (this.#waiting.length === 0 || isWatched || this.#closed) return;
    const leftMs = this.#lineSince + this.#startingMs - performance.now();
    const look = () => {
      this.#impatience = undefined;
      const hasLasted = performance.now() - this.#lineSince >= this.#startingMs;
      if (this.#waiting.length > 0 && hasLasted) this.#usualMs = Number.POSITIVE_INFINITY;
      this.#startMissing();
    };
    this.#impatience = setTimeout(look, leftMs + 1);
  }

  /** What this machine lacks is told to everybody who waits. */
  #prepare(preparation: Preparation): void {
    preparation.ready().then(
      () => this.#startMissing(),
      (problem) => {
        if (preparation === this.#preparation) this.#refuseWaiting(problem);
        this.#afterwards();
      },
    );
  }

  #refuseWaiting(problem: ServiceError): void {
    for (const invocation of this.#waiting.splice(0)) this.#options.refused(invocation, problem);
  }

  /** The least recently used are first. */
  #endIdle(): void {
    this.#sweep = undefined;
    const oldest = this.#options.clock.now() - idleLimitMs;
    while (this.#all.size > this.#preparation.configuration.provisionedConcurrency) {
      const [first] = this.#idle;
      if (first === undefined || first.idleSince > oldest) break;
      this.#discard(first);
    }
    this.#sweepLater();
  }

  #sweepLater(): void {
    const [first] = this.#idle;
    if (first === undefined || this.#sweep !== undefined || this.#closed) return;
    const delayMs = Math.max(0, first.idleSince + idleLimitMs - this.#options.clock.now());
    this.#sweep = this.#options.clock.setTimer(delayMs + 1, () => this.#endIdle());
  }

  #rest(environment: ExecutionEnvironment): void {
    environment.idleSince = this.#options.clock.now();
    this.#idle.push(environment);
    this.#sweepLater();
  }

  #discard(environment: ExecutionEnvironment): void {
    this.#forget(environment);
    this.#ending.add(environment);
    void environment.terminate().then(() => this.#ending.delete(environment));
  }

  #forget(environment: ExecutionEnvironment): void {
    this.#all.delete(environment);
    this.#starting.delete(environment);
    const at = this.#idle.indexOf(environment);
    if (at >= 0) this.#idle.splice(at, 1);
  }
}
