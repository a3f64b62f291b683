// Requests to HTTP APIs: which stage and route each is for, and what its integration answers.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html

import type { JsonObject } from "../../../aws/json.ts";
import { type CorsRules, corsHeaders, preflightAnswer } from "../../../aws/wire/cors.ts";
import { callerOf, shownTime } from "../../../aws/wire/http-event.ts";
import type { RawAnswer, RouteCall } from "../../../aws/wire/operation.ts";
import { splitTarget } from "../../../aws/wire/served-hosts.ts";
import type { MappedRequest } from "../domains/records.ts";
import { answeredContext, writeAccess } from "../requests/access-log.ts";
import { type StageMetrics, stageMetrics } from "../requests/gateway-metrics.ts";
import { InvokePermits } from "../requests/invoke-permits.ts";
import { bodyOf } from "../requests/request-body.ts";
import type { RequestParts } from "../requests/request-parts.ts";
import { decoded, RouteTable } from "../requests/route-table.ts";
import {
  forbidden,
  internalError,
  notFoundAnswer,
  type ServedRequest,
  tooLarge,
  tooMany,
} from "../requests/served-request.ts";
import { isSigned } from "../requests/signed.ts";
import { bucketOf, type TokenBucket } from "../requests/token-bucket.ts";
import type { Authorizer } from "./authorizer.ts";
import type { HttpApis } from "./http-apis.ts";
import { integrationAnswer } from "./integration-answer.ts";
import type { CorsConfiguration, HttpApi, HttpRoute, HttpStage, Integration } from "./records.ts";
import { type AuthorizedRoute, RouteAuthorizers, type RouteVerdict } from "./route-authorizers.ts";
import { checkRouteKey } from "./route-key.ts";
import { deployedTo, throttleOf } from "./stages.ts";
import { tokenVerdict } from "./token-verdict.ts";

interface RouteTarget {
  readonly route: HttpRoute;
  readonly integration: Integration | undefined;
  readonly authorizer: Authorizer | undefined;
  readonly bucket: TokenBucket | undefined;
}

/** A stage as it is asked: made when the first request comes, and again after a change. */
interface ServedStage {
  readonly stage: HttpStage;
  readonly routes: RouteTable<RouteTarget>;
  readonly metrics: StageMetrics;
}

interface ServedApi {
  readonly api: HttpApi;
  readonly cors: CorsRules | undefined;
  readonly stages: ReadonlyMap<string, ServedStage>;
}

export class HttpApiRequests {
  readonly #apis: HttpApis;
  readonly #parts: RequestParts;
  readonly #authorizers: RouteAuthorizers;
  readonly #permits: InvokePermits;
  readonly #served = new Map<string, ServedApi>();

  constructor(apis: HttpApis, parts: RequestParts) {
    this.#apis = apis;
    this.#parts = parts;
    this.#authorizers = new RouteAuthorizers(parts);
    this.#permits = new InvokePermits(parts);
  }

  /** Whatever was known of the API may no longer be so. */
  forget(apiId: string): void {
    this.#served.delete(apiId);
    this.#authorizers.forget(apiId);
  }

