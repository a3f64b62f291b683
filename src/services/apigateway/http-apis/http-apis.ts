// HTTP APIs, and what each consists of.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import { ApiParts } from "../api-parts.ts";
import { newId } from "../ids.ts";
import { badRequest, conflict, notFound } from "../refusals.ts";
import type { Authorizer, AuthorizerSettings } from "./authorizer.ts";
import { checkIntegration } from "./integration-checks.ts";
import type {
  ApiSettings,
  Deployed,
  Deployment,
  HttpApi,
  HttpRoute,
  HttpStage,
  Integration,
  IntegrationSettings,
  RouteSettings,
  StageSettings,
  Texts,
} from "./records.ts";
import { checkRouteKey } from "./route-key.ts";

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
  readonly tags: Records<Texts>;
  readonly #apis: Records<HttpApi>;
  readonly #options: HttpApisOptions;

  constructor(options: HttpApisOptions) {
    const { book } = options;
    this.#options = options;
    this.#apis = book.records("httpApis");
    this.tags = book.records("httpApiTags");
    this.integrations = new ApiParts(
      missing("Integration"),
      book.records("integrations"),
      (part) => part.integrationId,
    );
    this.authorizers = new ApiParts(
      missing("Authorizer"),
      book.records("authorizers"),
      (part) => part.authorizerId,
    );
    this.routes = new ApiParts(missing("Route"), book.records("routes"), (part) => part.routeId);
    this.stages = new ApiParts(missing("Stage"), book.records("stages"), (part) => part.stageName);
    this.deployments = new ApiParts(
      missing("Deployment"),
      book.records("deployments"),
      (part) => part.deploymentId,
    );
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
  create(settings: ApiSettings): HttpApi {
    return this.#put({
      ...settings,
      ...{ apiId: newId(10), protocolType: "HTTP", createdDate: this.#date() },
      apiKeySelectionExpression: "$request.header.x-api-key",
      routeSelectionExpression: "$request.method $request.path",
    });
  }

  /** Throws NotFoundException, BadRequestException. */
  update(apiId: string, change: Partial<ApiSettings>): HttpApi {
    return this.#put({ ...this.get(apiId), ...change });
  }

  /** With all that it consists of. Throws NotFoundException, and BadRequestException for one that a custom domain name leads to. */
  delete(apiId: string): void {
    this.get(apiId);
    this.#options.checkUnmapped(apiId);
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
  }

  /** Takes its routes and integrations away. */
  clear(apiId: string): void {
    this.routes.removeAll(apiId);
    this.integrations.removeAll(apiId);
    this.authorizers.removeAll(apiId);
    this.#options.onChange(apiId);
  }

  /** Throws NotFoundException, BadRequestException. */
  putIntegration(apiId: string, settings: IntegrationSettings, id = newId(7)): Integration {
    this.get(apiId);
    checkIntegration(settings);
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
    this.get(apiId);
    checkRouteKey(settings.routeKey);
    const isTaken = this.routes
      .of(apiId)
      .some((each) => each.routeKey === settings.routeKey && each.routeId !== id);
    if (isTaken) throw conflict(`Route with key ${settings.routeKey} already exists for this API`);
    const { target, authorizationType, authorizerId } = settings;
    const wanted = authorizerTypes[authorizationType];
    if (
      wanted !== undefined &&
      (authorizerId === undefined || this.authorizers.find(apiId, authorizerId)?.authorizerType !== wanted)
    )
      throw badRequest(
        `Setting the authorization type to ${authorizationType} requires a valid ${wanted} authorizer.`,
      );
    if (target !== undefined) {
      const [, integrationId] = /^integrations\/([^/]+)$/.exec(target) ?? [];
      if (integrationId === undefined)
        throw badRequest(
          "Unexpected or malformed target in route. Correct format should be integrations/<integration_id>.",
        );
      if (this.integrations.find(apiId, integrationId) === undefined)
        throw badRequest(`Invalid integration identifier specified in the route's target: ${target}`);
    }
    return this.#changed(apiId, this.routes.put(apiId, { ...settings, routeId: id }));
  }

  /** Throws NotFoundException. */
  deleteRoute(apiId: string, routeId: string): void {
    this.get(apiId);
    this.routes.get(apiId, routeId);
    this.#changed(apiId, this.routes.remove(apiId, routeId));
  }

  /** Throws NotFoundException, BadRequestException, ConflictException. */
  createStage(apiId: string, stageName: string, settings: StageSettings): HttpStage {
    this.get(apiId);
    if (!/^(?:\$default|[A-Za-z0-9_-]{1,128})$/.test(stageName))
      throw badRequest("Stage name only allows a-zA-Z0-9_");
    if (this.stages.find(apiId, stageName) !== undefined) throw conflict("Stage already exists");
    const createdDate = this.#date();
    return this.#putStage(apiId, { ...settings, stageName, createdDate, lastUpdatedDate: createdDate });
  }

  /** Throws NotFoundException, BadRequestException. */
  updateStage(apiId: string, stageName: string, change: Partial<StageSettings>): HttpStage {
    this.get(apiId);
    const stage = { ...this.stages.get(apiId, stageName), ...change, lastUpdatedDate: this.#date() };
    const { deploymentId, autoDeploy } = stage;
    const isCopied =
      autoDeploy ||
      deploymentId === undefined ||
      this.deployments.find(apiId, deploymentId)?.copy !== undefined;
    // A stage that deploys by itself no longer stays as it is.
    if (!isCopied && change.deploymentId === undefined)
      this.deployments.put(apiId, {
        ...this.deployments.get(apiId, deploymentId),
        copy: this.present(apiId),
      });
    return this.#putStage(apiId, stage);
  }

  /** Throws NotFoundException, and BadRequestException for one that a custom domain name leads to. */
  deleteStage(apiId: string, stageName: string): void {
    this.get(apiId);
    this.stages.get(apiId, stageName);
    this.#options.checkUnmapped(apiId, stageName);
    this.tags.remove(this.stageArn(apiId, stageName));
    this.#changed(apiId, this.stages.remove(apiId, stageName));
  }

  /** Throws NotFoundException, BadRequestException. */
  deploy(
    apiId: string,
    { description, stageName }: { description?: string; stageName?: string },
  ): Deployment {
    this.get(apiId);
    if (this.routes.of(apiId).length === 0)
      throw badRequest("At least one route is required before deploying the Api.");
    const stage = stageName === undefined ? undefined : this.stages.get(apiId, stageName);
    const deployment = this.#newDeployment(apiId, { autoDeployed: false, description });
    if (stage !== undefined) this.#putStage(apiId, { ...stage, deploymentId: deployment.deploymentId });
    return deployment;
  }

  /** Throws NotFoundException, and BadRequestException for one that a stage answers by. */
  deleteDeployment(apiId: string, deploymentId: string): void {
    this.get(apiId);
    this.deployments.get(apiId, deploymentId);
    const stage = this.stages.of(apiId).find((each) => each.deploymentId === deploymentId);
    if (stage !== undefined)
      throw badRequest(
        `Active stages with deployment id ${deploymentId} must be moved or deleted: ${stage.stageName}`,
      );
    this.deployments.remove(apiId, deploymentId);
  }

  /** What a stage answers by; undefined for one that nothing is deployed to. */
  deployed(apiId: string, { autoDeploy, deploymentId }: HttpStage): Deployed | undefined {
    if (autoDeploy) return this.present(apiId);
    return deploymentId === undefined ? undefined : this.deployments.find(apiId, deploymentId)?.copy;
  }

  /** What the API is now. */
  present(apiId: string): Deployed {
    return { routes: this.routes.of(apiId), integrations: this.integrations.of(apiId) };
  }

  arn(apiId: string): string {
    const { partition, region } = this.#options.identity;
    return `arn:${partition}:apigateway:${region}::/apis/${apiId}`;
  }

  stageArn(apiId: string, stageName: string): string {
    return `${this.arn(apiId)}/stages/${stageName}`;
  }

  #putStage(apiId: string, stage: HttpStage): HttpStage {
    if (stage.deploymentId !== undefined) this.deployments.get(apiId, stage.deploymentId);
    const deployed =
      stage.autoDeploy && stage.deploymentId === undefined
        ? { ...stage, deploymentId: this.#newDeployment(apiId, { autoDeployed: true }).deploymentId }
        : stage;
    return this.#changed(apiId, this.stages.put(apiId, deployed));
  }

  #newDeployment(apiId: string, told: Pick<Deployment, "autoDeployed" | "description">): Deployment {
    const { autoDeployed, description } = told;
    return this.deployments.put(apiId, {
      ...{ deploymentId: newId(6), createdDate: this.#date(), deploymentStatus: "DEPLOYED" },
      ...{ autoDeployed, copy: autoDeployed ? undefined : this.present(apiId) },
      description:
        description ??
        (autoDeployed ? "Automatic deployment triggered by changes to the Api configuration" : undefined),
    });
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

  #date(): string {
    return `${new Date(this.#options.now()).toISOString().slice(0, 19)}Z`;
  }
}

/** What a route of this type has an authorizer of. */
const authorizerTypes: Readonly<Record<string, string>> = { CUSTOM: "REQUEST", JWT: "JWT" };
const missing = (kind: string) => (id: string) => `Invalid ${kind} identifier specified ${id}`;
