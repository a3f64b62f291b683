// REST APIs, and what each consists of.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import { newId } from "../ids.ts";
import { badRequest, conflict, notFound } from "../refusals.ts";
import { checkMethod } from "./method-checks.ts";
import { checkReferences } from "./method-references.ts";
import { checkParameters } from "./parameter-checks.ts";
import { checkPathPart } from "./path-part.ts";
import type { MethodParts, RestApi, RestDeployment, RestMethod, RestResource, RestStage } from "./records.ts";
import { type RestParts, restParts } from "./rest-parts.ts";
import { checkVariables } from "./stage-variables.ts";
import { usualModels } from "./usual-models.ts";

export interface RestApisOptions {
  readonly book: RecordBook;
  readonly identity: RegionIdentity;
  readonly now: () => number;
  /** Told of each API that is not what it was. */
  readonly onChange: (apiId: string) => void;
  /** Throws BadRequestException for what custom domain names lead to. */
  readonly checkUnmapped: (apiId: string, stage?: string) => void;
}

type ApiSettings = Omit<RestApi, "id" | "createdDate" | "rootResourceId">;
type StageSettings = Omit<RestStage, "stageName" | "createdDate" | "lastUpdatedDate">;

export class RestApis {
  readonly resources: RestParts["resources"];
  readonly deployments: RestParts["deployments"];
  readonly stages: RestParts["stages"];
  readonly authorizers: RestParts["authorizers"];
  readonly models: RestParts["models"];
  readonly requestValidators: RestParts["requestValidators"];
  readonly gatewayResponses: RestParts["gatewayResponses"];
  readonly documentationParts: RestParts["documentationParts"];
  readonly documentationVersions: RestParts["documentationVersions"];
  readonly #apis: Records<RestApi>;
  readonly #options: RestApisOptions;

  constructor(options: RestApisOptions) {
    const { book } = options;
    this.#options = options;
    this.#apis = book.records("restApis");
    const parts = restParts(book);
    this.resources = parts.resources;
    this.deployments = parts.deployments;
    this.stages = parts.stages;
    this.authorizers = parts.authorizers;
    this.models = parts.models;
    this.requestValidators = parts.requestValidators;
    this.gatewayResponses = parts.gatewayResponses;
    this.documentationParts = parts.documentationParts;
    this.documentationVersions = parts.documentationVersions;
  }

  all(): readonly RestApi[] {
    return this.#apis.values();
  }

  find(apiId: string): RestApi | undefined {
    return this.#apis.get(apiId);
  }

  /** Throws NotFoundException. */
  get(apiId: string): RestApi {
    const api = this.find(apiId);
    if (api !== undefined) return api;
    throw notFound(`Invalid API identifier specified ${this.#options.identity.accountId}:${apiId}`);
  }

