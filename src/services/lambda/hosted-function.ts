// One function as the host keeps it: its versions, each with its configuration and its environments, and the log and metrics of what
// they do.

import { randomUUID } from "node:crypto";
import type { RegionIdentity } from "../../aws/arn.ts";
import type { LogEntry, LogSink } from "../../aws/log-sink.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import type { Clock } from "../../time/clock.ts";
import { type AccountConcurrency, tooManyRequests } from "./account-concurrency.ts";
import { type ResolvedFunction, unreserved } from "./configuration.ts";
import { EnvironmentPool, type ShownEnvironment } from "./environment-pool.ts";
import { type EnvironmentOwner, ExecutionEnvironment } from "./execution-environment.ts";
import { type FunctionMetrics, functionMetrics } from "./function-metrics.ts";
import type { FunctionPermits } from "./function-permits.ts";
import type { InvocationEnd, InvocationRequest, InvocationResult, PendingInvocation } from "./invocation.ts";
import { responseTooLarge } from "./invocation.ts";
import { Preparation } from "./preparation.ts";
import { EnvironmentLog } from "./sandbox/environment-log.ts";
import type { Sandboxes } from "./sandbox/sandboxes.ts";
import type { RoleKeys } from "./variables.ts";

export interface HostedFunctionOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly logs: LogSink;
  readonly metrics: MetricSink;
  /** Asked each time an environment starts, because the port of the region is known only after it listens. */
  readonly endpointUrl?: () => string | undefined;
  /** Where X-Ray's daemon listens, as `host:port`. */
  readonly traceDaemon?: string;
  /**
   * After how many invocations an environment is replaced. The C library keeps every trace header that a process has had in its
   * environment, 280 bytes each.
   * @default 100,000
   */
  readonly invocationsPerEnvironment?: number | undefined;
  /** Whether functions may log and be traced. @default they may */
  readonly permits?: FunctionPermits | undefined;
  /** Where it matters whose keys handlers have: those of a session of a role. */
  readonly keysFor?: ((roleArn: string, sessionName: string) => RoleKeys | undefined) | undefined;
}

/** What all functions of a host share. */
export interface HostParts {
  readonly sandboxes: Sandboxes;
  readonly account: AccountConcurrency;
}

const longestService = 100_000;

interface HostedVersion {
  readonly configuration: ResolvedFunction;
  readonly preparation: Preparation;
  readonly pool: EnvironmentPool;
  /** Of a function that keeps its tenants apart: an environment of one never runs for another. */
  readonly ofTenants: Map<string, EnvironmentPool>;
}

export class HostedFunction {
  readonly #options: HostedFunctionOptions;
  readonly #sandboxes: Sandboxes;
  readonly #account: AccountConcurrency;
  readonly #metrics: FunctionMetrics;
  readonly #versions = new Map<string, HostedVersion>();

  constructor(
    configuration: ResolvedFunction,
    options: HostedFunctionOptions,
    { sandboxes, account }: HostParts,
  ) {
    this.#options = options;
    this.#sandboxes = sandboxes;
    this.#account = account;
    this.#metrics = functionMetrics(options.metrics, configuration.functionName);
    this.put(configuration);
  }

  /** Of $LATEST. */
  get configuration(): ResolvedFunction {
    const latest = this.#versions.get("$LATEST");
    if (latest === undefined) throw new Error("A function always has a version $LATEST");
    return latest.configuration;
  }

  /** Of all versions. */
  get environments(): readonly ShownEnvironment[] {
    return this.#pools.flatMap((pool) => pool.environments);
  }

