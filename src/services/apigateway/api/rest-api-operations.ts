// REST APIs, their resources, deployments and stages on the wire.
// https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html

import { isJsonObject, type JsonObject } from "../../../aws/json.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import type { RestOperations } from "../../../aws/wire/rest-operation.ts";
import {
  flag,
  integer,
  listOf,
  mapOf,
  oneOf,
  optional,
  required,
  type Shape,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { badRequest } from "../refusals.ts";
import { apiSettings, checkDocument, importResources } from "../rest-apis/open-api.ts";
import type { RestApi, RestDeployment } from "../rest-apis/records.ts";
import { present } from "./api-operations.ts";
import { gatewayOperation, pageOf } from "./rest.ts";

const restApiId = required(text());
const name = required(text({ min: 1 }));
const description = optional(text());
const document: Shape<JsonObject> = required({
  read(value) {
    if (isJsonObject(value)) return value;
    throw badRequest("Unable to parse API definition: the region takes documents in JSON");
  },
});
const endpointConfiguration = optional(
  structure({
    types: optional(listOf(oneOf("REGIONAL", "EDGE", "PRIVATE"))),
    ipAddressType: optional(oneOf("ipv4", "dualstack")),
    vpcEndpointIds: optional(listOf(text())),
  }),
);
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
  const ipAddressType = types.includes("PRIVATE") ? "dualstack" : "ipv4";
  return {
    ...api,
    endpointConfiguration: { ipAddressType, ...present(api.endpointConfiguration ?? {}), types },
  };
}

const endpointTypes = ["EDGE", "REGIONAL", "PRIVATE"];

/** Where an API is after a patch. Throws BadRequestException. */
export function checkEndpoint(api: RestApi): RestApi {
  const { types = [], ipAddressType = "ipv4" } = api.endpointConfiguration ?? {};
  if (types.length > 1 || types.some((each) => !endpointTypes.includes(each)))
    throw badRequest(
      `Invalid endpoint type: expected one of [${endpointTypes.join(", ")}], got '${types.join(",")}'`,
    );
  if (ipAddressType !== "ipv4" && ipAddressType !== "dualstack")
    throw badRequest(`Invalid ipAddressType '${ipAddressType}': expected one of [ipv4, dualstack]`);
  return api;
}

export function restApiOperations({ restApis }: ApiGateway): RestOperations {
  return {
    CreateRestApi: gatewayOperation(
      structure({
        ...{ name, description, version: optional(text()), policy: optional(text()) },
        ...{ binaryMediaTypes: optional(listOf(text())), disableExecuteApiEndpoint: optional(flag()) },
        ...{ apiKeySource: optional(oneOf("AUTHORIZER", "HEADER")), endpointConfiguration },
        minimumCompressionSize: optional(integer({ min: 0, max: 10_485_760 })),
      }),
      { path: base, method: "POST", status: 201, accepts: (query) => query.get("mode") !== "import" },
      (given) =>
        shownRestApi(
          restApis.create({
            ...present(given),
            name: given.name,
            apiKeySource: given.apiKeySource ?? "HEADER",
            disableExecuteApiEndpoint: given.disableExecuteApiEndpoint ?? false,
          }),
        ),
    ),
    ImportRestApi: gatewayOperation(
      structure({ body: document }),
      {
        ...{ path: base, method: "POST", status: 201, payload: { member: "body", as: "json" } },
        accepts: (query) => query.get("mode") === "import",
      },
      ({ body }) => {
        checkDocument(body);
        const api = restApis.create({
          ...{ ...apiSettings(body), apiKeySource: "HEADER", disableExecuteApiEndpoint: false },
        });
        importResources(restApis, api.id, body);
        return shownRestApi(api);
      },
    ),
    PutRestApi: gatewayOperation(
      structure({ restApiId, mode: optional(oneOf("overwrite", "merge")), body: document }),
      { path: one, method: "PUT", query: { mode: "text" }, payload: { member: "body", as: "json" } },
      ({ restApiId: id, mode, body }) => {
        restApis.get(id);
        importResources(restApis, id, body, mode !== "overwrite");
        return shownRestApi(restApis.update(id, present(apiSettings(body))));
      },
    ),
    GetRestApi: gatewayOperation(structure({ restApiId }), { path: one, method: "GET" }, (request) =>
      shownRestApi(restApis.get(request.restApiId)),
    ),
    GetRestApis: gatewayOperation(
      structure(limit),
      { path: base, method: "GET", query: pageQuery },
      (request) => itemsOf(restApis.all().map(shownRestApi), request, ({ id }) => String(id)),
    ),
    DeleteRestApi: gatewayOperation(
      structure({ restApiId }),
      { path: one, method: "DELETE", status: 202 },
      (request) => {
        restApis.delete(request.restApiId);
        return {};
      },
    ),
  };
}