  /** `mapped`: by a custom domain name. */
  async answer(apiId: string, call: RouteCall, mapped?: MappedRequest): Promise<RawAnswer> {
    const startedAt = performance.now();
    const body = await bodyOf(call);
    const served = this.#servedApi(apiId);
    const { path, query } = splitTarget(call.target);
    const found = served && stageFor(served, path, mapped);
    if (served === undefined || found === undefined) return notFoundAnswer;
    const { cors } = served;
    const preflight = cors && preflightAnswer(cors, call, "*");
    if (preflight !== undefined) return { status: 204, headers: preflight, body: "" };
    const outcome =
      body === undefined
        ? { answer: tooLarge, context: {}, integrationMs: undefined }
        : await this.#routed(served.api, found, {
            ...{ call, query, body, fullPath: path, domainName: mapped?.domainName },
          });
    const answer = withCors(outcome.answer, cors, call);
    this.#note(served.api, found.served, answer, { ...outcome, startedAt });
    return { ...answer, headers: { ...answer.headers, "apigw-requestid": call.requestId } };
  }

  async #routed(api: HttpApi, { served, path }: FoundStage, asked: Asked): Promise<Outcome> {
    const { call } = asked;
    const { method, headers, requestId } = call;
    const { stageName, stageVariables } = served.stage;
    const found = served.routes.find(method, path);
    const context = {
      ...this.#contextOf(api, stageName, asked),
      routeKey: found?.target.route.routeKey ?? "-",
    };
    const isClosed = api.disableExecuteApiEndpoint && asked.domainName === undefined;
    if (found === undefined || isClosed) return { answer: notFoundAnswer, context, integrationMs: undefined };
    const { route, integration, authorizer, bucket } = found.target;
    if (bucket?.take() === false) return { answer: tooMany, context, integrationMs: undefined };
    if (
      route.authorizationType === "AWS_IAM" &&
      !this.#isLetIn(`${api.apiId}/${stageName}/${method}${path}`, call)
    )
      return { answer: forbidden, context, integrationMs: undefined };
    const unasked: ServedRequest = {
      ...{ requestId, method, path, headers, context, stageVariables },
      ...{ query: asked.query, body: asked.body, pathParameters: found.parameters },
      traceHeader: headers["x-amzn-trace-id"],
    };
    const { routeKey } = route;
    const fullPath = decoded(asked.fullPath);
    const asks = { apiId: api.apiId, stageName, routeKey, fullPath };
    const verdict = authorizer && (await this.#ask(authorizer, unasked, route, asks));
    if (verdict !== undefined && "refusal" in verdict)
      return { answer: verdict.refusal, context, integrationMs: undefined };
    const request =
      verdict === undefined ? unasked : { ...unasked, context: { ...context, authorizer: verdict.context } };
    const startedAt = performance.now();
    const answer =
      integration === undefined
        ? internalError
        : await integrationAnswer(request, { integration, route, api, stageName, fullPath }, this.#parts);
    return { answer, context: request.context, integrationMs: performance.now() - startedAt };
  }

  /** Whoever signed the request. */
  #isLetIn(route: string, call: RouteCall): boolean {
    return isSigned(call) && this.#permits.refusalOfSigner({ call, route }) === undefined;
  }

  #ask(
    authorizer: Authorizer,
    request: ServedRequest,
    { authorizationScopes }: HttpRoute,
    asks: Omit<AuthorizedRoute, "authorizer">,
  ): Promise<RouteVerdict> {
    return authorizer.authorizerType === "JWT"
      ? tokenVerdict(request, { authorizer, authorizationScopes }, this.#parts)
      : this.#authorizers.ask(request, { ...asks, authorizer });
  }

  #contextOf(api: HttpApi, stage: string, asked: Asked): JsonObject {
    const { apiId } = api;
    const { accountId, region } = this.#parts.identity;
    const { call, fullPath, domainName = `${apiId}.execute-api.${region}.localhost` } = asked;
    const now = this.#parts.clock.now();
    const { requestId, method, headers } = call;
    return {
      ...{ accountId, apiId, stage, requestId, extendedRequestId: requestId, awsEndpointRequestId: "-" },
      ...{ domainName, domainPrefix: domainName.split(".", 1).join() },
      ...{ httpMethod: method, path: decoded(fullPath), protocol: "HTTP/1.1" },
      ...{ requestTime: shownTime(now), requestTimeEpoch: now },
      identity: {
        ...{ sourceIp: "127.0.0.1", userAgent: headers["user-agent"] ?? "" },
        ...(isSigned(call) ? callerOf(headers, accountId) : {}),
      },
    };
  }

  #note(
    { apiId }: HttpApi,
    { stage, metrics }: ServedStage,
    answer: RawAnswer,
    { context, integrationMs, startedAt }: Outcome & { readonly startedAt: number },
  ): void {
    const latencyMs = performance.now() - startedAt;
    metrics.count(answer.status, latencyMs, integrationMs);
    if (stage.accessLogSettings === undefined) return;
    const told = answeredContext(context, answer, { latencyMs, integrationMs });
    const now = this.#parts.clock.now();
    writeAccess(this.#parts.logs, stage.accessLogSettings, `${apiId}-${stage.stageName}`, told, now);
  }

  #servedApi(apiId: string): ServedApi | undefined {
    const known = this.#served.get(apiId);
    if (known !== undefined) return known;
    const api = this.#apis.find(apiId);
    if (api === undefined) return undefined;
    const { corsConfiguration } = api;
    const stages = this.#apis.stages.of(apiId).map((stage) => this.#servedStage(api, stage));
    const served = {
      ...{ api, cors: corsConfiguration && rulesOf(corsConfiguration) },
      stages: new Map(stages.map((each) => [each.stage.stageName, each])),
    };
    this.#served.set(apiId, served);
    return served;
  }

  #servedStage({ apiId }: HttpApi, stage: HttpStage): ServedStage {
    const { routes = [], integrations = [] } = deployedTo(this.#apis, apiId, stage) ?? {};
    const byTarget = new Map(integrations.map((each) => [`integrations/${each.integrationId}`, each]));
    return {
      stage,
      routes: new RouteTable(
        routes.map((route) => ({
          key: checkRouteKey(route.routeKey),
          target: {
            route,
            integration: byTarget.get(route.target ?? ""),
            authorizer:
              route.authorizerId === undefined
                ? undefined
                : this.#apis.authorizers.find(apiId, route.authorizerId),
            bucket: bucketOf(this.#parts.clock, throttleOf(stage, route.routeKey)),
          },
        })),
      ),
      metrics: stageMetrics(this.#parts.metrics, {
        ...{ clientError: "4xx", serverError: "5xx" },
        dimensions: { ApiId: apiId, Stage: stage.stageName },
      }),
    };
  }
}

