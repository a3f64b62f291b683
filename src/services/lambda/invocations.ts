// The ways in which a function is invoked: one that is waited for runs at once, an event is kept and runs later.

import { randomUUID } from "node:crypto";
import { ServiceError } from "../../aws/service-error.ts";
import type { Clock } from "../../time/clock.ts";
import { checkDurableInvocation, durableFunctionOf } from "./durable/durable-config.ts";
import type { DurableExecutions } from "./durable/durable-executions.ts";
import { failureText } from "./durable/durable-invocation.ts";
import type { DurableFunction } from "./durable/durable-parts.ts";
import type { EventInvocations } from "./events/event-invocations.ts";
import { lineageOf } from "./events/lineage.ts";
import { checkReach, parseFunctionName } from "./function-name.ts";
import type { FunctionRecord } from "./functions/function-record.ts";
import type { Functions } from "./functions/functions.ts";
import { invalidParameter } from "./functions/refusals.ts";
import { isTenanted } from "./functions/tenancy.ts";
import { checkPayloadSize, type InvocationRequest, type InvocationResult, textOf } from "./invocation.ts";

export interface InvocationsParts {
  readonly clock: Clock;
  readonly functions: Functions;
  readonly events: (invoke: Invoke) => EventInvocations;
  readonly durable: (invoke: Invoke) => DurableExecutions;
}

type Invoke = (request: InvocationRequest) => Promise<InvocationResult>;

export class Invocations {
  readonly events: EventInvocations;
  readonly durable: DurableExecutions;
  readonly #functions: Functions;
  readonly #clock: Clock;

  constructor({ clock, functions, events, durable }: InvocationsParts) {
    this.#clock = clock;
    this.#functions = functions;
    this.events = events((request) => this.#run(request));
    this.durable = durable((request) => this.#run(request));
  }

  /** An event is on disk when this resolves. Rejects with what keeps the function from being invoked. */
  invoke(request: InvocationRequest): Promise<InvocationResult> {
    const { invocationType = "RequestResponse" } = request;
    try {
      checkReach(this.#functions.identity, request.functionName);
      checkTenant(
        this.#functions.find(parseFunctionName(request.functionName).functionName),
        request.tenantId,
      );
      const durable = durableFunctionOf(this.#functions, request.functionName);
      if (durable !== undefined && invocationType !== "DryRun") return this.#begin(request, durable);
      if (request.durableExecutionName !== undefined)
        throw invalidParameter("DurableExecutionName is for durable functions, and this function is none.");
      return invocationType === "RequestResponse"
        ? this.#run(request)
        : this.#accept(request, invocationType);
    } catch (problem) {
      return Promise.reject(problem);
    }
  }

  async #accept(request: InvocationRequest, invocationType: "Event" | "DryRun"): Promise<InvocationResult> {
    const { payload, ...unmeasured } = request;
    const requestId = request.requestId ?? randomUUID();
    const answer = await this.#functions.host.invoke({ ...unmeasured, requestId });
    if (payload !== undefined) checkPayloadSize(payload, invocationType);
    if (invocationType === "Event") {
      const { clientContext, traceHeader, tenantId } = request;
      const named = parseFunctionName(request.functionName);
      await this.events.accept({
        id: requestId,
        ...named,
        ...{
          payload: payload === undefined || payload === "" ? "{}" : textOf(payload),
          ...{ clientContext, traceHeader, tenantId },
        },
      });
    }
    return answer;
  }

  /** Starts a durable execution, and waits for its end unless it is an event. */
  async #begin(request: InvocationRequest, of: DurableFunction): Promise<InvocationResult> {
    const { invocationType = "RequestResponse", payload = "{}", traceHeader, durableExecutionName } = request;
    checkDurableInvocation(request.functionName, invocationType, of);
    checkPayloadSize(payload, invocationType);
    const text = textOf(payload);
    const asked = { function: of, payload: text === "" ? "{}" : text, traceHeader };
    const live = await this.durable.begin({ ...asked, name: durableExecutionName });
    const begun = {
      requestId: request.requestId ?? randomUUID(),
      executedVersion: of.version,
      durableExecutionArn: live.arn,
      ...{ durationMs: 0, billedDurationMs: 0, logTail: undefined },
    };
    if (invocationType === "Event")
      return { ...begun, statusCode: 202, payload: "", functionError: undefined };
    const { status, result = "", error = {} } = await this.durable.ended(live);
    return status === "SUCCEEDED"
      ? { ...begun, statusCode: 200, payload: result === "" ? "null" : result, functionError: undefined }
      : { ...begun, statusCode: 200, payload: failureText(error), functionError: "Unhandled" };
  }

  /** Throws RecursiveInvocationException. */
  #run(request: InvocationRequest): Promise<InvocationResult> {
    const { functionName } = parseFunctionName(request.functionName);
    const record = this.#functions.find(functionName);
    if (record === undefined) return this.#functions.host.invoke(request);
    const { traceHeader, isCircle } = lineageOf(request.traceHeader, record.arn, this.#clock.now());
    if (isCircle && record.recursiveLoop !== "Allow") throw recursive();
    return this.#functions.host.invoke({ ...request, invocationType: "RequestResponse", traceHeader });
  }
}

/** Throws InvalidParameterValueException: who keeps tenants apart has to know whose an invocation is. */
function checkTenant(record: FunctionRecord | undefined, tenantId: string | undefined): void {
  if (record === undefined) return;
  const isApart = isTenanted(record.latest);
  if (isApart === (tenantId !== undefined)) return;
  throw invalidParameter(
    isApart
      ? "The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try again."
      : "The invoked function is not enabled with tenancy configuration. Remove the tenant ID from your request and try again.",
  );
}

function recursive(): ServiceError {
  return new ServiceError(
    "RecursiveInvocationException",
    "Lambda detected your function being invoked in a recursive loop with other Amazon Web Services resources and stopped your function's invocation.",
    { members: { Type: "User" } },
  );
}
