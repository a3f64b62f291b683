// What an authorizer's function says of a request, and for how long.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { evaluate } from "../../../policies/evaluate.ts";
import { compilePolicy, type Policy } from "../../../policies/policy.ts";
import type { Clock } from "../../../time/clock.ts";

/** `context` is handed on to the backend. */
export type Verdict =
  | { readonly isAllowed: boolean; readonly context: JsonObject }
  | { readonly isAllowed: undefined };

/** What the function answered: once for all routes, or a policy that is asked for each. */
interface Said {
  readonly context: JsonObject;
  readonly allows: (routeArn: string) => boolean;
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

function verdictOf({ context, allows }: Said, routeArn: string): Verdict {
  return { isAllowed: allows(routeArn), context };
}

function readAnswer(text: string, isSimple: boolean): Said | undefined {
  const answer = parsed(text);
  if (!isJsonObject(answer)) return undefined;
  const context = isJsonObject(answer.context) ? answer.context : {};
  if (isSimple) {
    const { isAuthorized } = answer;
    return typeof isAuthorized === "boolean" ? { context, allows: () => isAuthorized } : undefined;
  }
  const { principalId, policyDocument } = answer;
  const policy = typeof principalId === "string" ? policyIn(policyDocument) : undefined;
  if (policy === undefined) return undefined;
  return {
    context: { ...context, principalId: principalId as string },
    allows: (resource) => {
      const principal = { type: "service", name: "apigateway.amazonaws.com" } as const;
      const request = { action: "execute-api:Invoke", resource, principal, context: new Map() };
      return evaluate(request, { identity: [policy] }) === undefined;
    },
  };
}

function policyIn(document: Json | undefined): Policy | undefined {
  if (!isJsonObject(document)) return undefined;
  try {
    return compilePolicy(JSON.stringify(document));
  } catch {
    return undefined;
  }
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
