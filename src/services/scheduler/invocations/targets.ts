// Whom an invocation asks: what the router finds by ARN, the functions that a universal target invokes included, or an operation.

import { formatArn, parseArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { DeliveryOutcome, DeliveryRequest } from "../../../aws/delivery.ts";
import { isJsonObject } from "../../../aws/json.ts";
import { isJson } from "../../../aws/json-text.ts";
import { invalid } from "../../../aws/service-error.ts";
import type { DeliveryRouter } from "../../house.ts";
import { parseUniversalTarget, type UniversalTarget, type UniversalTargets } from "./universal-target.ts";

export class Targets {
  readonly #router: DeliveryRouter;
  readonly #universal: UniversalTargets;
  readonly #identity: RegionIdentity;

  constructor(router: DeliveryRouter, universal: UniversalTargets, identity: RegionIdentity) {
    this.#router = router;
    this.#universal = universal;
    this.#identity = identity;
  }

  /** Throws ValidationException. */
  check(arn: string): void {
    const universal = parseUniversalTarget(arn);
    if (universal !== undefined) {
      if (!isInvocation(universal)) this.#universal.check(universal, arn);
    } else if (!/^arn:aws[a-z-]*:[^:]+:[^:]*:[^:]*:.+/.test(arn)) {
      throw invalid("Provided Arn is not in correct format.");
    } else if (!this.#router.isServed(arn)) {
      throw invalid(`Provided Arn is not supported. The local region does not deliver to ${arn}.`);
    }
  }

  /** What is not here of it; undefined for one that can be called, and for what is no target at all. */
  missed(arn: string): string | undefined {
    const universal = parseUniversalTarget(arn);
    if (universal === undefined)
      return parseArn(arn) === undefined || this.#router.isServed(arn)
        ? undefined
        : `the local region does not deliver to ${arn}`;
    const { service, action } = universal;
    const isMissing = !isInvocation(universal) && this.#universal.isMissing(universal);
    return isMissing ? `the local region does not call ${service}:${action}` : undefined;
  }

  /** Does not throw. */
  deliver(request: DeliveryRequest): DeliveryOutcome | Promise<DeliveryOutcome> {
    const universal = parseUniversalTarget(request.arn);
    if (universal === undefined) return this.#router.deliver(request);
    const invocation = isInvocation(universal) ? this.#invocationOf(request) : undefined;
    return invocation === undefined
      ? this.#universal.call(universal, request)
      : this.#router.deliver(invocation);
  }

  /** Undefined for an input that is no request of Invoke. */
  #invocationOf(request: DeliveryRequest): DeliveryRequest | undefined {
    const { text } = request.payload;
    const { FunctionName: name, Payload: payload = {} } = isJson(text) ? JSON.parse(text) : {};
    if (typeof name !== "string") return undefined;
    const arn = name.startsWith("arn:") ? name : formatArn(this.#identity, "lambda", `function:${name}`);
    const isText = typeof payload === "string" && !isJsonObject(payload);
    return { ...request, arn, payload: { text: isText ? payload : JSON.stringify(payload) } };
  }
}

/** Lambda's Invoke: what it is given is JSON text, or JSON. */
function isInvocation({ service, action }: UniversalTarget): boolean {
  return service === "lambda" && (action === "invoke" || action === "invokeAsync");
}
