// Requests to REST APIs: which stage and method each is for, and what its integration answers.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html

import type { JsonObject } from "../../../aws/json.ts";
import { unsampledTraceHeader } from "../../../aws/trace-header.ts";
import { shownTime } from "../../../aws/wire/http-event.ts";
import type { RawAnswer, RouteCall } from "../../../aws/wire/operation.ts";
import { splitTarget } from "../../../aws/wire/served-hosts.ts";
import type { MappedRequest } from "../domains/records.ts";
import { newRequestId } from "../ids.ts";
import { answeredContext, writeAccess } from "../requests/access-log.ts";
import { type StageMetrics, stageMetrics } from "../requests/gateway-metrics.ts";
import { restIdentityOf } from "../requests/proxy-event.ts";
import { bodyOf } from "../requests/request-body.ts";
import type { RequestParts } from "../requests/request-parts.ts";
import { RouteTable } from "../requests/route-table.ts";
import { forbidden, type ServedRequest } from "../requests/served-request.ts";
import { isSigned } from "../requests/signed.ts";
import { toldRequest } from "../requests/told-request.ts";
import { CanaryShare, canaryOf } from "./canary.ts";
import { type CustomResponses, errorOf, type Fault, faultAnswer, isFault } from "./gateway-responses.ts";
import { MethodGates, type MethodTarget, methodTarget } from "./method-gates.ts";
import { packed, unpacked } from "./payload-compression.ts";
import type { MethodParts, RestApi, RestResource, RestStage } from "./records.ts";
import type { RestApis } from "./rest-apis.ts";
import { restAnswer } from "./rest-integration.ts";
import type { UsageCounts } from "./usage.ts";
import type { UsagePlans } from "./usage-plans.ts";

interface ServedStage {
  readonly api: RestApi;
  readonly stage: RestStage;
  readonly canary: Canary | undefined;
  readonly methods: RouteTable<MethodTarget>;
  /** Whether a resource policy says who may ask. */
  readonly hasPolicy: boolean;
  readonly responses: CustomResponses;
  readonly metrics: StageMetrics;
}

interface Canary {
  readonly served: ServedStage;
  readonly share: CanaryShare;
  readonly percentTraffic: number;
}

interface Outcome {
  readonly answer: RawAnswer | Fault;
  readonly context: JsonObject;
  readonly integrationMs?: number;
}

export class RestApiRequests {
  readonly #apis: RestApis;
  readonly #parts: RequestParts;
  readonly #gates: MethodGates;
  readonly #served = new Map<string, ReadonlyMap<string, ServedStage>>();

  constructor(
    apis: RestApis,
    { plans, usage }: { readonly plans: UsagePlans; readonly usage: UsageCounts },
    parts: RequestParts,
  ) {
    this.#apis = apis;
    this.#parts = parts;
    this.#gates = new MethodGates(plans, usage, parts);
  }

  /** Whatever was known of the API may no longer be so. */
  forget(apiId: string): void {
    this.#served.delete(apiId);
    this.#gates.forget(apiId);
  }

