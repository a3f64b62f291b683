// REST APIs and their resources on the wire.
// https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html

import { present } from "../../../aws/wire/given.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import {
  flag,
  integer,
  listOf,
  mapOf,
  oneOf,
  optional,
  required,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { checkSecurityPolicy } from "../domains/records.ts";
import { badRequest } from "../refusals.ts";
import { apiSettings, checkDocument, checkKeySource, importResources } from "../rest-apis/open-api.ts";
import type { RestApi, RestResource } from "../rest-apis/records.ts";
import { shownPolicy } from "../rest-apis/resource-policy.ts";
import { createResource, deleteResource } from "../rest-apis/resources.ts";
import { checkTags } from "../rest-apis/tags.ts";
import { document } from "./document-shape.ts";
import { type NamedOperations, pageOf, restOperation } from "./rest.ts";

const restApiId = required(text());
const name = required(text({ min: 1 }));
const description = optional(text());
const endpointType = oneOf("PRIVATE", "EDGE", "REGIONAL");
const endpointConfiguration = optional(
  structure({
    types: optional(listOf(endpointType)),
    ipAddressType: optional(oneOf("ipv4", "dualstack")),
    vpcEndpointIds: optional(listOf(text())),
  }),
);
const embed = { embed: optional(listOf(text())) };
const limit = { limit: optional(text()), position: optional(text()) };
const pageQuery = { limit: "text", position: "text" } as const;
const base = "/restapis";
const one = `${base}/{restApiId}`;

interface Limits {
  readonly limit?: string | undefined;
  readonly position?: string | undefined;
}

/** As these operations call a page. Throws BadRequestException. */
export function itemsOf<Item extends object>(
  all: readonly Item[],
  { limit: maxResults = "25", position }: Limits,
  idOf: (item: Item) => string,
): WireObject {
  const { page, nextToken } = pageOf(all, { maxResults, nextToken: position }, idOf);
  return { item: page, position: nextToken };
}

/** With what AWS takes where nothing was said: an API at its edge, a private one for both kinds of addresses. */
export function shownRestApi(api: RestApi): WireObject {
  const types = api.endpointConfiguration?.types ?? ["EDGE"];
  const isPrivate = types.includes("PRIVATE");
  const ipAddressType = isPrivate ? "dualstack" : "ipv4";
  return {
    ...{ securityPolicy: isPrivate ? "TLS_1_2" : "TLS_1_0", ...api, apiStatus: "AVAILABLE" },
    policy: api.policy && shownPolicy(api.policy),
    endpointConfiguration: { ipAddressType, ...present(api.endpointConfiguration ?? {}), types },
  };
}

/** Where one is asked for by its name, or changed, AWS tells its tags even if there are none. */
export function withTags(told: WireObject): WireObject {
  return { ...told, tags: told.tags ?? {} };
}

const endpointTypes = ["REGIONAL", "EDGE", "PRIVATE"];
const mostCompressed = 10_485_760;

/** Of one that is made, or patched. Throws BadRequestException. */
function checkSettings({
  description,
  minimumCompressionSize = 0,
  endpointConfiguration: { types = ["EDGE"], ipAddressType } = {},
  securityPolicy,
}: Pick<
  RestApi,
  "description" | "minimumCompressionSize" | "endpointConfiguration" | "securityPolicy"
>): void {
  if (securityPolicy !== undefined) checkSecurityPolicy(securityPolicy);
  if (description === "") throw badRequest("Description cannot be an empty string");
  if (!(minimumCompressionSize >= 0 && minimumCompressionSize <= mostCompressed))
    throw badRequest(`Invalid minimum compression size, must be between 0 and ${mostCompressed}`);
  if (types.length === 0)
    throw badRequest("REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.");
  if (types.length > 1) throw badRequest("Cannot create an api with multiple Endpoint Types.");
  if (types.includes("PRIVATE") && ipAddressType === "ipv4")
    throw badRequest("Only dualstack ipAddressType is supported for Private APIs.");
}

/** What an API is after a patch. Throws BadRequestException. */
export function checkPatched(patched: RestApi, former: RestApi): RestApi {
  const api = withOwnAddresses(patched, former);
  if (!api.name)
    throw badRequest(
      "Invalid patch path  '/name' specified for op 'remove'. Please choose supported operations",
    );
  checkKeySource(api.apiKeySource);
  const { types = [], ipAddressType = "ipv4" } = api.endpointConfiguration ?? {};
  if (types.some((each) => !endpointTypes.includes(each)))
    throw badRequest(`Invalid EndpointTypes specified. Valid options are ${endpointTypes.join(",")}`);
  if (ipAddressType !== "ipv4" && ipAddressType !== "dualstack")
    throw badRequest("ipAddressType must be either ipv4 or dualstack.");
  checkSettings(api);
  return api;
}

/** One that has become private has addresses of both kinds, whatever it had. */
function withOwnAddresses(patched: RestApi, former: RestApi): RestApi {
  const { endpointConfiguration: now } = patched;
  const isPrivate = (api: RestApi) => api.endpointConfiguration?.types?.includes("PRIVATE") === true;
  if (!isPrivate(patched) || isPrivate(former)) return patched;
  return { ...patched, endpointConfiguration: { ...now, ipAddressType: "dualstack" } };
}

