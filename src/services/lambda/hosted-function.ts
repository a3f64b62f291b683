// One function as the host keeps it: its configuration, its environments, and the log and metrics of what they do.

import { randomUUID } from "node:crypto";
import type { RegionIdentity } from "../../aws/arn.ts";
import type { LogSink } from "../../aws/log-sink.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { Clock } from "../../time/clock.ts";
import type { ResolvedFunction } from "./configuration.ts";
import { EnvironmentPool } from "./environment-pool.ts";
import type { ExecutionEnvironment } from "./execution-environment.ts";
import { type FunctionMetrics, functionMetrics } from "./function-metrics.ts";
import type { InvocationEnd, InvocationRequest, InvocationResult, PendingInvocation } from "./invocation.ts";
import { endLine, reportLine, responseTooLarge, startLine, tailOf } from "./log-lines.ts";
import { environmentVariables } from "./variables.ts";

export interface HostedFunctionOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly logs: LogSink;
  readonly metrics: MetricSink;
  /** Asked each time an environment starts, because the port of the region is known only after it listens. */
  readonly endpointUrl?: () => string | undefined;
  /** Where X-Ray's daemon listens, as `host:port`. */
  readonly traceDaemon?: string;
}

export class HostedFunction {
  readonly #options: HostedFunctionOptions;
  readonly #metrics: FunctionMetrics;
  readonly #pool: EnvironmentPool;
  #configuration: ResolvedFunction;

  constructor(configuration: ResolvedFunction, options: HostedFunctionOptions) {
    this.#configuration = configuration;
    this.#options = options;
    this.#metrics = functionMetrics(options.metrics, configuration.functionName);
    this.#pool = new EnvironmentPool({
      clock: options.clock,
      configuration,
      logStreamName: () => this.#logStreamName(),
      variables: (resolved, logStreamName) => this.#variables(resolved, logStreamName),
      begun: (environment, invocation, busy) => this.#begun(environment, invocation, busy),
      finished: (environment, invocation, end) => this.#finished(environment, invocation, end),
    });
  }

  get configuration(): ResolvedFunction {
    return this.#configuration;
  }

  update(configuration: ResolvedFunction): void {
    this.#configuration = configuration;
    this.#pool.replace(configuration);
  }

  invoke(request: InvocationRequest): Promise<InvocationResult> {
    this.#throttle();
    return new Promise((settle, refuse) => {
      this.#pool.submit({
        requestId: request.requestId ?? randomUUID(),
        payload: request.payload === undefined || request.payload === "" ? "{}" : request.payload,
        clientContext: request.clientContext,
        traceHeader: request.traceHeader,
        tail: request.logType === "Tail",
        settle,
        refuse,
      });
    });
  }

  close(graceMs: number): Promise<void> {
    return this.#pool.close(graceMs);
  }

  #throttle(): void {
    if (this.#pool.load < this.#configuration.reservedConcurrency) return;
    this.#metrics.throttles.record(1);
    throw new ServiceError("TooManyRequestsException", "Rate Exceeded.", {
      status: 429,
      members: { Type: "User", Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" },
    });
  }

  #begun(environment: ExecutionEnvironment, invocation: PendingInvocation, busy: number): void {
    this.#metrics.concurrentExecutions.record(busy);
    environment.note(startLine(invocation.requestId));
  }

  #finished(environment: ExecutionEnvironment, invocation: PendingInvocation, ended: InvocationEnd): void {
    const tooLarge = responseTooLarge(ended.payload);
    const end = tooLarge === undefined ? ended : { ...ended, payload: tooLarge, failed: true };
    const { requestId } = invocation;
    const initMs = environment.initMs;
    environment.initMs = undefined;
    // Since August 2025 Lambda bills the Init phase with the invocation that caused it.
    const billedDurationMs = Math.ceil(end.durationMs + (initMs ?? 0));
    const { memorySizeMb, logGroupName } = environment.configuration;
    environment.note(endLine(requestId));
    environment.note(reportLine(end, { requestId, memorySizeMb, billedDurationMs, initMs }));
    const log = environment.takeLog();
    this.#count(end);
    invocation.settle({
      requestId,
      statusCode: 200,
      executedVersion: "$LATEST",
      payload: end.payload,
      functionError: end.failed ? "Unhandled" : undefined,
      durationMs: end.durationMs,
      billedDurationMs,
      logTail: invocation.tail ? tailOf(log) : undefined,
    });
    this.#options.logs.append(logGroupName, environment.logStreamName, log);
  }

  #count(end: InvocationEnd): void {
    this.#metrics.invocations.record(1);
    this.#metrics.errors.record(end.failed ? 1 : 0);
    this.#metrics.duration.record(end.durationMs);
  }

  #logStreamName(): string {
    const day = new Date(this.#options.clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
    return `${day}/[$LATEST]${randomUUID().replaceAll("-", "")}`;
  }

  #variables(configuration: ResolvedFunction, logStreamName: string): Record<string, string> {
    const { identity, endpointUrl, traceDaemon } = this.#options;
    return environmentVariables(configuration, {
      identity,
      logStreamName,
      endpointUrl: endpointUrl?.(),
      traceDaemon,
    });
  }
}
