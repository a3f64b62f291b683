// The Lambda service: functions by name, and the ways to invoke them. It runs the bundled handlers for real, in worker
// threads, and hands what they print and measure to CloudWatch.

import { randomUUID } from "node:crypto";
import { formatArn } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { type FunctionConfiguration, type ResolvedFunction, resolveFunction } from "./configuration.ts";
import { type EventFailure, EventInvocations } from "./event-invocations.ts";
import { functionNotFound, parseFunctionName } from "./function-name.ts";
import { HostedFunction, type HostedFunctionOptions } from "./hosted-function.ts";
import { checkPayloadSize, type InvocationRequest, type InvocationResult } from "./invocation.ts";

export interface FunctionHostOptions extends HostedFunctionOptions {
  /** Told of an `Event` invocation that failed for good. */
  readonly eventFailed?: (failure: EventFailure) => void;
}

/** Whoever stops a region does not want to wait for a function that may run for fifteen minutes. */
const defaultGraceMs = 5000;

export class FunctionHost {
  readonly #options: FunctionHostOptions;
  readonly #functions = new Map<string, HostedFunction>();
  readonly #events: EventInvocations;
  #revisions = 0;

  constructor(options: FunctionHostOptions) {
    this.#options = options;
    this.#events = new EventInvocations({
      clock: options.clock,
      invoke: (request) => this.#find(request.functionName, "$LATEST").invoke(request),
      maximumRetryAttempts: (name) => this.#find(name).configuration.maximumRetryAttempts,
      failed: (failure) => options.eventFailed?.(failure),
    });
  }

  create(configuration: FunctionConfiguration): ResolvedFunction {
    const { functionName } = configuration;
    if (this.#functions.has(functionName)) {
      throw new ServiceError("ResourceConflictException", `Function already exist: ${functionName}`, {
        status: 409,
        members: { Type: "User" },
      });
    }
    const resolved = this.#resolve(configuration);
    this.#functions.set(functionName, new HostedFunction(resolved, this.#options));
    return resolved;
  }

  /** Running invocations end in the old environments; every later one meets the new code and settings. */
  update(configuration: FunctionConfiguration): ResolvedFunction {
    const hosted = this.#find(configuration.functionName);
    const resolved = this.#resolve(configuration);
    hosted.update(resolved);
    return resolved;
  }

  async remove(functionName: string): Promise<void> {
    const hosted = this.#find(functionName);
    this.#functions.delete(hosted.configuration.functionName);
    await hosted.close(defaultGraceMs);
  }

  /** By name, ARN or partial ARN. */
  describe(functionName: string): ResolvedFunction {
    return this.#find(functionName).configuration;
  }

  list(): readonly ResolvedFunction[] {
    return [...this.#functions.values()].map((hosted) => hosted.configuration);
  }

  async invoke(request: InvocationRequest): Promise<InvocationResult> {
    const type = request.invocationType ?? "RequestResponse";
    const hosted = this.#find(request.functionName, "$LATEST");
    if (request.payload !== undefined) checkPayloadSize(request.payload, type);
    if (type === "RequestResponse") return hosted.invoke(request);
    const requestId = request.requestId ?? randomUUID();
    if (type === "DryRun") return withoutResponse(requestId, 204);
    // Every attempt of an event has the same request id.
    this.#events.accept({ ...request, requestId });
    return withoutResponse(requestId, 202);
  }

  /** Runs what was accepted to its end, though no longer than `graceMs`, then stops every environment. */
  async close(graceMs = defaultGraceMs): Promise<void> {
    await Promise.all([
      this.#events.close(),
      ...[...this.#functions.values()].map((hosted) => hosted.close(graceMs)),
    ]);
    this.#functions.clear();
  }

  #resolve(configuration: FunctionConfiguration): ResolvedFunction {
    const arn =
      configuration.arn ??
      formatArn(this.#options.identity, "lambda", `function:${configuration.functionName}`);
    return resolveFunction(
      { ...configuration, arn },
      { lastModifiedAt: this.#options.clock.now(), revision: ++this.#revisions },
    );
  }

  /** `unqualified` is what AWS appends to the ARN in its message when the caller gave no qualifier. */
  #find(name: string, unqualified?: string): HostedFunction {
    const { functionName, qualifier } = parseFunctionName(name);
    const hosted = this.#functions.get(functionName);
    if (hosted !== undefined && (qualifier === undefined || qualifier === "$LATEST")) return hosted;
    throw functionNotFound(this.#options.identity, functionName, qualifier ?? unqualified);
  }
}

function withoutResponse(requestId: string, statusCode: 202 | 204): InvocationResult {
  return {
    requestId,
    statusCode,
    executedVersion: "$LATEST",
    payload: "",
    functionError: undefined,
    durationMs: 0,
    billedDurationMs: 0,
    logTail: undefined,
  };
}