interface Asked {
  readonly call: RouteCall;
  readonly query: string;
  readonly body: Buffer;
  /** With the stage, if it is in the path. */
  readonly fullPath: string;
  /** The custom one, if it was asked by one. */
  readonly domainName: string | undefined;
}

interface Outcome {
  readonly answer: RawAnswer;
  readonly context: JsonObject;
  readonly integrationMs: number | undefined;
}

interface FoundStage {
  readonly served: ServedStage;
  /** Without the stage. */
  readonly path: string;
}

/** The stage that a custom domain name leads to, or that the path begins with, or `$default`. */
function stageFor({ stages }: ServedApi, path: string, mapped?: MappedRequest): FoundStage | undefined {
  if (mapped?.stage !== undefined) {
    const served = stages.get(mapped.stage);
    return served && { served, path: mapped.path };
  }
  const [, name = "", rest = ""] = /^\/([^/]*)(.*)$/s.exec(path) ?? [];
  const named = stages.get(name);
  if (named !== undefined) return { served: named, path: rest === "" ? "/" : rest };
  const served = stages.get("$default");
  return served && { served, path };
}

function rulesOf(configuration: CorsConfiguration): CorsRules {
  return {
    allowCredentials: configuration.allowCredentials ?? false,
    allowHeaders: configuration.allowHeaders ?? [],
    allowMethods: configuration.allowMethods ?? [],
    allowOrigins: configuration.allowOrigins ?? [],
    exposeHeaders: configuration.exposeHeaders ?? [],
    maxAgeSeconds: configuration.maxAge,
  };
}

/** Where the API is configured, what its backend says of it is dropped. */
function withCors(answer: RawAnswer, cors: CorsRules | undefined, { headers }: RouteCall): RawAnswer {
  if (cors === undefined) return answer;
  const own = Object.entries(answer.headers).filter(([name]) => !name.startsWith("access-control-"));
  return { ...answer, headers: { ...Object.fromEntries(own), ...corsHeaders(cors, headers, "*") } };
}
