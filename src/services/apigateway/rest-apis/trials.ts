// Methods and authorizers of REST APIs, tried as they are now, without a deployment.
// https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html and API_TestInvokeAuthorizer.html

import type { JsonObject } from "../../../aws/json.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import { restIdentityOf } from "../requests/proxy-event.ts";
import type { RequestParts } from "../requests/request-parts.ts";
import { RouteTable } from "../requests/route-table.ts";
import type { ServedRequest } from "../requests/served-request.ts";
import { type Fault, faultAnswer, isFault } from "./gateway-responses.ts";
import { MethodAuthorizers, type TriedAuthorizer } from "./method-authorizers.ts";
import type { RestAuthorizer, RestMethod, RestResource } from "./records.ts";
import { requestCheck } from "./request-validation.ts";
import type { RestApis } from "./rest-apis.ts";
import { restAnswer } from "./rest-integration.ts";
import { type TriedRequest, trialLog } from "./trial-log.ts";

export interface TriedMethod {
  readonly restApiId: string;
  readonly resource: RestResource;
  readonly method: RestMethod;
}

export class Trials {
  readonly #apis: RestApis;
  readonly #parts: RequestParts;

  constructor(apis: RestApis, parts: RequestParts) {
    this.#apis = apis;
    this.#parts = parts;
  }

  /** Without authorizers, keys and throttles, but with what the method asks of a request. */
  async method(
    { restApiId, resource, method }: TriedMethod,
    asked: TriedRequest,
  ): Promise<{ readonly answer: RawAnswer; readonly log: string }> {
    const parts = this.#apis.parts(restApiId);
    const route = new RouteTable([{ key: { method: "ANY", path: resource.path }, target: method }]);
    const pathParameters = route.find(asked.method, asked.path)?.parameters ?? {};
    const place = { resourceId: resource.id, resourcePath: resource.path };
    const request = { ...this.#served(restApiId, asked, place), pathParameters };
    const said =
      requestCheck(method, parts)?.(request) ??
      (await restAnswer(request, { resource, method }, this.#parts));
    const fault = isFault(said) ? said : undefined;
    const answer = isFault(said) ? this.#told(restApiId, said, request) : said;
    return { answer, log: trialLog({ asked, pathParameters, answer, fault }, this.#parts.clock.now()) };
  }

  /** Anew each time. Its status is that of the answer that a client would have got, or 0 where the authorizer said something. */
  async authorizer(
    restApiId: string,
    authorizer: RestAuthorizer,
    asked: TriedRequest,
    additionalContext: JsonObject,
  ): Promise<TriedAuthorizer & { readonly status: number }> {
    const request = this.#served(restApiId, asked, additionalContext);
    const said = await new MethodAuthorizers(this.#parts).try(request, { authorizer, apiId: restApiId });
    if ("fault" in said) return { status: this.#told(restApiId, said, request).status };
    return { ...said, status: 0 };
  }

  #served(restApiId: string, asked: TriedRequest, more: JsonObject): ServedRequest {
    const { accountId } = this.#parts.identity;
    const context = {
      ...{ accountId, apiId: restApiId, stage: "test-invoke-stage", requestId: asked.requestId },
      ...{ httpMethod: asked.method, path: asked.path, identity: restIdentityOf(asked) },
      ...more,
    };
    return { ...asked, context, pathParameters: {}, traceHeader: undefined };
  }

  #told(restApiId: string, fault: Fault, request: ServedRequest): RawAnswer {
    const { gatewayResponses } = this.#apis.parts(restApiId);
    return faultAnswer(fault, new Map(gatewayResponses.map((each) => [each.responseType, each])), request);
  }
}