export function restApiOperations({ restApis }: ApiGateway): NamedOperations {
  return {
    CreateRestApi: restOperation(
      structure({
        ...{ name, description, version: optional(text()), policy: optional(text()) },
        ...{ binaryMediaTypes: optional(listOf(text())), disableExecuteApiEndpoint: optional(flag()) },
        ...{ apiKeySource: optional(oneOf("AUTHORIZER", "HEADER")), endpointConfiguration },
        ...{ cloneFrom: optional(text()), tags: optional(mapOf(text({ max: 256 }))) },
        ...{ minimumCompressionSize: optional(integer()), securityPolicy: optional(text()) },
        endpointAccessMode: optional(oneOf("BASIC", "STRICT")),
      }),
      { path: base, method: "POST", status: 201, accepts: (query) => query.get("mode") !== "import" },
      ({ cloneFrom, ...given }) => {
        const settings = {
          ...{ ...present(given), name: given.name, apiKeySource: given.apiKeySource ?? "HEADER" },
          disableExecuteApiEndpoint: given.disableExecuteApiEndpoint ?? false,
          binaryMediaTypes: given.binaryMediaTypes?.length === 0 ? undefined : given.binaryMediaTypes,
        };
        checkTags(given.tags);
        checkSettings(given);
        return shownRestApi(
          cloneFrom === undefined ? restApis.create(settings) : restApis.clone(cloneFrom, settings),
        );
      },
    ),
    ImportRestApi: restOperation(
      structure({ body: document, endpointConfigurationTypes: optional(endpointType) }),
      {
        ...{ path: base, method: "POST", status: 201, payload: { member: "body", as: "bytes" } },
        query: { endpointConfigurationTypes: "text" },
        accepts: (query) => query.get("mode") === "import",
      },
      ({ body, endpointConfigurationTypes: type }) => {
        checkDocument(body);
        const api = restApis.create({
          ...{ apiKeySource: "HEADER", disableExecuteApiEndpoint: false, ...apiSettings(body) },
          ...(type === undefined ? {} : { endpointConfiguration: { types: [type] } }),
        });
        importResources(restApis, api.id, body);
        return shownRestApi(api);
      },
    ),
    PutRestApi: restOperation(
      structure({ restApiId, mode: optional(oneOf("overwrite", "merge")), body: document }),
      { path: one, method: "PUT", query: { mode: "text" }, payload: { member: "body", as: "bytes" } },
      ({ restApiId: id, mode, body }) => {
        restApis.get(id);
        importResources(restApis, id, body, mode !== "overwrite");
        return shownRestApi(restApis.update(id, apiSettings(body)));
      },
    ),
    GetRestApi: restOperation(structure({ restApiId }), { path: one, method: "GET" }, (request) =>
      withTags(shownRestApi(restApis.get(request.restApiId))),
    ),
    GetRestApis: restOperation(structure(limit), { path: base, method: "GET", query: pageQuery }, (request) =>
      itemsOf(restApis.all().map(shownRestApi), request, ({ id }) => String(id)),
    ),
    DeleteRestApi: restOperation(
      structure({ restApiId }),
      { path: one, method: "DELETE", status: 202 },
      (request) => {
        restApis.delete(request.restApiId);
        return {};
      },
    ),
  };
}

/** What its methods are is told to who asks for that, and to others only that they are there. */
function shownResource(
  { resourceMethods, ...resource }: RestResource,
  embed: readonly string[] = [],
): WireObject {
  if (resourceMethods === undefined || Object.keys(resourceMethods).length === 0) return resource;
  const names = Object.keys(resourceMethods).map((name) => [name, {}]);
  return {
    ...resource,
    resourceMethods: embed.includes("methods") ? resourceMethods : Object.fromEntries(names),
  };
}

export function resourceOperations({ restApis }: ApiGateway): NamedOperations {
  const path = `${one}/resources`;
  const resourceId = required(text());
  return {
    CreateResource: restOperation(
      structure({ restApiId, parentId: required(text()), pathPart: required(text()) }),
      { path: `${path}/{parentId}`, method: "POST", status: 201 },
      (request) => ({ ...createResource(restApis, request.restApiId, request.parentId, request.pathPart) }),
    ),
    GetResource: restOperation(
      structure({ restApiId, resourceId, ...embed }),
      { path: `${path}/{resourceId}`, method: "GET", query: { embed: "texts" } },
      (request) => {
        restApis.get(request.restApiId);
        return shownResource(restApis.resources.get(request.restApiId, request.resourceId), request.embed);
      },
    ),
    GetResources: restOperation(
      structure({ restApiId, ...limit, ...embed }),
      { path, method: "GET", query: { ...pageQuery, embed: "texts" } },
      (request) => {
        restApis.get(request.restApiId);
        const resources = restApis.resources.of(request.restApiId);
        return itemsOf(
          resources.map((each) => shownResource(each, request.embed)),
          request,
          ({ id }) => String(id),
        );
      },
    ),
    DeleteResource: restOperation(
      structure({ restApiId, resourceId }),
      { path: `${path}/{resourceId}`, method: "DELETE", status: 202 },
      (request) => {
        deleteResource(restApis, request.restApiId, request.resourceId);
        return {};
      },
    ),
  };
}
