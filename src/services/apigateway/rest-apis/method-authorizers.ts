// Asks the authorizer of a method whether it may be asked: a function, or whoever issued the token.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html and
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html

import type { JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { isExplicitDeny } from "../../../policies/evaluate.ts";
import { type Verdict, VerdictCache } from "../requests/authorizing.ts";
import { callerFor, functionArnIn, InvalidPermissions } from "../requests/function-backend.ts";
import { sourceOf, textOf } from "../requests/parameter-source.ts";
import { proxyEvent } from "../requests/proxy-event.ts";
import type { RequestParts } from "../requests/request-parts.ts";
import type { ServedRequest } from "../requests/served-request.ts";
import { NoKeys } from "../tokens/issuers.ts";
import { claimTexts, problemOf, readToken, scopesOf, type Token } from "../tokens/json-web-token.ts";
import { matches, poolIn, sourcesOf } from "./authorizer-checks.ts";
import { errorMessage } from "./aws-call.ts";
import type { Fault } from "./gateway-responses.ts";
import type { RestAuthorizer, RestMethod, RestResource } from "./records.ts";

export interface AuthorizedMethod {
  readonly authorizer: RestAuthorizer;
  readonly apiId: string;
  readonly stageName: string;
  readonly resource: RestResource;
  readonly method: RestMethod;
  /** Whether the API's own policy lets in whom the authorizer says nothing of. @default false */
  readonly isAllowedByPolicy?: boolean;
}

/** What `$context.authorizer` has, and the API key of whoever asks, where the authorizer tells it. */
export interface Admitted {
  readonly context: JsonObject;
  readonly usageIdentifierKey: string | undefined;
}

/** What an authorizer said of a request that was only to try it. */
export interface TriedAuthorizer {
  readonly principalId?: string | undefined;
  /** As JSON text. */
  readonly policy?: string | undefined;
  readonly authorization?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly claims?: Readonly<Record<string, string>> | undefined;
}

const unauthorized: Fault = { fault: "UNAUTHORIZED" };
const usualTtlSeconds = 300;
const root: RestResource = { id: "", path: "/" };
const unscoped: RestMethod = {
  httpMethod: "GET",
  authorizationType: "COGNITO_USER_POOLS",
  apiKeyRequired: false,
};

export class MethodAuthorizers {
  readonly #parts: RequestParts;
  readonly #caches = new Map<string, VerdictCache>();

  constructor(parts: RequestParts) {
    this.#parts = parts;
  }

  /** What was said of an API's requests no longer holds. */
  forget(apiId: string): void {
    this.#caches.delete(apiId);
  }

  ask(request: ServedRequest, asked: AuthorizedMethod): Promise<Admitted | Fault> {
    return asked.authorizer.type === "COGNITO_USER_POOLS"
      ? this.#verify(request, asked)
      : this.#judge(request, asked);
  }

  /** Asked anew, and of no method: what its policy allows is not looked for. */
  async try(
    request: ServedRequest,
    { authorizer, apiId }: Pick<AuthorizedMethod, "authorizer" | "apiId">,
  ): Promise<TriedAuthorizer | Fault> {
    if (authorizer.type === "COGNITO_USER_POOLS") {
      const admitted = await this.#verify(request, { authorizer, method: unscoped });
      return "fault" in admitted ? admitted : { claims: admitted.context.claims as Record<string, string> };
    }
    const identities = acceptableIdentities(request, authorizer);
    if (identities === undefined) return unauthorized;
    const routeArn = this.#arnOf({ ...request, path: "/" }, { apiId, stageName: "ESTestInvoke-stage" });
    const answer = await this.#invoke(request, { authorizer, resource: root }, { identities, routeArn });
    if (typeof answer !== "string") return answer;
    const { isAllowed } = new VerdictCache(this.#parts.clock).take(answer, {
      ...{ isSimple: false, key: "", ttlMs: 0, routeArn },
    });
    if (isAllowed === undefined) return { fault: "AUTHORIZER_CONFIGURATION_ERROR" };
    const { principalId, policyDocument } = JSON.parse(answer) as JsonObject;
    return { principalId: String(principalId), policy: JSON.stringify(policyDocument) };
  }

  async #judge(request: ServedRequest, asked: AuthorizedMethod): Promise<Admitted | Fault> {
    const { authorizer, apiId, stageName } = asked;
    const identities = acceptableIdentities(request, authorizer);
    if (identities === undefined) return unauthorized;
    const routeArn = this.#arnOf(request, asked);
    const cache = this.#caches.get(apiId) ?? new VerdictCache(this.#parts.clock);
    this.#caches.set(apiId, cache);
    const key = JSON.stringify([authorizer.id, stageName, identities]);
    const kept = cache.find(key, routeArn);
    if (kept !== undefined) return admittedBy(kept, asked);
    const answer = await this.#invoke(request, asked, { identities, routeArn });
    if (typeof answer !== "string") return answer;
    const ttlMs = (authorizer.authorizerResultTtlInSeconds ?? usualTtlSeconds) * 1000;
    return admittedBy(cache.take(answer, { isSimple: false, key, ttlMs, routeArn }), asked);
  }

  async #invoke(
    request: ServedRequest,
    { authorizer, resource }: Pick<AuthorizedMethod, "authorizer" | "resource">,
    { identities, routeArn }: { readonly identities: readonly string[]; readonly routeArn: string },
  ): Promise<string | Fault> {
    const event =
      authorizer.type === "TOKEN"
        ? { type: "TOKEN", methodArn: routeArn, authorizationToken: identities[0] ?? "" }
        : { type: "REQUEST", methodArn: routeArn, ...eventOf(request, resource) };
    const { functions, identity } = this.#parts;
    const { id, authorizerUri = "", authorizerCredentials: roleArn } = authorizer;
    try {
      const { payload, functionError } = await functions.invoke({
        functionName: functionArnIn(authorizerUri),
        ...{ payload: JSON.stringify(event), traceHeader: request.traceHeader },
        caller: callerFor(request, identity, { place: `authorizers/${id}`, roleArn }),
      });
      if (functionError === undefined) return payload;
      return errorMessage(payload) === "Unauthorized" ? unauthorized : { fault: "AUTHORIZER_FAILURE" };
    } catch (thrown) {
      if (!(thrown instanceof ServiceError)) throw thrown;
      const isConfiguration = thrown instanceof InvalidPermissions || thrown.status === 404;
      return { fault: isConfiguration ? "AUTHORIZER_CONFIGURATION_ERROR" : "AUTHORIZER_FAILURE" };
    }
  }

  async #verify(
    request: ServedRequest,
    { authorizer, method }: Pick<AuthorizedMethod, "authorizer" | "method">,
  ): Promise<Admitted | Fault> {
    const [given = ""] = identitiesOf(request, authorizer);
    const token = readToken(given.replace(/^Bearer\s+/i, ""));
    if (token === undefined) return unauthorized;
    const issuer = (authorizer.providerARNs ?? []).map(issuerOf).find((each) => each === token.claims.iss);
    if (issuer === undefined) return unauthorized;
    try {
      const keys = await this.#parts.issuers.keysOf(issuer, String(token.header.kid));
      const rules = { issuer, audience: [], now: this.#parts.clock.now() };
      const problem = problemOf(token, keys, rules) ?? misusedAs(token, authorizer, method);
      if (problem === "the token has expired")
        return { ...unauthorized, message: "The incoming token has expired" };
      if (problem !== undefined) return { ...unauthorized, challenge: challengeOf(problem) };
    } catch (problem) {
      if (problem instanceof NoKeys) return { ...unauthorized, challenge: challengeOf(problem.message) };
      throw problem;
    }
    return { context: { claims: claimTexts(token.claims) }, usageIdentifierKey: undefined };
  }

  #arnOf(
    { method, path }: ServedRequest,
    { apiId, stageName }: Pick<AuthorizedMethod, "apiId" | "stageName">,
  ): string {
    const { partition, region, accountId } = this.#parts.identity;
    return `arn:${partition}:execute-api:${region}:${accountId}:${apiId}/${stageName}/${method}${path}`;
  }
}