export function resourceOperations({ restApis }: ApiGateway): RestOperations {
  const path = `${one}/resources`;
  const resourceId = required(text());
  return {
    CreateResource: gatewayOperation(
      structure({ restApiId, parentId: required(text()), pathPart: required(text()) }),
      { path: `${path}/{parentId}`, method: "POST", status: 201 },
      (request) => ({ ...restApis.createResource(request.restApiId, request.parentId, request.pathPart) }),
    ),
    GetResource: gatewayOperation(
      structure({ restApiId, resourceId }),
      { path: `${path}/{resourceId}`, method: "GET" },
      (request) => {
        restApis.get(request.restApiId);
        return { ...restApis.resources.get(request.restApiId, request.resourceId) };
      },
    ),
    GetResources: gatewayOperation(
      structure({ restApiId, ...limit }),
      { path, method: "GET", query: pageQuery },
      (request) => {
        restApis.get(request.restApiId);
        return itemsOf(restApis.resources.of(request.restApiId), request, ({ id }) => id);
      },
    ),
    DeleteResource: gatewayOperation(
      structure({ restApiId, resourceId }),
      { path: `${path}/{resourceId}`, method: "DELETE", status: 202 },
      (request) => {
        restApis.deleteResource(request.restApiId, request.resourceId);
        return {};
      },
    ),
  };
}

export function restDeploymentOperations({ restApis }: ApiGateway): RestOperations {
  const path = `${one}/deployments`;
  const deploymentId = required(text());
  const shown = ({ copy: _, parts: __, ...told }: RestDeployment): WireObject => told;
  return {
    CreateDeployment: gatewayOperation(
      structure({
        ...{ restApiId, description, stageName: optional(text()), stageDescription: optional(text()) },
        variables: optional(mapOf(text())),
      }),
      { path, method: "POST", status: 201 },
      (request) => {
        const { restApiId: of, stageName, variables } = request;
        const deployment = restApis.deploy(of, request.description);
        const settings = {
          ...{ deploymentId: deployment.id, tracingEnabled: false, variables },
          description: request.stageDescription,
        };
        if (stageName !== undefined) restApis.putStage(of, stageName, settings, true);
        return shown(deployment);
      },
    ),
    GetDeployment: gatewayOperation(
      structure({ restApiId, deploymentId }),
      { path: `${path}/{deploymentId}`, method: "GET" },
      (request) => {
        restApis.get(request.restApiId);
        return shown(restApis.deployments.get(request.restApiId, request.deploymentId));
      },
    ),
    GetDeployments: gatewayOperation(
      structure({ restApiId, ...limit }),
      { path, method: "GET", query: pageQuery },
      (request) => {
        restApis.get(request.restApiId);
        const all = restApis.deployments.of(request.restApiId);
        return itemsOf(
          all.map(({ copy: _, parts: __, ...told }) => told),
          request,
          ({ id }) => id,
        );
      },
    ),
    DeleteDeployment: gatewayOperation(
      structure({ restApiId, deploymentId }),
      { path: `${path}/{deploymentId}`, method: "DELETE", status: 202 },
      (request) => {
        restApis.deleteDeployment(request.restApiId, request.deploymentId);
        return {};
      },
    ),
  };
}

export function restStageOperations({ restApis }: ApiGateway): RestOperations {
  const path = `${one}/stages`;
  const stageName = required(text());
  return {
    CreateStage: gatewayOperation(
      structure({
        ...{ restApiId, stageName, description, deploymentId: required(text()) },
        ...{ variables: optional(mapOf(text())), tracingEnabled: optional(flag()) },
      }),
      { path, method: "POST", status: 201 },
      ({ restApiId: of, stageName: called, ...given }) => ({
        ...restApis.putStage(of, called, { ...given, tracingEnabled: given.tracingEnabled ?? false }, false),
      }),
    ),
    GetStage: gatewayOperation(
      structure({ restApiId, stageName }),
      { path: `${path}/{stageName}`, method: "GET" },
      (request) => {
        restApis.get(request.restApiId);
        return { ...restApis.stages.get(request.restApiId, request.stageName) };
      },
    ),
    GetStages: gatewayOperation(structure({ restApiId }), { path, method: "GET" }, (request) => {
      restApis.get(request.restApiId);
      return { item: restApis.stages.of(request.restApiId) };
    }),
    DeleteStage: gatewayOperation(
      structure({ restApiId, stageName }),
      { path: `${path}/{stageName}`, method: "DELETE", status: 202 },
      (request) => {
        restApis.deleteStage(request.restApiId, request.stageName);
        return {};
      },
    ),
  };
}