  /** A version that is new, or is otherwise from now on. */
  put(configuration: ResolvedFunction): void {
    const { version, functionName, reservedConcurrency } = configuration;
    // What is reserved is the function's, and told with $LATEST alone.
    if (version === "$LATEST") this.#account.reserve(functionName, reservedConcurrency);
    const preparation = new Preparation(configuration, this.#sandboxes);
    const present = this.#versions.get(version);
    for (const pool of present === undefined ? [] : poolsOf(present)) pool.replace(preparation);
    const pool = present?.pool ?? this.#newPool(preparation);
    const ofTenants = present?.ofTenants ?? new Map<string, EnvironmentPool>();
    this.#versions.set(version, { configuration, preparation, pool, ofTenants });
  }

  /** Undefined for a version that is not there. */
  invoke(request: InvocationRequest, version: string): Promise<InvocationResult> | undefined {
    const hosted = this.#versions.get(version);
    if (hosted === undefined) return undefined;
    const isOfAccount = this.#admit();
    return new Promise((settle, refuse) => {
      this.#poolFor(hosted, request.tenantId).submit({
        requestId: request.requestId ?? randomUUID(),
        payload: request.payload === undefined || request.payload === "" ? "{}" : request.payload,
        clientContext: request.clientContext,
        traceHeader: request.traceHeader,
        identity: request.identity,
        tenantId: request.tenantId,
        functionArn: request.invokedArn ?? hosted.configuration.arn,
        tail: request.logType === "Tail",
        stream: request.stream,
        isOfAccount,
        settle,
        refuse,
      });
    });
  }

  async removeVersion(version: string, graceMs: number): Promise<void> {
    const hosted = this.#versions.get(version);
    this.#versions.delete(version);
    if (hosted !== undefined) await Promise.all(poolsOf(hosted).map((pool) => pool.close(graceMs)));
  }

  async close(graceMs: number): Promise<void> {
    this.#account.reserve(this.configuration.functionName, 0);
    await Promise.all(this.#pools.map((pool) => pool.close(graceMs)));
  }

  get #pools(): readonly EnvironmentPool[] {
    return Array.from(this.#versions.values(), poolsOf).flat();
  }

  #poolFor(hosted: HostedVersion, tenantId: string | undefined): EnvironmentPool {
    if (tenantId === undefined) return hosted.pool;
    const present = hosted.ofTenants.get(tenantId);
    if (present !== undefined) return present;
    const pool = this.#newPool(hosted.preparation);
    hosted.ofTenants.set(tenantId, pool);
    return pool;
  }

  #newPool(preparation: Preparation): EnvironmentPool {
    return new EnvironmentPool({
      ...{ clock: this.#options.clock, preparation },
      longestService: this.#options.invocationsPerEnvironment ?? longestService,
      start: (prepared, owner) => this.#startEnvironment(prepared, owner),
      refused: (invocation, problem) => {
        if (invocation.isOfAccount) this.#account.leave();
        invocation.refuse(problem);
      },
      begun: (environment, invocation, busy) => this.#begun(environment, invocation, busy),
      finished: (environment, invocation, end) => this.#finished(environment, invocation, end),
    });
  }

  #startEnvironment(preparation: Preparation, owner: EnvironmentOwner): ExecutionEnvironment {
    const { clock, identity, logs, endpointUrl, traceDaemon, keysFor, permits } = this.#options;
    const { configuration } = preparation;
    const logStreamName = this.#logStreamName(configuration.version);
    const mayLog = permits?.writing(configuration, logStreamName, clock) ?? (() => true);
    const append = (entries: readonly LogEntry[]) => {
      if (mayLog()) logs.append(configuration.logGroupName, logStreamName, entries);
    };
    const mayTrace = permits?.tracing(configuration, clock) ?? (() => true);
    const isTraced = mayTrace();
    const sandboxes = this.#sandboxes;
    return new ExecutionEnvironment({
      ...{ clock, configuration, owner, sandboxes },
      ...preparation.start({
        ...{ identity, logStreamName, endpointUrl: endpointUrl?.() },
        traceDaemon: isTraced ? traceDaemon : undefined,
        keys: keysFor?.(configuration.role, configuration.functionName),
      }),
      ...{ log: new EnvironmentLog(clock, append), logStreamName },
      isOutdated: () => mayTrace() !== isTraced,
    });
  }

  /** Whether it counts among what the account may run without a reservation. Throws TooManyRequestsException. */
  #admit(): boolean {
    const { reservedConcurrency } = this.configuration;
    try {
      if (reservedConcurrency === unreserved) {
        this.#account.enter();
        return true;
      }
      if (this.#load >= reservedConcurrency)
        throw tooManyRequests("ReservedFunctionConcurrentInvocationLimitExceeded");
      return false;
    } catch (error) {
      this.#metrics.throttles.record(1);
      throw error;
    }
  }

  get #load(): number {
    let load = 0;
    for (const hosted of this.#versions.values()) {
      load += hosted.pool.load;
      for (const pool of hosted.ofTenants.values()) load += pool.load;
    }
    return load;
  }

  #begun(environment: ExecutionEnvironment, invocation: PendingInvocation, busy: number): void {
    this.#metrics.concurrentExecutions.record(busy);
    environment.log.begin(invocation.tail);
    environment.lines.start(invocation.requestId);
  }

  #finished(environment: ExecutionEnvironment, invocation: PendingInvocation, ended: InvocationEnd): void {
    const tooLarge = responseTooLarge(ended.payload);
    const end = tooLarge === undefined ? ended : { ...ended, payload: tooLarge, failed: true };
    const { requestId } = invocation;
    const { log, initMs, usedMemoryMb } = environment;
    environment.initMs = undefined;
    // Since August 2025 Lambda bills the Init phase with the invocation that caused it.
    const billedDurationMs = Math.ceil(end.durationMs + (initMs ?? 0));
    log.noteDropped();
    environment.lines.end(end, { requestId, billedDurationMs, initMs, usedMemoryMb });
    this.#count(end);
    if (invocation.isOfAccount) this.#account.leave();
    invocation.settle({
      requestId,
      statusCode: 200,
      executedVersion: environment.configuration.version,
      payload: end.payload,
      isStreamed: end.isStreamed,
      functionError: end.failed ? "Unhandled" : undefined,
      durationMs: end.durationMs,
      billedDurationMs,
      logTail: log.tail,
    });
    log.end();
  }

  #count(end: InvocationEnd): void {
    this.#metrics.invocations.record(1);
    this.#metrics.errors.record(end.failed ? 1 : 0);
    this.#metrics.duration.record(end.durationMs);
  }

  #logStreamName(version: string): string {
    const day = new Date(this.#options.clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
    return `${day}/[${version}]${randomUUID().replaceAll("-", "")}`;
  }
}

function poolsOf({ pool, ofTenants }: HostedVersion): readonly EnvironmentPool[] {
  return [pool, ...ofTenants.values()];
}
