// Runs functions: by name and version, and in the ways in which they are invoked. Their handlers run for real, in processes of
// their own, and what they print and measure is handed to CloudWatch.

import { randomUUID } from "node:crypto";
import { formatArn } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { AccountConcurrency } from "./account-concurrency.ts";
import { type FunctionConfiguration, type ResolvedFunction, resolveFunction } from "./configuration.ts";
import type { ShownEnvironment } from "./environment-pool.ts";
import { functionNotFound, parseFunctionName } from "./function-name.ts";
import { HostedFunction, type HostedFunctionOptions } from "./hosted-function.ts";
import { checkPayloadSize, type InvocationRequest, type InvocationResult } from "./invocation.ts";
import { Sandboxes } from "./sandbox/sandboxes.ts";

export interface FunctionHostOptions extends HostedFunctionOptions {
  /** The version that a qualifier stands for, this time; undefined for none. Without it there is $LATEST alone. */
  readonly versionOf?: (functionName: string, qualifier: string | undefined) => string | undefined;
}

/** Whoever stops a region does not want to wait for a function that may run for fifteen minutes. */
const defaultGraceMs = 5000;
const latest = "$LATEST";

export class FunctionHost {
  readonly #options: FunctionHostOptions;
  readonly #functions = new Map<string, HostedFunction>();
  readonly #parts = { sandboxes: new Sandboxes(), account: new AccountConcurrency() };

  constructor(options: FunctionHostOptions) {
    this.#options = options;
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
    this.#functions.set(functionName, new HostedFunction(resolved, this.#options, this.#parts));
    return resolved;
  }

  /** Running invocations end in the old environments; every later one meets the new code and settings. */
  update(configuration: FunctionConfiguration): ResolvedFunction {
    const hosted = this.#find(configuration.functionName);
    const resolved = this.#resolve(configuration);
    hosted.put(resolved);
    return resolved;
  }

  async removeVersion(functionName: string, version: string): Promise<void> {
    await this.#find(functionName).removeVersion(version, defaultGraceMs);
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

  /** Throws ResourceNotFoundException. */
  environments(functionName: string): readonly ShownEnvironment[] {
    return this.#find(functionName).environments;
  }

  list(): readonly ResolvedFunction[] {
    return [...this.#functions.values()].map((hosted) => hosted.configuration);
  }

  /** Of an invocation that is not waited for, only whether it can be: 202 for an `Event`, 204 for a `DryRun`. */
  invoke(request: InvocationRequest): Promise<InvocationResult> {
    try {
      const type = request.invocationType ?? "RequestResponse";
      const target = this.#targetOf(request.functionName);
      if (request.payload !== undefined) checkPayloadSize(request.payload, type);
      if (type === "RequestResponse") return this.#run(request, target);
      const requestId = request.requestId ?? randomUUID();
      return Promise.resolve(withoutResponse(requestId, type === "Event" ? 202 : 204, target.version));
    } catch (problem) {
      return Promise.reject(problem);
    }
  }

  /** Runs what was accepted to its end, though no longer than `graceMs`, then stops every environment. */
  async close(graceMs = defaultGraceMs): Promise<void> {
    await Promise.all([...this.#functions.values()].map((hosted) => hosted.close(graceMs)));
    this.#functions.clear();
    this.#parts.sandboxes.close();
  }

  #resolve(configuration: FunctionConfiguration): ResolvedFunction {
    const arn =
      configuration.arn ??
      formatArn(this.#options.identity, "lambda", `function:${configuration.functionName}`);
    return resolveFunction({ ...configuration, arn }, this.#options.clock.now());
  }

  /** Throws what keeps a function from being run. */
  #run(request: InvocationRequest, { hosted, version, qualifier }: Target): Promise<InvocationResult> {
    const { arn, functionName } = hosted.configuration;
    const asked = qualifier === undefined ? request : { ...request, invokedArn: `${arn}:${qualifier}` };
    const running = hosted.invoke(asked, version);
    if (running !== undefined) return running;
    throw functionNotFound(this.#options.identity, functionName, qualifier);
  }

  /** Throws ResourceNotFoundException. */
  #targetOf(name: string): Target {
    const { functionName, qualifier } = parseFunctionName(name);
    const hosted = this.#functions.get(functionName);
    const version = qualifier === latest ? latest : this.#versionFor(functionName, qualifier);
    if (hosted !== undefined && version !== undefined) return { hosted, version, qualifier };
    throw functionNotFound(this.#options.identity, functionName, qualifier ?? latest);
  }

  #versionFor(functionName: string, qualifier: string | undefined): string | undefined {
    const { versionOf } = this.#options;
    return versionOf?.(functionName, qualifier) ?? (qualifier === undefined ? latest : undefined);
  }

  #find(name: string): HostedFunction {
    const { functionName, qualifier } = parseFunctionName(name);
    const hosted = this.#functions.get(functionName);
    if (hosted !== undefined) return hosted;
    throw functionNotFound(this.#options.identity, functionName, qualifier);
  }
}

/** What an invocation is of. */
interface Target {
  readonly hosted: HostedFunction;
  readonly version: string;
  readonly qualifier: string | undefined;
}

function withoutResponse(
  requestId: string,
  statusCode: 202 | 204,
  executedVersion: string,
): InvocationResult {
  return {
    requestId,
    statusCode,
    executedVersion,
    payload: "",
    functionError: undefined,
    durationMs: 0,
    billedDurationMs: 0,
    logTail: undefined,
  };
}
