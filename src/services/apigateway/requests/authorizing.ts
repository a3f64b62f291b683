// What an authorizer's function says of a request, and for how long.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { type Denial, evaluate } from "../../../policies/evaluate.ts";
import { compilePolicy, type Policy } from "../../../policies/policy.ts";
import type { Principal } from "../../../policies/request.ts";
import type { Clock } from "../../../time/clock.ts";

/** `context` is handed on to the backend. */
export type Verdict =
  | {
      readonly isAllowed: boolean;
      /** In IAM's words, such as `with an explicit deny in an identity-based policy`; undefined if it is allowed. */
      readonly denial: Denial;
      readonly context: JsonObject;
      /** The API key of whoever asks, where the authorizer tells it. */
      readonly usageIdentifierKey?: string | undefined;
    }
  | { readonly isAllowed: undefined };

/** What the function answered: once for all routes, or a policy that is asked for each. */
interface Said {
  readonly context: JsonObject;
  readonly denial: (routeArn: string) => Denial;
  readonly usageIdentifierKey?: string | undefined;
}

const invalid: Verdict = { isAllowed: undefined };
const mostKept = 1000;

export class VerdictCache {
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly said: Said; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Undefined where nothing is known of these identities, or no longer. */
  find(key: string, routeArn: string): Verdict | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined || kept.until <= this.#clock.now()) return undefined;
    return verdictOf(kept.said, routeArn);
  }

  /** The verdict of a function's answer, which is kept for a while. Undefined text is that of a function that failed. */
  take(
    answer: string | undefined,
    { isSimple, key, ttlMs, routeArn }: { isSimple: boolean; key: string; ttlMs: number; routeArn: string },
  ): Verdict {
    const said = answer === undefined ? undefined : readAnswer(answer, isSimple);
    if (said === undefined) return invalid;
    if (ttlMs > 0) {
      if (this.#kept.size >= mostKept) this.#kept.clear();
      this.#kept.set(key, { said, until: this.#clock.now() + ttlMs });
    }
    return verdictOf(said, routeArn);
  }

  clear(): void {
    this.#kept.clear();
  }
}

function verdictOf({ context, denial, usageIdentifierKey }: Said, routeArn: string): Verdict {
  const why = denial(routeArn);
  return { isAllowed: why === undefined, denial: why, context, usageIdentifierKey };
}

function readAnswer(text: string, isSimple: boolean): Said | undefined {
  const answer = jsonOrUndefined(text);
  if (!isJsonObject(answer)) return undefined;
  const context = isJsonObject(answer.context) ? answer.context : {};
  if (isSimple) {
    const { isAuthorized } = answer;
    return typeof isAuthorized === "boolean"
      ? { context, denial: () => (isAuthorized ? undefined : "it is not authorized") }
      : undefined;
  }
  const { principalId, policyDocument } = answer;
  const policy = typeof principalId === "string" ? policyIn(policyDocument) : undefined;
  if (policy === undefined) return undefined;
  return {
    context: { ...context, principalId: principalId as string },
    usageIdentifierKey: typeof answer.usageIdentifierKey === "string" ? answer.usageIdentifierKey : undefined,
    denial: (resource) => {
      const request = { action: "execute-api:Invoke", resource, principal: holder, context: new Map() };
      return evaluate(request, { identity: [policy] });
    },
  };
}

/** Whoever the policy is told for: it names nobody. */
const holder: Principal = { type: "role", arn: "", roleArn: "", accountId: "" };

function policyIn(document: Json | undefined): Policy | undefined {
  if (!isJsonObject(document)) return undefined;
  try {
    return compilePolicy(JSON.stringify(document));
  } catch {
    return undefined;
  }
}
