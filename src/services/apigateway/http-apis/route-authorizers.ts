// Asks the authorizer of a route whether it may be asked.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html

import type { JsonObject } from "../../../aws/json.ts";
import { httpEvent } from "../../../aws/wire/http-event.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import { VerdictCache } from "../requests/authorizing.ts";
import { callerFor, functionArnIn, invoked } from "../requests/function-backend.ts";
import { sourceOf, textOf } from "../requests/parameter-source.ts";
import { identityOf, proxyEvent } from "../requests/proxy-event.ts";
import type { RequestParts } from "../requests/request-parts.ts";
import { forbidden, internalError, type ServedRequest, unauthorized } from "../requests/served-request.ts";
import type { FunctionAuthorizer } from "./authorizer.ts";

export interface AuthorizedRoute {
  readonly authorizer: FunctionAuthorizer & { readonly authorizerId: string };
  readonly apiId: string;
  readonly stageName: string;
  readonly routeKey: string;
  readonly fullPath: string;
}

/** What the authorizer hands on, or the answer to a request that it does not let through. */
export type RouteVerdict = { readonly context: JsonObject } | { readonly refusal: RawAnswer };

export class RouteAuthorizers {
  readonly #parts: RequestParts;
  readonly #caches = new Map<string, VerdictCache>();

  constructor(parts: RequestParts) {
    this.#parts = parts;
  }

  /** What was said of an API's requests no longer holds. */
  forget(apiId: string): void {
    this.#caches.delete(apiId);
  }

  async ask(request: ServedRequest, route: AuthorizedRoute): Promise<RouteVerdict> {
    const { authorizer, apiId, stageName } = route;
    const identities = authorizer.identitySource.map((each) => textOf(sourceOf(each)({ request }) ?? ""));
    if (identities.includes("")) return { refusal: unauthorized };
    const routeArn = this.#arnOf(request, route);
    const cache = this.#caches.get(apiId) ?? new VerdictCache(this.#parts.clock);
    this.#caches.set(apiId, cache);
    const key = JSON.stringify([authorizer.authorizerId, stageName, identities]);
    const verdict =
      cache.find(key, routeArn) ??
      cache.take(await this.#invoke(request, route, { identities, routeArn }), {
        ...{ key, routeArn, isSimple: authorizer.enableSimpleResponses },
        ttlMs: authorizer.authorizerResultTtlInSeconds * 1000,
      });
    if (verdict.isAllowed === undefined) return { refusal: internalError };
    return verdict.isAllowed ? { context: verdict.context } : { refusal: forbidden };
  }

  #arnOf({ method, path }: ServedRequest, { apiId, stageName }: AuthorizedRoute): string {
    const { partition, region, accountId } = this.#parts.identity;
    return `arn:${partition}:execute-api:${region}:${accountId}:${apiId}/${stageName}/${method}${path}`;
  }

  async #invoke(
    request: ServedRequest,
    route: AuthorizedRoute,
    { identities, routeArn }: { readonly identities: readonly string[]; readonly routeArn: string },
  ): Promise<string | undefined> {
    const { authorizer } = route;
    const event =
      authorizer.authorizerPayloadFormatVersion === "2.0"
        ? { ...this.#newerEvent(request, route), type: "REQUEST", routeArn, identitySource: identities }
        : olderEvent(request, route, { identity: identities.join(","), routeArn });
    const { functions, identity } = this.#parts;
    const { authorizerId, authorizerUri, authorizerCredentialsArn: roleArn } = authorizer;
    const answer = await invoked(functions, {
      ...{ functionName: functionArnIn(authorizerUri), payload: JSON.stringify(event) },
      traceHeader: request.traceHeader,
      caller: callerFor(request, identity, { place: `authorizers/${authorizerId}`, roleArn }),
    });
    return answer === "throttled" || answer === "not permitted" ? undefined : answer;
  }

  /** As the route's function gets it, without the body. */
  #newerEvent(
    { requestId, method, query, headers, pathParameters, stageVariables, context }: ServedRequest,
    { apiId, routeKey, stageName, fullPath }: AuthorizedRoute,
  ): JsonObject {
    const { isBase64Encoded: _, ...event } = httpEvent({
      ...{ requestId, method, query, headers, apiId, routeKey, stage: stageName, path: fullPath },
      ...{ accountId: this.#parts.identity.accountId, now: this.#parts.clock.now() },
      ...{ body: new Uint8Array(), domainName: String(context.domainName) },
      pathParameters: orUndefined(pathParameters),
      stageVariables: orUndefined(stageVariables),
    });
    return event;
  }
}

function olderEvent(
  request: ServedRequest,
  { routeKey, fullPath }: AuthorizedRoute,
  { identity, routeArn }: { readonly identity: string; readonly routeArn: string },
): JsonObject {
  const resource = routeKey === "$default" ? "$default" : (routeKey.split(" ")[1] ?? "");
  const requestContext = {
    ...request.context,
    ...{ identity: identityOf(request), resourceId: routeKey, resourcePath: resource },
  };
  const {
    body: _,
    isBase64Encoded: __,
    ...event
  } = proxyEvent(request, {
    ...{ resource, path: fullPath, requestContext },
  });
  const asked = { version: "1.0", type: "REQUEST", methodArn: routeArn };
  return { ...asked, identitySource: identity, authorizationToken: identity, ...event };
}

function orUndefined(values: Readonly<Record<string, string>>): JsonObject | undefined {
  return Object.keys(values).length === 0 ? undefined : values;
}
