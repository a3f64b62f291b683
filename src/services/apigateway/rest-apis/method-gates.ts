// What stands before a method: its authorizer, its API key with the plan of it, its throttle, and what it asks of a request.

import type { Clock } from "../../../time/clock.ts";
import { type Invocation, InvokePermits } from "../requests/invoke-permits.ts";
import type { RequestParts } from "../requests/request-parts.ts";
import type { ServedRequest } from "../requests/served-request.ts";
import { bucketOf, type TokenBucket } from "../requests/token-bucket.ts";
import type { Fault } from "./gateway-responses.ts";
import { type Admitted, MethodAuthorizers } from "./method-authorizers.ts";
import type {
  MethodParts,
  MethodSetting,
  RestAuthorizer,
  RestMethod,
  RestResource,
  RestStage,
} from "./records.ts";
import { type RequestCheck, requestCheck } from "./request-validation.ts";
import type { UsageCounts } from "./usage.ts";
import type { UsagePlans } from "./usage-plans.ts";

/** A method as it is asked, with what its deployment had for it. */
export interface MethodTarget {
  readonly resource: RestResource;
  readonly method: RestMethod;
  readonly authorizer: RestAuthorizer | undefined;
  readonly bucket: TokenBucket | undefined;
  readonly check: RequestCheck | undefined;
}

interface Deployed {
  readonly resource: RestResource;
  readonly method: RestMethod;
  readonly stage: RestStage;
  readonly parts: MethodParts;
}

export function methodTarget({ resource, method, stage, parts }: Deployed, clock: Clock): MethodTarget {
  const { throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit } = settingOf(
    stage,
    resource,
    method,
  );
  return {
    ...{ resource, method },
    authorizer: parts.authorizers.find(({ id }) => id === method.authorizerId),
    bucket: bucketOf(clock, { rateLimit, burstLimit }),
    check: requestCheck(method, parts),
  };
}

/** Those of the method go before those of all. */
function settingOf(
  { methodSettings = {} }: RestStage,
  { path }: RestResource,
  method: RestMethod,
): MethodSetting {
  const escaped = path.slice(1).replaceAll("/", "~1");
  const names = [`${escaped}/${method.httpMethod}`, `~1${escaped}/${method.httpMethod}`];
  const own = names.map((name) => methodSettings[name]).find((each) => each !== undefined);
  return { ...methodSettings["*/*"], ...own };
}

interface Place {
  readonly apiId: string;
  readonly stageName: string;
  readonly invocation: Invocation;
  readonly isSigned: boolean;
  /** Whether the stage has a resource policy. */
  readonly hasPolicy: boolean;
  readonly apiKeySource: string;
}

export class MethodGates {
  readonly #usage: UsageCounts;
  readonly #plans: UsagePlans;
  readonly #authorizers: MethodAuthorizers;
  readonly #permits: InvokePermits;

  constructor(plans: UsagePlans, usage: UsageCounts, parts: RequestParts) {
    this.#plans = plans;
    this.#usage = usage;
    this.#authorizers = new MethodAuthorizers(parts);
    this.#permits = new InvokePermits(parts);
  }

  forget(apiId: string): void {
    this.#authorizers.forget(apiId);
  }

  /** The request with what its context got on the way, or why it is not let through. */
  async pass(request: ServedRequest, target: MethodTarget, place: Place): Promise<ServedRequest | Fault> {
    const { method, bucket, check } = target;
    const admitted = this.#keptOut(method, place) ?? (await this.#admitted(request, target, place));
    if (admitted !== undefined && "fault" in admitted) return admitted;
    let passing =
      admitted === undefined
        ? request
        : { ...request, context: { ...request.context, authorizer: admitted.context } };
    if (method.apiKeyRequired) {
      const isTold = place.apiKeySource === "AUTHORIZER";
      const keyValue = isTold ? admitted?.usageIdentifierKey : request.headers["x-api-key"];
      const refusal = this.#countKey(keyValue, target, place);
      if (refusal !== undefined) return refusal;
      const key = this.#plans.keyOfValue(keyValue ?? "");
      const identity = {
        ...(passing.context.identity as object),
        ...{ apiKey: keyValue ?? null, apiKeyId: key?.id ?? null },
      };
      passing = { ...passing, context: { ...passing.context, identity } };
    }
    if (bucket?.take() === false) return { fault: "THROTTLED" };
    return check?.(passing) ?? passing;
  }

  /** By its authorizer; undefined for a method that has none. A user pool lets in whom the API's policy lets in as well. */
  async #admitted(
    request: ServedRequest,
    { resource, method, authorizer }: MethodTarget,
    { apiId, stageName, invocation, hasPolicy }: Place,
  ): Promise<Admitted | Fault | undefined> {
    if (authorizer === undefined) return undefined;
    const isAllowedByPolicy = hasPolicy && this.#permits.byPolicy(invocation) === "allowed";
    const asked = { authorizer, apiId, stageName, resource, method, isAllowedByPolicy };
    const admitted = await this.#authorizers.ask(request, asked);
    if (!hasPolicy || authorizer.type !== "COGNITO_USER_POOLS" || "fault" in admitted) return admitted;
    return denied(this.#permits.refusalOfAnyone(invocation)) ?? admitted;
  }

  /** By policies, before an authorizer is asked: a function may let in whom the API's policy does not deny. */
  #keptOut({ authorizationType }: RestMethod, { invocation, isSigned, hasPolicy }: Place): Fault | undefined {
    if (authorizationType === "AWS_IAM") {
      if (!isSigned) return { fault: "MISSING_AUTHENTICATION_TOKEN" };
      return denied(this.#permits.refusalOfSigner(invocation));
    }
    const isKeptOut =
      authorizationType === "NONE" ||
      (authorizationType === "CUSTOM" && this.#permits.byPolicy(invocation) === "denied");
    return hasPolicy && isKeptOut ? denied(this.#permits.refusalOfAnyone(invocation)) : undefined;
  }

  #countKey(value: string | undefined, { resource, method }: MethodTarget, place: Place): Fault | undefined {
    const { apiId, stageName } = place;
    const key = value === undefined ? undefined : this.#plans.keyOfValue(value);
    const plan = key?.enabled ? this.#plans.planFor(apiId, stageName, key.id) : undefined;
    if (key === undefined || plan === undefined) return { fault: "INVALID_API_KEY" };
    const name = `${resource.path}/${method.httpMethod}`;
    return this.#usage.count(plan, { keyId: key.id, apiId, stageName, method: name });
  }
}

function denied(message: string | undefined): Fault | undefined {
  return message === undefined ? undefined : { fault: "ACCESS_DENIED", message };
}
