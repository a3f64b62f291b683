// REST APIs, and what each consists of.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import { newId } from "../ids.ts";
import { conflict, notFound } from "../refusals.ts";
import type { MethodParts, RestApi, RestMethod } from "./records.ts";
import { keptPolicy } from "./resource-policy.ts";
import { type RestParts, restParts } from "./rest-parts.ts";
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
    const given = { ...settings, id: newId(10), rootResourceId: newId(10), createdDate: this.seconds() };
    const api = this.#withPolicy(given);
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
  replace(given: RestApi): RestApi {
    const api = this.#withPolicy(given);
    this.#apis.put(api.id, api);
    this.#options.onChange(api.id);
    return api;
  }

  /** With all that it consists of. Throws NotFoundException, and BadRequestException for one that a custom domain name leads to. */
  delete(apiId: string): void {
    this.checkUnmapped(apiId);
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

  /** By which a stage lets in, as JSON text; undefined where it has none, and where there is no such stage. */
  policyOf(apiId: string, stageName: string): string | undefined {
    const stage = this.stages.find(apiId, stageName);
    return stage && this.deployments.find(apiId, stage.deploymentId)?.policy;
  }

  /** Throws BadRequestException for a policy that is none. */
  #withPolicy(api: RestApi): RestApi {
    if (api.policy === undefined) return api;
    return {
      ...api,
      policy: keptPolicy(api.policy, formatArn(this.#options.identity, "execute-api", api.id)),
    };
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
    if (this.methods(apiId).some((each) => each.authorizerId === authorizerId))
      throw conflict(`Cannot delete authorizer '${authorizerId}' because it is in use`);
    this.authorizers.remove(apiId, authorizerId);
  }

  /** Throws NotFoundException, and ConflictException for one that a method has. */
  deleteRequestValidator(apiId: string, id: string): void {
    this.requestValidators.get(apiId, id);
    if (this.methods(apiId).some((each) => each.requestValidatorId === id))
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

  /** Those of all its resources. */
  methods(apiId: string): readonly RestMethod[] {
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

  /** Throws BadRequestException for what custom domain names lead to. */
  checkUnmapped(apiId: string, stage?: string): void {
    this.#options.checkUnmapped(apiId, stage);
  }

  /** Now, as it is told of what is made. */
  seconds(): number {
    return Math.floor(this.#options.now() / 1000);
  }
}
