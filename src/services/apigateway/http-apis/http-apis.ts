// HTTP APIs and WebSocket APIs, and what each consists of.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import { ApiParts } from "../api-parts.ts";
import { isoSeconds, newId } from "../ids.ts";
import type { Texts } from "../records.ts";
import { badRequest, conflict, notFound } from "../refusals.ts";
import type { Authorizer, AuthorizerSettings } from "./authorizer.ts";
import { checkIntegration } from "./integration-checks.ts";
import type {
  ApiSettings,
  Deployment,
  HttpApi,
  HttpRoute,
  HttpStage,
  Integration,
  IntegrationSettings,
  ProtocolType,
  RouteResponse,
  RouteSettings,
  SocketIntegrationResponse,
  SocketModel,
} from "./records.ts";
import { checkRouteKey } from "./route-key.ts";
import { checkReferences } from "./route-references.ts";
import { checkSocketIntegration, checkSocketRoute } from "./socket-checks.ts";

export interface HttpApisOptions {
  readonly book: RecordBook;
  readonly identity: RegionIdentity;
  readonly now: () => number;
  /** Told of each API that is not what it was. */
  readonly onChange: (apiId: string) => void;
  /** Throws BadRequestException for what custom domain names lead to. */
  readonly checkUnmapped: (apiId: string, stage?: string) => void;
}

export class HttpApis {
  readonly integrations: ApiParts<Integration>;
  readonly routes: ApiParts<HttpRoute>;
  readonly authorizers: ApiParts<Authorizer>;
  readonly stages: ApiParts<HttpStage>;
  readonly deployments: ApiParts<Deployment>;
  /** These are of WebSocket APIs. */
  readonly routeResponses: ApiParts<RouteResponse>;
  readonly integrationResponses: ApiParts<SocketIntegrationResponse>;
  readonly models: ApiParts<SocketModel>;
  readonly tags: Records<Texts>;
  readonly #apis: Records<HttpApi>;
  readonly #options: HttpApisOptions;

  constructor(options: HttpApisOptions) {
    const { book } = options;
    this.#options = options;
    this.#apis = book.records("httpApis");
    this.tags = book.records("httpApiTags");
    const parts = <Part>(kind: string, name: string, idOf: (part: Part) => string) =>
      new ApiParts<Part>(missing(kind), book.records(name), idOf);
    this.integrations = parts("Integration", "integrations", (part) => part.integrationId);
    this.authorizers = parts("Authorizer", "authorizers", (part) => part.authorizerId);
    this.routes = parts("Route", "routes", (part) => part.routeId);
    this.stages = parts("Stage", "stages", (part) => part.stageName);
    this.deployments = parts("Deployment", "deployments", (part) => part.deploymentId);
    this.routeResponses = parts("RouteResponse", "routeResponses", (part) => part.routeResponseId);
    const idOfResponse = (part: SocketIntegrationResponse) => part.integrationResponseId;
    this.integrationResponses = parts("IntegrationResponse", "integrationResponses", idOfResponse);
    this.models = parts("Model", "models", (part) => part.modelId);
  }

  all(): readonly HttpApi[] {
    return this.#apis.values();
  }

  find(apiId: string): HttpApi | undefined {
    return this.#apis.get(apiId);
  }

  /** Throws NotFoundException. */
  get(apiId: string): HttpApi {
    const api = this.find(apiId);
    if (api !== undefined) return api;
    throw notFound(`Invalid API identifier specified ${this.#options.identity.accountId}:${apiId}`);
  }

