// Asks the authorizer of $connect whether a client may connect.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html

import type { JsonObject } from "../../../aws/json.ts";
import type { SocketCall } from "../../../aws/wire/operation.ts";
import type { FunctionAuthorizer } from "../http-apis/authorizer.ts";
import { VerdictCache } from "../requests/authorizing.ts";
import { callerFor, functionArnIn, invoked } from "../requests/function-backend.ts";
import { InvokePermits } from "../requests/invoke-permits.ts";
import { sourceOf, textOf } from "../requests/parameter-source.ts";
import type { RequestParts } from "../requests/request-parts.ts";
import type { ServedRequest } from "../requests/served-request.ts";
import { isSigned } from "../requests/signed.ts";
import { connectEvent } from "./socket-events.ts";
import type { SocketStage, SocketTarget } from "./socket-stage.ts";

/** What the authorizer hands on, or how a client is refused. */
export type SocketVerdict =
  | { readonly context: JsonObject | undefined }
  | { readonly status: number; readonly message: string };

type CalledAuthorizer = FunctionAuthorizer & { readonly authorizerId: string };

export class SocketAuthorizers {
  readonly #parts: RequestParts & { readonly authorizerOf: AuthorizerOf };
  readonly #caches = new Map<string, VerdictCache>();
  readonly #permits: InvokePermits;

  constructor(parts: RequestParts & { readonly authorizerOf: AuthorizerOf }) {
    this.#parts = parts;
    this.#permits = new InvokePermits(parts);
  }

  /** What was said of an API's clients no longer holds. */
  forget(apiId: string): void {
    this.#caches.delete(apiId);
  }

  async ask(
    { api, stage }: SocketStage,
    { route }: SocketTarget,
    request: ServedRequest,
    call: SocketCall,
  ): Promise<SocketVerdict> {
    const asked = `${api.apiId}/${stage.stageName}/$connect`;
    if (route.authorizationType === "AWS_IAM") {
      const isLetIn = isSigned(call) && this.#permits.refusalOfSigner({ call, route: asked }) === undefined;
      if (!isLetIn) return { status: 403, message: "Forbidden" };
    }
    if (route.authorizationType !== "CUSTOM") return { context: undefined };
    const { authorizerId = "" } = route;
    const authorizer = this.#parts.authorizerOf(api.apiId, authorizerId);
    if (authorizer === undefined) return { status: 500, message: "Internal server error" };
    const identities = authorizer.identitySource.map((each) =>
      textOf(sourceOf(`$${each.replace(/^\$?(?:route\.)?/, "")}`)({ request }) ?? ""),
    );
    if (identities.includes("")) return { status: 401, message: "Unauthorized" };
    const { partition, region, accountId } = this.#parts.identity;
    const methodArn = `arn:${partition}:execute-api:${region}:${accountId}:${asked}`;
    const cache = this.#caches.get(api.apiId) ?? new VerdictCache(this.#parts.clock);
    this.#caches.set(api.apiId, cache);
    const key = JSON.stringify([authorizerId, stage.stageName, identities]);
    const verdict =
      cache.find(key, methodArn) ??
      cache.take(await this.#invoke({ ...authorizer, authorizerId }, request, methodArn), {
        ...{ key, routeArn: methodArn, isSimple: false },
        ttlMs: authorizer.authorizerResultTtlInSeconds * 1000,
      });
    if (verdict.isAllowed === undefined) return { status: 500, message: "Internal server error" };
    return verdict.isAllowed
      ? { context: verdict.context }
      : { status: 403, message: "User is not authorized to access this resource" };
  }

  async #invoke(
    { authorizerId, authorizerUri, authorizerCredentialsArn: roleArn }: CalledAuthorizer,
    request: ServedRequest,
    methodArn: string,
  ): Promise<string | undefined> {
    const { isBase64Encoded: _, ...asked } = connectEvent(request.headers, request.query, request.context);
    const event = { type: "REQUEST", methodArn, ...asked, stageVariables: request.stageVariables };
    const { functions, identity } = this.#parts;
    const answer = await invoked(functions, {
      ...{ functionName: functionArnIn(authorizerUri), payload: JSON.stringify(event) },
      traceHeader: request.traceHeader,
      caller: callerFor(request, identity, { place: `authorizers/${authorizerId}`, roleArn }),
    });
    return answer === "throttled" || answer === "not permitted" ? undefined : answer;
  }
}

/** Undefined for one that is gone, or of another kind. */
export type AuthorizerOf = (apiId: string, authorizerId: string) => FunctionAuthorizer | undefined;
