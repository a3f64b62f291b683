// Requests to REST APIs: which stage and method each is for, and what its integration answers.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html

import type { JsonObject } from "../../../aws/json.ts";
import { shownTime } from "../../../aws/wire/http-event.ts";
import type { RawAnswer, RouteCall } from "../../../aws/wire/operation.ts";
import { splitTarget } from "../../../aws/wire/served-hosts.ts";
import { writeAccess } from "../requests/access-log.ts";
import { type StageMetrics, stageMetrics } from "../requests/gateway-metrics.ts";
import { identityOf } from "../requests/proxy-event.ts";
import { bodyOf } from "../requests/request-body.ts";
import type { RequestParts } from "../requests/request-parts.ts";
import { RouteTable } from "../requests/route-table.ts";
import { forbidden, gatewayAnswer, type ServedRequest, tooLarge } from "../requests/served-request.ts";
import type { RestApi, RestMethod, RestResource, RestStage } from "./records.ts";
import type { RestApis } from "./rest-apis.ts";
import { restAnswer } from "./rest-integration.ts";

interface MethodTarget {
  readonly resource: RestResource;
  readonly method: RestMethod;
}

interface ServedStage {
  readonly api: RestApi;
  readonly stage: RestStage;
  readonly methods: RouteTable<MethodTarget>;
  readonly metrics: StageMetrics;
}

interface Outcome {
  readonly answer: RawAnswer;
  readonly context: JsonObject;
  readonly integrationMs?: number;
}

const unknownPath = gatewayAnswer(403, "Missing Authentication Token");

export class RestApiRequests {
  readonly #apis: RestApis;
  readonly #parts: RequestParts;
  readonly #served = new Map<string, ReadonlyMap<string, ServedStage>>();

  constructor(apis: RestApis, parts: RequestParts) {
    this.#apis = apis;
    this.#parts = parts;
  }

  /** Whatever was known of the API may no longer be so. */
  forget(apiId: string): void {
    this.#served.delete(apiId);
  }

  async answer(api: RestApi, call: RouteCall): Promise<RawAnswer> {
    const startedAt = performance.now();
    const body = await bodyOf(call);
    const { path: fullPath, query } = splitTarget(call.target);
    const [, stageName = "", rest = ""] = /^\/([^/]*)(.*)$/s.exec(fullPath) ?? [];
    const served = this.#stagesOf(api).get(stageName);
    if (served === undefined || api.disableExecuteApiEndpoint) return forbidden;
    const path = rest.replace(/\/$/, "") || "/";
    const outcome: Outcome =
      body === undefined
        ? { answer: tooLarge, context: {} }
        : await this.#routed(served, { call, query, body, path, fullPath });
    const { status } = outcome.answer;
    const latencyMs = performance.now() - startedAt;
    served.metrics.count(status, latencyMs, outcome.integrationMs);
    if (served.stage.accessLogSettings !== undefined) {
      const told = { ...outcome.context, status, responseLatency: Math.round(latencyMs) };
      const stream = `${api.id}-${stageName}`;
      writeAccess(this.#parts.logs, served.stage.accessLogSettings, stream, told, this.#parts.clock.now());
    }
    return { ...outcome.answer, headers: { ...outcome.answer.headers, "x-amz-apigw-id": call.requestId } };
  }

  async #routed(served: ServedStage, asked: Asked): Promise<Outcome> {
    const { call, query, body, path } = asked;
    const { requestId, method, headers } = call;
    const found = served.methods.find(method, path);
    const context = this.#contextOf(served, asked, found?.target.resource);
    if (found === undefined) return { answer: unknownPath, context };
    const { resource, method: target } = found.target;
    const isSigned = headers.authorization?.startsWith("AWS4-") === true || call.query.has("X-Amz-Signature");
    if (target.authorizationType === "AWS_IAM" && !isSigned) return { answer: unknownPath, context };
    const request: ServedRequest = {
      ...{ requestId, method, path, query, headers, body, context },
      ...{ pathParameters: found.parameters, stageVariables: served.stage.variables ?? {} },
      traceHeader: headers["x-amzn-trace-id"],
    };
    const startedAt = performance.now();
    const answer = await restAnswer(request, { resource, method: target }, this.#parts);
    return { answer, context, integrationMs: performance.now() - startedAt };
  }

  #contextOf({ api, stage }: ServedStage, asked: Asked, resource: RestResource | undefined): JsonObject {
    const { accountId, region } = this.#parts.identity;
    const { call, fullPath } = asked;
    const now = this.#parts.clock.now();
    return {
      ...{ accountId, apiId: api.id, stage: stage.stageName, deploymentId: stage.deploymentId },
      ...{ requestId: call.requestId, extendedRequestId: call.requestId, protocol: "HTTP/1.1" },
      ...{ domainName: `${api.id}.execute-api.${region}.localhost`, domainPrefix: api.id },
      ...{ httpMethod: call.method, path: fullPath, identity: identityOf(call) },
      ...{ resourceId: resource?.id ?? "", resourcePath: resource?.path ?? "" },
      ...{ requestTime: shownTime(now), requestTimeEpoch: now },
    };
  }

  #stagesOf(api: RestApi): ReadonlyMap<string, ServedStage> {
    const known = this.#served.get(api.id);
    if (known !== undefined) return known;
    const stages = this.#apis.stages.of(api.id).map((stage) => this.#servedStage(api, stage));
    const served = new Map(stages.map((each) => [each.stage.stageName, each]));
    this.#served.set(api.id, served);
    return served;
  }

  #servedStage(api: RestApi, stage: RestStage): ServedStage {
    const { copy } = this.#apis.deployments.get(api.id, stage.deploymentId);
    const entries = copy.flatMap((resource) =>
      Object.values(resource.resourceMethods ?? {}).map((method) => ({
        key: { method: method.httpMethod, path: resource.path },
        target: { resource, method },
      })),
    );
    return {
      ...{ api, stage, methods: new RouteTable(entries) },
      metrics: stageMetrics(this.#parts.metrics, {
        ...{ clientError: "4XXError", serverError: "5XXError" },
        dimensions: { ApiName: api.name, Stage: stage.stageName },
      }),
    };
  }
}

interface Asked {
  readonly call: RouteCall;
  readonly query: string;
  readonly body: Buffer;
  /** Without the stage. */
  readonly path: string;
  readonly fullPath: string;
}
