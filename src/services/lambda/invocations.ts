// The ways in which a function is invoked: one that is waited for runs at once, an event is kept and runs later.

import { randomUUID } from "node:crypto";
import { ServiceError } from "../../aws/service-error.ts";
import type { Clock } from "../../time/clock.ts";
import type { EventInvocations } from "./events/event-invocations.ts";
import { lineageOf } from "./events/lineage.ts";
import { checkReach, parseFunctionName } from "./function-name.ts";
import type { Functions } from "./functions/functions.ts";
import { checkPayloadSize, type InvocationRequest, type InvocationResult, textOf } from "./invocation.ts";

export interface InvocationsParts {
  readonly clock: Clock;
  readonly functions: Functions;
  readonly events: (invoke: (request: InvocationRequest) => Promise<InvocationResult>) => EventInvocations;
}

export class Invocations {
  readonly events: EventInvocations;
  readonly #functions: Functions;
  readonly #clock: Clock;

  constructor({ clock, functions, events }: InvocationsParts) {
    this.#clock = clock;
    this.#functions = functions;
    this.events = events((request) => this.#run(request));
  }

  /** An event is on disk when this resolves. Rejects with what keeps the function from being invoked. */
  invoke(request: InvocationRequest): Promise<InvocationResult> {
    const { invocationType = "RequestResponse" } = request;
    try {
      checkReach(this.#functions.identity, request.functionName);
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
      const { clientContext, traceHeader } = request;
      const named = parseFunctionName(request.functionName);
      await this.events.accept({
        id: requestId,
        ...named,
        ...{
          payload: payload === undefined || payload === "" ? "{}" : textOf(payload),
          clientContext,
          traceHeader,
        },
      });
    }
    return answer;
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

function recursive(): ServiceError {
  return new ServiceError(
    "RecursiveInvocationException",
    "Lambda detected your function being invoked in a recursive loop with other Amazon Web Services resources and stopped your function's invocation.",
    { members: { Type: "User" } },
  );
}
