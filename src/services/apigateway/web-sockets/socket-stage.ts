// A stage of a WebSocket API as it is asked: made when the first client connects, and again after a change.

import type { Clock } from "../../../time/clock.ts";
import type { HttpApis } from "../http-apis/http-apis.ts";
import type {
  HttpApi,
  HttpRoute,
  HttpStage,
  Integration,
  SocketIntegrationResponse,
  SocketModel,
} from "../http-apis/records.ts";
import { deployedTo, throttleOf } from "../http-apis/stages.ts";
import { sourceOf, textOf } from "../requests/parameter-source.ts";
import type { ServedRequest } from "../requests/served-request.ts";
import { bucketOf, type TokenBucket } from "../requests/token-bucket.ts";
import type { SchemaCheck } from "../rest-apis/json-schema.ts";
import { modelCheck } from "../rest-apis/request-validation.ts";

export interface SocketTarget {
  readonly route: HttpRoute;
  readonly integration: Integration | undefined;
  readonly responses: readonly SocketIntegrationResponse[];
  /** Whether a client is told what the backend says. */
  readonly isAnswered: boolean;
  /** What is wrong with a request for the route; undefined if nothing is. */
  readonly problemOf: (request: ServedRequest) => string | undefined;
  readonly bucket: TokenBucket | undefined;
}

export interface SocketStage {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  readonly targets: ReadonlyMap<string, SocketTarget>;
}

/** Routes that no message selects. */
const ownRoutes = new Set(["$connect", "$disconnect"]);

/** Undefined for a stage that is not there. */
export function socketStage(
  apis: HttpApis,
  api: HttpApi,
  stageName: string,
  clock: Clock,
): SocketStage | undefined {
  const stage = apis.stages.find(api.apiId, stageName);
  if (stage === undefined) return undefined;
  const deployed = deployedTo(apis, api.apiId, stage);
  const { routes = [], integrations = [], routeResponses = [] } = deployed ?? {};
  const { integrationResponses = [], models = [] } = deployed ?? {};
  const targets = routes.map((route): [string, SocketTarget] => {
    const integration = integrations.find((each) => `integrations/${each.integrationId}` === route.target);
    const { routeResponseSelectionExpression } = route;
    return [
      route.routeKey,
      {
        ...{ route, integration },
        responses: integrationResponses.filter((each) => each.integrationId === integration?.integrationId),
        isAnswered:
          routeResponseSelectionExpression !== undefined &&
          routeResponses.some(({ routeId }) => routeId === route.routeId),
        problemOf: api.disableSchemaValidation === true ? () => undefined : requestCheck(route, models),
        bucket: bucketOf(clock, throttleOf(stage, route.routeKey)),
      },
    ];
  });
  return { api, stage, targets: new Map(targets) };
}

/** The route that a message is for; undefined for none. */
export function selectedTarget(
  { api, targets }: SocketStage,
  message: ServedRequest,
): SocketTarget | undefined {
  const selected = sourceOf(api.routeSelectionExpression)({ request: message });
  const key = selected === undefined ? "" : textOf(selected);
  return (ownRoutes.has(key) ? undefined : targets.get(key)) ?? targets.get("$default");
}

/** What an expression such as `$request.body.kind` or `\$default` selects of these; otherwise what stands for all. */
export function selectedFrom<Value>(
  values: Readonly<Record<string, Value>>,
  expression: string | undefined,
  request: ServedRequest,
): Value | undefined {
  const value = expression === undefined ? undefined : sourceOf(expression.replace(/^\\/, ""))({ request });
  const key = value === undefined ? "$default" : textOf(value);
  return Object.hasOwn(values, key) ? values[key] : values.$default;
}

function requestCheck(
  { requestParameters = {}, requestModels = {}, modelSelectionExpression }: HttpRoute,
  models: readonly SocketModel[],
): SocketTarget["problemOf"] {
  const checks = Object.fromEntries(
    Object.entries(requestModels).flatMap(([key, name]) => {
      const model = models.find((each) => each.name === name);
      return model === undefined ? [] : [[key, checkOf(model)]];
    }),
  );
  const required = Object.entries(requestParameters).filter(([, told]) => told.required === true);
  return (request) => {
    const missing = required.map(([name]) => name).filter((name) => !isThere(name, request));
    if (missing.length > 0)
      return `Missing required request parameters: [${missing.map((name) => name.split(".").at(-1)).join(", ")}]`;
    const check = selectedFrom(checks, modelSelectionExpression, request);
    return check === undefined || holds(check, request.body) ? undefined : "Invalid request body";
  };
}

function checkOf({ modelId, name, schema, contentType = "application/json" }: SocketModel): SchemaCheck {
  return modelCheck({ id: modelId, name, schema, contentType }, []);
}

function holds(check: SchemaCheck, body: Buffer): boolean {
  try {
    return check(JSON.parse(body.toString("utf8")));
  } catch {
    return false;
  }
}

/** `route.request.querystring.name` */
function isThere(parameter: string, request: ServedRequest): boolean {
  const value = sourceOf(`$${parameter.replace(/^route\./, "")}`)({ request });
  return value !== undefined && value !== "";
}