/** Undefined where one is missing, or the token can't be one. */
function acceptableIdentities(
  request: ServedRequest,
  authorizer: RestAuthorizer,
): readonly string[] | undefined {
  const identities = identitiesOf(request, authorizer);
  const { type, identityValidationExpression: expression } = authorizer;
  if (identities.includes("")) return undefined;
  if (type === "TOKEN" && expression !== undefined && !matches(expression, identities[0] ?? ""))
    return undefined;
  return identities;
}

function identitiesOf(request: ServedRequest, authorizer: RestAuthorizer): readonly string[] {
  return sourcesOf(authorizer).map((each) =>
    textOf(sourceOf(`$${each.replace(/^method\./, "")}`)({ request }) ?? ""),
  );
}

/** The context of a function's answer has texts, numbers and flags, which all are handed on as texts. */
function admittedBy(
  verdict: Verdict,
  { isAllowedByPolicy = false }: Pick<AuthorizedMethod, "isAllowedByPolicy">,
): Admitted | Fault {
  if (verdict.isAllowed === undefined) return { fault: "AUTHORIZER_CONFIGURATION_ERROR" };
  const { denial } = verdict;
  if (denial !== undefined && !(isAllowedByPolicy && !isExplicitDeny(denial)))
    return { fault: "ACCESS_DENIED", message: `User is not authorized to access this resource ${denial}` };
  const values = Object.entries(verdict.context).filter(([, value]) => value !== null);
  if (values.some(([, value]) => typeof value === "object"))
    return { fault: "AUTHORIZER_CONFIGURATION_ERROR" };
  return {
    context: Object.fromEntries(values.map(([name, value]) => [name, String(value)])),
    usageIdentifierKey: verdict.usageIdentifierKey,
  };
}

/** As the method's function gets it, without the body. */
function eventOf(request: ServedRequest, { path }: RestResource): JsonObject {
  const {
    body: _,
    isBase64Encoded: __,
    ...event
  } = proxyEvent(request, {
    ...{ resource: path, path: request.told?.path ?? request.path, requestContext: request.context },
  });
  return event;
}

function issuerOf(arn: string): string {
  const { region, id } = poolIn(arn) ?? { region: "", id: "" };
  return `https://cognito-idp.${region}.amazonaws.com/${id}`;
}

/** A method with scopes wants an access token that has one of them, one without an identity token. */
function misusedAs(
  { claims }: Token,
  { identityValidationExpression: expression }: RestAuthorizer,
  { authorizationScopes: scopes = [] }: RestMethod,
): string | undefined {
  const wanted = scopes.length > 0 ? "access" : "id";
  if (claims.token_use !== wanted) return `the token's use is not ${wanted}`;
  if (wanted === "access" && !scopes.some((each) => scopesOf(claims).includes(each)))
    return "the token has none of the method's scopes";
  if (expression !== undefined && !matches(expression, String(claims.aud ?? claims.client_id ?? "")))
    return "the token does not have a valid audience";
  return undefined;
}

function challengeOf(why: string): string {
  return `Bearer error="invalid_token" error_description="${why.replaceAll(/[^\x20-\x7e]|["\\]/g, "'")}"`;
}