  /** `mapped`: by a custom domain name. `vpcEndpointId`: by the name that the API has at a VPC endpoint. */
  async answer(api: RestApi, call: RouteCall, { mapped, vpcEndpointId }: AskedBy = {}): Promise<RawAnswer> {
    const startedAt = performance.now();
    const { minimumCompressionSize: leastPacked } = api;
    const sent = await bodyOf(call);
    const body =
      sent === undefined || leastPacked === undefined
        ? sent
        : await unpacked(sent, call.headers["content-encoding"]);
    const { path: fullPath, query } = splitTarget(call.target);
    const { stageName, rest } = stageIn(fullPath, mapped);
    const stage = this.#stagesOf(api).get(stageName);
    const { canary } = stage ?? {};
    const isCanary = canary?.share.take(canary.percentTraffic) === true;
    const served = isCanary ? canary.served : stage;
    if (served === undefined || (api.disableExecuteApiEndpoint && mapped === undefined)) return forbidden;
    const path = rest.replace(/\/$/, "") || "/";
    const domainName = mapped?.domainName;
    const outcome = await this.#routed(served, {
      ...{ call, query, body, path, fullPath, domainName, vpcEndpointId },
      sentPath: domainName === undefined ? rest || "/" : fullPath,
      isCanaryRequest: canary && isCanary,
    });
    const { integrationMs } = outcome;
    const context = isFault(outcome.answer)
      ? { ...outcome.context, error: errorOf(outcome.answer) }
      : outcome.context;
    const answer = isFault(outcome.answer)
      ? faultAnswer(outcome.answer, served.responses, this.#requestOf(served, { call, query, path }, context))
      : outcome.answer;
    const latencyMs = performance.now() - startedAt;
    served.metrics.count(answer.status, latencyMs, integrationMs);
    if (served.stage.accessLogSettings !== undefined) {
      const line = answeredContext(context, answer, { latencyMs, integrationMs });
      const stream = `${api.id}-${stageName}`;
      writeAccess(this.#parts.logs, served.stage.accessLogSettings, stream, line, this.#parts.clock.now());
    }
    const told = {
      ...answer,
      headers: { ...answer.headers, "x-amz-apigw-id": String(context.extendedRequestId) },
    };
    return leastPacked === undefined ? told : packed(told, leastPacked, call.headers["accept-encoding"]);
  }

  async #routed(served: ServedStage, asked: Asked): Promise<Outcome> {
    const { call, body, path } = asked;
    const found = served.methods.find(call.method, path);
    const context = this.#contextOf(served, asked, found?.target.resource);
    if (found === undefined) return { answer: { fault: "MISSING_AUTHENTICATION_TOKEN" }, context };
    if (body === undefined) return { answer: { fault: "REQUEST_TOO_LARGE" }, context };
    if ("fault" in body) return { answer: body, context };
    const traceHeader = call.headers["x-amzn-trace-id"] ?? unsampledTraceHeader(this.#parts.clock.now());
    const asks: ServedRequest = {
      ...this.#requestOf(served, asked, context),
      ...{ body, pathParameters: found.parameters, traceHeader },
      told: toldRequest(call, {
        ...{ path: asked.sentPath, pathParameters: found.sentParameters },
        ...{ binaryMediaTypes: served.api.binaryMediaTypes ?? [], traceHeader },
      }),
    };
    const { id: apiId, apiKeySource } = served.api;
    const { stageName } = served.stage;
    const { vpcEndpointId } = asked;
    const passed = await this.#gates.pass(asks, found.target, {
      ...{ apiId, stageName, apiKeySource, isSigned: isSigned(call), hasPolicy: served.hasPolicy },
      invocation: { call, route: `${apiId}/${stageName}/${call.method}${path}`, vpcEndpointId },
    });
    if ("fault" in passed) return { answer: passed, context };
    const startedAt = performance.now();
    const answer = await restAnswer(passed, found.target, this.#parts);
    return { answer, context: passed.context, integrationMs: performance.now() - startedAt };
  }

  #requestOf(
    { stage }: ServedStage,
    { call, query, path }: Pick<Asked, "call" | "query" | "path">,
    context: JsonObject,
  ): ServedRequest {
    const { requestId, method, headers } = call;
    return {
      ...{ requestId, method, path, query, headers, context, body: nothing, pathParameters: {} },
      ...{ stageVariables: stage.variables ?? {}, traceHeader: undefined },
    };
  }

  #contextOf({ api, stage }: ServedStage, asked: Asked, resource: RestResource | undefined): JsonObject {
    const { accountId, region } = this.#parts.identity;
    const { call, fullPath, domainName = `${api.id}.execute-api.${region}.localhost` } = asked;
    const now = this.#parts.clock.now();
    return {
      ...{ accountId, apiId: api.id, stage: stage.stageName, deploymentId: stage.deploymentId },
      ...{ requestId: call.requestId, extendedRequestId: newRequestId(), protocol: "HTTP/1.1" },
      ...{ domainName, domainPrefix: domainName.split(".", 1).join() },
      ...{ httpMethod: call.method, path: fullPath, identity: restIdentityOf(call) },
      ...{ resourceId: resource?.id ?? "", resourcePath: resource?.path ?? "" },
      ...{ requestTime: shownTime(now), requestTimeEpoch: now },
      ...(asked.isCanaryRequest === undefined ? {} : { isCanaryRequest: asked.isCanaryRequest }),
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
    const { copy, parts = noParts } = this.#apis.deployments.get(api.id, stage.deploymentId);
    const entries = copy.flatMap((resource) =>
      Object.values(resource.resourceMethods ?? {}).map((method) => ({
        key: { method: method.httpMethod, path: resource.path },
        target: methodTarget({ resource, method, stage, parts }, this.#parts.clock),
      })),
    );
    const canary = canaryOf(stage);
    return {
      ...{ api, stage, methods: new RouteTable(entries) },
      hasPolicy: this.#apis.policyOf(api.id, stage.stageName) !== undefined,
      canary: canary && {
        served: this.#servedStage(api, { ...canary, canarySettings: undefined }),
        share: new CanaryShare(),
        percentTraffic: stage.canarySettings?.percentTraffic ?? 0,
      },
      responses: new Map(parts.gatewayResponses.map((each) => [each.responseType, each])),
      metrics: stageMetrics(this.#parts.metrics, {
        ...{ clientError: "4XXError", serverError: "5XXError" },
        dimensions: { ApiName: api.name, Stage: stage.stageName },
      }),
    };
  }
}

const nothing = Buffer.alloc(0);
const noParts: MethodParts = { authorizers: [], models: [], requestValidators: [], gatewayResponses: [] };

/** Which stage a request is for, and what of its path comes behind it. */
function stageIn(
  fullPath: string,
  mapped: MappedRequest | undefined,
): { readonly stageName: string; readonly rest: string } {
  if (mapped?.stage !== undefined) return { stageName: mapped.stage, rest: mapped.path };
  const [, stageName = "", rest = ""] = /^\/([^/]*)(.*)$/s.exec(mapped?.path ?? fullPath) ?? [];
  return { stageName, rest };
}

/** By which name an API was asked that is not its own. */
export interface AskedBy {
  readonly mapped?: MappedRequest | undefined;
  readonly vpcEndpointId?: string | undefined;
}

interface Asked {
  readonly call: RouteCall;
  readonly query: string;
  /** Undefined for one that is too large; a fault for what could not be unpacked. */
  readonly body: Buffer | Fault | undefined;
  /** Without the stage. */
  readonly path: string;
  readonly fullPath: string;
  /** As a function is told it. */
  readonly sentPath: string;
  /** The custom one, if it was asked by one. */
  readonly domainName: string | undefined;
  readonly vpcEndpointId: string | undefined;
  /** Undefined for a stage without a canary. */
  readonly isCanaryRequest: boolean | undefined;
}
