// The environments of one function. An invocation takes an idle one, or has one started while there are fewer than the
// maximum, or waits its turn: first come, first served.

import { ServiceError } from "../../aws/service-error.ts";
import type { Clock } from "../../time/clock.ts";
import type { ResolvedFunction } from "./configuration.ts";
import { type EnvironmentOwner, ExecutionEnvironment } from "./execution-environment.ts";
import type { InvocationEnd, PendingInvocation } from "./invocation.ts";

export interface PoolOptions {
  readonly clock: Clock;
  readonly configuration: ResolvedFunction;
  readonly logStreamName: () => string;
  readonly variables: (configuration: ResolvedFunction, logStreamName: string) => Record<string, string>;
  /** Called for every invocation that was begun, with the environment whose log it wrote. */
  readonly finished: (
    environment: ExecutionEnvironment,
    invocation: PendingInvocation,
    end: InvocationEnd,
  ) => void;
  /** Called as an invocation is handed to an environment; `busy` counts it. */
  readonly begun: (environment: ExecutionEnvironment, invocation: PendingInvocation, busy: number) => void;
}

export class EnvironmentPool implements EnvironmentOwner {
  readonly #options: PoolOptions;
  #configuration: ResolvedFunction;
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #starting = new Set<ExecutionEnvironment>();
  /** The most recently used last, so that under little load the others grow old. */
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #waiting: PendingInvocation[] = [];
  #closed = false;
  #drained: (() => void) | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#configuration = options.configuration;
  }

  /** Invocations that run or wait. */
  get load(): number {
    return this.#waiting.length + this.#busy;
  }

  get #busy(): number {
    return this.#all.size - this.#idle.length - this.#starting.size;
  }

  submit(invocation: PendingInvocation): void {
    const environment = this.#idle.pop();
    if (environment !== undefined) this.#begin(environment, invocation);
    else {
      this.#waiting.push(invocation);
      this.#startMissing();
    }
  }

  /** New code or settings: what runs may finish, and everything after it meets a fresh environment. */
  replace(configuration: ResolvedFunction): void {
    this.#configuration = configuration;
    for (const environment of [...this.#idle.splice(0), ...this.#starting]) this.#discard(environment);
    this.#startMissing();
  }

  /** Lets what runs and waits come to its end, though no longer than `graceMs`, then stops every environment. */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    if (this.load > 0) await this.#drain(graceMs);
    for (const invocation of this.#waiting.splice(0)) {
      invocation.refuse(
        new ServiceError("ServiceException", "The function host is shutting down.", { status: 500 }),
      );
    }
    await Promise.all([...this.#all].map((environment) => environment.terminate()));
    this.#all.clear();
    this.#starting.clear();
    this.#idle.length = 0;
  }

  ready(environment: ExecutionEnvironment): void {
    this.#starting.delete(environment);
    this.#idle.push(environment);
    this.#serveWaiting();
  }

  initFailed(environment: ExecutionEnvironment, end: InvocationEnd): void {
    this.#forget(environment);
    const invocation = this.#waiting.shift();
    if (invocation !== undefined) {
      this.#options.begun(environment, invocation, this.#busy + 1);
      const payload = end.payload.replace("RequestId: unknown", `RequestId: ${invocation.requestId}`);
      this.#options.finished(environment, invocation, { ...end, payload });
    }
    this.#afterwards();
  }

  ended(environment: ExecutionEnvironment, invocation: PendingInvocation, end: InvocationEnd): void {
    if (environment.isGone) this.#forget(environment);
    else if (environment.configuration !== this.#configuration) this.#discard(environment);
    else this.#idle.push(environment);
    this.#options.finished(environment, invocation, end);
    this.#afterwards();
  }

  lost(environment: ExecutionEnvironment): void {
    this.#forget(environment);
    this.#afterwards();
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

  #afterwards(): void {
    this.#serveWaiting();
    if (this.#closed && this.load === 0) this.#drained?.();
  }

  #serveWaiting(): void {
    while (this.#waiting.length > 0) {
      const environment = this.#idle.pop();
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

  #startMissing(): void {
    const { maximumConcurrency } = this.#configuration;
    while (this.#starting.size < this.#waiting.length && this.#all.size < maximumConcurrency) {
      const logStreamName = this.#options.logStreamName();
      const environment = new ExecutionEnvironment({
        clock: this.#options.clock,
        configuration: this.#configuration,
        logStreamName,
        variables: this.#options.variables(this.#configuration, logStreamName),
        owner: this,
      });
      this.#all.add(environment);
      this.#starting.add(environment);
    }
  }

  #discard(environment: ExecutionEnvironment): void {
    this.#forget(environment);
    void environment.terminate();
  }

  #forget(environment: ExecutionEnvironment): void {
    this.#all.delete(environment);
    this.#starting.delete(environment);
    const at = this.#idle.indexOf(environment);
    if (at >= 0) this.#idle.splice(at, 1);
  }
}