  create(settings: ApiSettings): RestApi {
    const api = { ...settings, id: newId(10), rootResourceId: newId(10), createdDate: this.#seconds() };
    this.#apis.put(api.id, api);
    this.resources.put(api.id, { id: api.rootResourceId, path: "/" });
    for (const model of usualModels) this.models.put(api.id, { ...model, id: newId(6) });
    return api;
  }

  /** An API of what another one consists of, without its deployments and stages. Throws NotFoundException. */
  clone(apiId: string, settings: ApiSettings): RestApi {
    const { rootResourceId } = this.get(apiId);
    const copy = this.create(settings);
    this.resources.remove(copy.id, copy.rootResourceId);
    for (const each of this.resources.of(apiId)) this.resources.put(copy.id, each);
    const { authorizers, models, requestValidators, gatewayResponses } = this.parts(apiId);
    for (const each of authorizers) this.authorizers.put(copy.id, each);
    for (const each of models) this.models.put(copy.id, each);
    for (const each of requestValidators) this.requestValidators.put(copy.id, each);
    for (const each of gatewayResponses) this.gatewayResponses.put(copy.id, each);
    for (const each of this.documentationParts.of(apiId)) this.documentationParts.put(copy.id, each);
    const api = { ...copy, rootResourceId };
    this.#apis.put(api.id, api);
    return api;
  }

  /** Throws NotFoundException. */
  update(apiId: string, change: Partial<ApiSettings>): RestApi {
    return this.replace({ ...this.get(apiId), ...change });
  }

  /** The API of this id by another. */
  replace(api: RestApi): RestApi {
    this.#apis.put(api.id, api);
    this.#options.onChange(api.id);
    return api;
  }

  /** With all that it consists of. Throws NotFoundException, and BadRequestException for one that a custom domain name leads to. */
  delete(apiId: string): void {
    this.#options.checkUnmapped(apiId);
    this.remove(apiId);
  }

  /** Also one that a custom domain name leads to. Throws NotFoundException. */
  remove(apiId: string): void {
    this.get(apiId);
    for (const parts of [this.resources, this.deployments, this.stages]) parts.removeAll(apiId);
    for (const parts of [this.documentationParts, this.documentationVersions]) parts.removeAll(apiId);
    this.#clearParts(apiId);
    this.#apis.remove(apiId);
    this.#options.onChange(apiId);
  }

  /** Takes all that it consists of away, but for the root, deployments and stages. Throws NotFoundException. */
  clear(apiId: string): void {
    const { rootResourceId } = this.get(apiId);
    this.#clearParts(apiId);
    this.resources.removeAll(apiId);
    this.resources.put(apiId, { id: rootResourceId, path: "/" });
  }

  /** Throws NotFoundException, BadRequestException, ConflictException. */
  createResource(apiId: string, parentId: string, pathPart: string): RestResource {
    this.get(apiId);
    const parent = this.resources.get(apiId, parentId);
    checkPathPart(
      pathPart,
      this.resources.of(apiId).filter((each) => each.parentId === parentId),
    );
    if (parent.pathPart?.endsWith("+}") === true)
      throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`);
    const path = `${parent.path === "/" ? "" : parent.path}/${pathPart}`;
    return this.resources.put(apiId, { id: newId(6), parentId, pathPart, path });
  }

  /** Gives a resource another parent, or another name, and with it all below. Throws NotFoundException, BadRequestException, ConflictException. */
  moveResource(
    apiId: string,
    id: string,
    { parentId, pathPart }: { readonly parentId: string; readonly pathPart: string },
  ): RestResource {
    const { path: former, ...resource } = this.resources.get(apiId, id);
    if (resource.parentId === undefined)
      throw badRequest(`Root resource cannot update its ${parentId === "" ? "pathPart" : "parentId"}.`);
    const parent = this.resources.get(apiId, parentId);
    if (`${parent.path}/`.startsWith(`${former}/`)) throw badRequest("Resources cannot be cyclical.");
    const isSibling = (each: RestResource) => each.parentId === parentId && each.id !== id;
    checkPathPart(pathPart, this.resources.of(apiId).filter(isSibling));
    const path = `${parent.path === "/" ? "" : parent.path}/${pathPart}`;
    for (const each of this.resources.of(apiId))
      if (each.path.startsWith(`${former}/`))
        this.resources.put(apiId, { ...each, path: path + each.path.slice(former.length) });
    return this.resources.put(apiId, { ...resource, ...{ parentId, pathPart, path } });
  }

  /** The resource of a path, which is made with all above it if it is not there. */
  resourceAt(apiId: string, path: string): RestResource {
    const known = this.resources.of(apiId).find((each) => each.path === path);
    if (known !== undefined) return known;
    const at = path.lastIndexOf("/");
    const parent = this.resourceAt(apiId, path.slice(0, at) || "/");
    return this.createResource(apiId, parent.id, path.slice(at + 1));
  }

  /** With all below it. Throws NotFoundException, and BadRequestException for the root. */
  deleteResource(apiId: string, resourceId: string): void {
    const { rootResourceId } = this.get(apiId);
    this.resources.get(apiId, resourceId);
    if (resourceId === rootResourceId) throw badRequest("Cannot delete the root resource");
    for (const each of this.resources.of(apiId))
      if (each.parentId === resourceId) this.deleteResource(apiId, each.id);
    this.resources.remove(apiId, resourceId);
  }

  /** Throws NotFoundException. */
  method(apiId: string, resourceId: string, httpMethod: string): RestMethod {
    const method = this.resources.get(apiId, resourceId).resourceMethods?.[httpMethod];
    if (method !== undefined) return method;
    throw notFound("Invalid Method identifier specified");
  }

  /** Throws NotFoundException, BadRequestException. */
  putMethod(apiId: string, resourceId: string, method: RestMethod): RestMethod {
    checkMethod(method);
    checkParameters(method);
    checkReferences(method, this.parts(apiId));
    return this.replaceMethod(apiId, resourceId, method);
  }

  /** A method that has less than before, whatever refers to what it had. Throws NotFoundException. */
  replaceMethod(apiId: string, resourceId: string, method: RestMethod): RestMethod {
    const resource = this.resources.get(apiId, resourceId);
    const resourceMethods = { ...resource.resourceMethods, [method.httpMethod]: method };
    this.resources.put(apiId, { ...resource, resourceMethods });
    return method;
  }

  /** Throws NotFoundException. */
  deleteMethod(apiId: string, resourceId: string, httpMethod: string): void {
    this.method(apiId, resourceId, httpMethod);
    const resource = this.resources.get(apiId, resourceId);
    const { [httpMethod]: _, ...resourceMethods } = resource.resourceMethods ?? {};
    this.resources.put(apiId, { ...resource, resourceMethods });
  }

  /** Throws NotFoundException, and BadRequestException for an API that has no method. */
  deploy(apiId: string, description?: string): RestDeployment {
    this.get(apiId);
    const copy = this.resources.of(apiId);
    const methods = this.#methods(apiId);
    if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
    if (methods.some((each) => each.methodIntegration === undefined))
      throw badRequest("No integration defined for method");
    return this.deployments.put(apiId, {
      ...{ id: newId(6), createdDate: this.#seconds(), copy, parts: this.parts(apiId) },
      description,
    });
  }

  /** What its methods refer to now. */
  parts(apiId: string): MethodParts {
    return {
      authorizers: this.authorizers.of(apiId),
      models: this.models.of(apiId),
      requestValidators: this.requestValidators.of(apiId),
      gatewayResponses: this.gatewayResponses.of(apiId),
    };
  }

  /** Throws NotFoundException, and ConflictException for one that a method has. */
  deleteAuthorizer(apiId: string, authorizerId: string): void {
    this.get(apiId);
    this.authorizers.get(apiId, authorizerId);
    if (this.#methods(apiId).some((each) => each.authorizerId === authorizerId))
      throw conflict(`Cannot delete authorizer '${authorizerId}' because it is in use`);
    this.authorizers.remove(apiId, authorizerId);
  }

  /** Throws NotFoundException, and ConflictException for one that a method has. */
  deleteRequestValidator(apiId: string, id: string): void {
    this.requestValidators.get(apiId, id);
    if (this.#methods(apiId).some((each) => each.requestValidatorId === id))
      throw conflict(`Cannot delete request validator '${id}' because it is in use`);
    this.requestValidators.remove(apiId, id);
  }

  /** Throws NotFoundException, and ConflictException for one that a method's requests have. */
  deleteModel(apiId: string, name: string): void {
    this.models.get(apiId, name);
    for (const { path, resourceMethods = {} } of this.resources.of(apiId))
      for (const { httpMethod, requestModels = {} } of Object.values(resourceMethods))
        if (Object.values(requestModels).includes(name))
          throw conflict(
            `Cannot delete model '${name}', is referenced in method request: ${path}/${httpMethod}`,
          );
    this.models.remove(apiId, name);
  }

  #methods(apiId: string): readonly RestMethod[] {
    return this.resources.of(apiId).flatMap(({ resourceMethods = {} }) => Object.values(resourceMethods));
  }

  #clearParts(apiId: string): void {
    const all = [this.authorizers, this.models, this.requestValidators, this.gatewayResponses];
    for (const parts of all) parts.removeAll(apiId);
  }

  /** What was found out of its requests is to be found out again. Throws NotFoundException. */
  touch(apiId: string): void {
    this.get(apiId);
    this.#options.onChange(apiId);
  }

  /** Throws NotFoundException, and BadRequestException for one that a stage answers by. */
  deleteDeployment(apiId: string, deploymentId: string): void {
    this.get(apiId);
    this.deployments.get(apiId, deploymentId);
    const isActive = (stage: RestStage) =>
      stage.deploymentId === deploymentId || stage.canarySettings?.deploymentId === deploymentId;
    if (this.stages.of(apiId).some(isActive))
      throw badRequest("Active stages pointing to this deployment must be moved or deleted");
    this.deployments.remove(apiId, deploymentId);
  }

  /** Throws NotFoundException, BadRequestException; ConflictException for one that is there and may not be. */
  putStage(apiId: string, stageName: string, settings: StageSettings, mayExist: boolean): RestStage {
    this.get(apiId);
    if (!/^[A-Za-z0-9_-]{1,128}$/.test(stageName)) throw badRequest("Stage name only allows a-zA-Z0-9_");
    this.deployments.get(apiId, settings.deploymentId);
    checkVariables(settings.variables ?? {});
    this.#checkCanary(apiId, settings);
    if (settings.documentationVersion !== undefined)
      this.documentationVersions.get(apiId, settings.documentationVersion);
    const former = this.stages.find(apiId, stageName);
    if (former !== undefined && !mayExist) throw conflict("Stage already exists");
    const lastUpdatedDate = this.#seconds();
    const createdDate = former?.createdDate ?? lastUpdatedDate;
    const stage = this.stages.put(apiId, { ...settings, stageName, createdDate, lastUpdatedDate });
    this.#options.onChange(apiId);
    return stage;
  }

  /** Throws NotFoundException, and BadRequestException for one that a custom domain name leads to. */
  deleteStage(apiId: string, stageName: string): void {
    this.get(apiId);
    this.stages.get(apiId, stageName);
    this.#options.checkUnmapped(apiId, stageName);
    this.stages.remove(apiId, stageName);
    this.#options.onChange(apiId);
  }

  #checkCanary(apiId: string, { canarySettings: canary }: StageSettings): void {
    if (canary === undefined) return;
    if (this.deployments.find(apiId, canary.deploymentId) === undefined)
      throw badRequest("Deployment id does not exist");
    checkVariables(canary.stageVariableOverrides ?? {});
  }

  #seconds(): number {
    return Math.floor(this.#options.now() / 1000);
  }
}