  /** Throws BadRequestException. */
  create(settings: ApiSettings, protocolType: ProtocolType = "HTTP"): HttpApi {
    const { routeSelectionExpression, apiKeySelectionExpression } = settings;
    if (protocolType === "WEBSOCKET" && routeSelectionExpression === undefined)
      throw badRequest("A WebSocket API must have a RouteSelectionExpression, such as $request.body.action");
    return this.#put({
      ...settings,
      ...{ apiId: newId(10), protocolType, createdDate: this.date() },
      apiKeySelectionExpression: apiKeySelectionExpression ?? "$request.header.x-api-key",
      routeSelectionExpression: routeSelectionExpression ?? "$request.method $request.path",
    });
  }

  /** Throws NotFoundException, BadRequestException. */
  update(apiId: string, change: Partial<ApiSettings>): HttpApi {
    const api = this.get(apiId);
    const { routeSelectionExpression, apiKeySelectionExpression, ...rest } = change;
    return this.#put({
      ...{ ...api, ...rest },
      routeSelectionExpression: routeSelectionExpression ?? api.routeSelectionExpression,
      apiKeySelectionExpression: apiKeySelectionExpression ?? api.apiKeySelectionExpression,
    });
  }

  /** With all that it consists of. Throws NotFoundException, and BadRequestException for one that a custom domain name leads to. */
  delete(apiId: string): void {
    this.get(apiId);
    this.checkUnmapped(apiId);
    this.empty(apiId);
    this.tags.remove(this.arn(apiId));
    this.#apis.remove(apiId);
    this.#options.onChange(apiId);
  }

  /** Takes all away that it consists of. */
  empty(apiId: string): void {
    this.clear(apiId);
    for (const { stageName } of this.stages.of(apiId)) this.tags.remove(this.stageArn(apiId, stageName));
    this.stages.removeAll(apiId);
    this.deployments.removeAll(apiId);
    this.models.removeAll(apiId);
  }

  /** Takes its routes and integrations away. */
  clear(apiId: string): void {
    this.routes.removeAll(apiId);
    this.integrations.removeAll(apiId);
    this.routeResponses.removeAll(apiId);
    this.integrationResponses.removeAll(apiId);
    this.authorizers.removeAll(apiId);
    this.#options.onChange(apiId);
  }

  /** Throws NotFoundException, BadRequestException. */
  putIntegration(apiId: string, settings: IntegrationSettings, id = newId(7)): Integration {
    if (this.get(apiId).protocolType === "WEBSOCKET") checkSocketIntegration(settings);
    else checkIntegration(settings);
    return this.#changed(apiId, this.integrations.put(apiId, { ...settings, integrationId: id }));
  }

  /** Throws NotFoundException, and ConflictException for one that a route leads to. */
  deleteIntegration(apiId: string, integrationId: string): void {
    this.get(apiId);
    this.integrations.get(apiId, integrationId);
    const target = `integrations/${integrationId}`;
    const route = this.routes.of(apiId).find((each) => each.target === target);
    if (route !== undefined)
      throw conflict(
        `Cannot delete Integration with id ${integrationId}. It is referenced by Route with key ${route.routeKey}.`,
      );
    for (const each of this.integrationResponses.of(apiId))
      if (each.integrationId === integrationId)
        this.integrationResponses.remove(apiId, each.integrationResponseId);
    this.#changed(apiId, this.integrations.remove(apiId, integrationId));
  }

  /** Throws NotFoundException, and BadRequestException for a name that another has. */
  putAuthorizer(apiId: string, settings: AuthorizerSettings, id = newId(6)): Authorizer {
    this.get(apiId);
    const isTaken = this.authorizers
      .of(apiId)
      .some((each) => each.name === settings.name && each.authorizerId !== id);
    if (isTaken) throw badRequest("Authorizer name must be unique");
    return this.#changed(apiId, this.authorizers.put(apiId, { ...settings, authorizerId: id }));
  }

  /** Throws NotFoundException, and ConflictException for one that a route has. */
  deleteAuthorizer(apiId: string, authorizerId: string): void {
    this.get(apiId);
    this.authorizers.get(apiId, authorizerId);
    const route = this.routes.of(apiId).find((each) => each.authorizerId === authorizerId);
    if (route !== undefined)
      throw conflict(
        `Cannot delete Authorizer with id ${authorizerId}. It is referenced by Route with key ${route.routeKey}.`,
      );
    this.#changed(apiId, this.authorizers.remove(apiId, authorizerId));
  }

  /** What was found out of its requests is to be found out again. */
  touch(apiId: string): void {
    this.#options.onChange(apiId);
  }

  /** Throws NotFoundException, BadRequestException, and ConflictException for a key that another route has. */
  putRoute(apiId: string, settings: RouteSettings, id = newId(7)): HttpRoute {
    if (this.get(apiId).protocolType === "WEBSOCKET") checkSocketRoute(settings);
    else checkRouteKey(settings.routeKey);
    const isTaken = this.routes
      .of(apiId)
      .some((each) => each.routeKey === settings.routeKey && each.routeId !== id);
    if (isTaken) throw conflict(`Route with key ${settings.routeKey} already exists for this API`);
    checkReferences(this, apiId, settings);
    return this.#changed(apiId, this.routes.put(apiId, { ...settings, routeId: id }));
  }

  /** Throws NotFoundException. */
  deleteRoute(apiId: string, routeId: string): void {
    this.get(apiId);
    this.routes.get(apiId, routeId);
    for (const each of this.routeResponses.of(apiId))
      if (each.routeId === routeId) this.routeResponses.remove(apiId, each.routeResponseId);
    this.#changed(apiId, this.routes.remove(apiId, routeId));
  }

  /** Throws NotFoundException. */
  removePart<Part>(apiId: string, parts: ApiParts<Part>, id: string): void {
    this.get(apiId);
    parts.get(apiId, id);
    this.#changed(apiId, parts.remove(apiId, id));
  }

  arn(apiId: string): string {
    const { partition, region } = this.#options.identity;
    return `arn:${partition}:apigateway:${region}::/apis/${apiId}`;
  }

  stageArn(apiId: string, stageName: string): string {
    return `${this.arn(apiId)}/stages/${stageName}`;
  }

  /** Throws BadRequestException. */
  #put(api: HttpApi): HttpApi {
    const { allowCredentials, allowOrigins = [] } = api.corsConfiguration ?? {};
    if (allowCredentials && allowOrigins.includes("*"))
      throw badRequest("allow-credentials is not supported if 'allow-origin' is *");
    this.#apis.put(api.apiId, api);
    return this.#changed(api.apiId, api);
  }

  #changed<Value>(apiId: string, value: Value): Value {
    this.#options.onChange(apiId);
    return value;
  }

  /** Throws BadRequestException for what custom domain names lead to. */
  checkUnmapped(apiId: string, stage?: string): void {
    this.#options.checkUnmapped(apiId, stage);
  }

  /** Now, as it is told of what is made. */
  date(): string {
    return isoSeconds(this.#options.now() / 1000);
  }
}

const missing = (kind: string) => (id: string) => `Invalid ${kind} identifier specified ${id}`;
