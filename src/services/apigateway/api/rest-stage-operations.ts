// Deployments and stages of REST APIs on the wire.
// https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html

import { present } from "../../../aws/wire/given.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import {
  decimal,
  flag,
  listOf,
  mapOf,
  optional,
  required,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { canarySettings } from "../rest-apis/canary.ts";
import { deployCanary } from "../rest-apis/canary-deployment.ts";
import type { RestDeployment, RestStage } from "../rest-apis/records.ts";
import { createStage, deleteDeployment, deleteStage, deploy, putStage } from "../rest-apis/stages.ts";
import { checkTags } from "../rest-apis/tags.ts";
import { type NamedOperations, restOperation } from "./rest.ts";
import { itemsOf } from "./rest-api-operations.ts";

const restApiId = required(text());
const description = optional(text());
const limit = { limit: optional(text()), position: optional(text()) };
const pageQuery = { limit: "text", position: "text" } as const;
const one = "/restapis/{restApiId}";

const canaryMembers = {
  percentTraffic: optional(decimal({})),
  stageVariableOverrides: optional(mapOf(text())),
  useStageCache: optional(flag()),
};

/** What AWS tells of a method's settings where nothing was said. */
const usualSetting = {
  ...{ metricsEnabled: false, dataTraceEnabled: false, throttlingBurstLimit: 5000 },
  ...{ throttlingRateLimit: 10_000, cachingEnabled: false, cacheTtlInSeconds: 300 },
  ...{ cacheDataEncrypted: false, requireAuthorizationForCacheControl: true },
  unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
};

/** Without a cache, as every stage here is. */
export function shownStage({ methodSettings = {}, ...stage }: RestStage): WireObject {
  const settings = Object.entries(methodSettings).map(([name, each]) => [name, { ...usualSetting, ...each }]);
  return {
    ...{ ...stage, methodSettings: Object.fromEntries(settings) },
    ...{ cacheClusterEnabled: false, cacheClusterStatus: "NOT_AVAILABLE" },
  };
}

function shownDeployment(
  { copy, parts: _, ...told }: RestDeployment,
  embed: readonly string[] = [],
): WireObject {
  if (!embed.includes("apisummary")) return told;
  const summaries = copy.flatMap(({ path, resourceMethods = {} }) => {
    const methods = Object.values(resourceMethods).map(
      ({ httpMethod, authorizationType, apiKeyRequired }) => [
        httpMethod,
        { authorizationType, apiKeyRequired },
      ],
    );
    return methods.length === 0 ? [] : [[path, Object.fromEntries(methods)]];
  });
  return { ...told, apiSummary: Object.fromEntries(summaries) };
}

export function restDeploymentOperations({ restApis }: ApiGateway): NamedOperations {
  const path = `${one}/deployments`;
  const deploymentId = required(text());
  return {
    CreateDeployment: restOperation(
      structure({
        ...{ restApiId, description, stageName: optional(text()), stageDescription: optional(text()) },
        ...{ variables: optional(mapOf(text())), tracingEnabled: optional(flag()) },
        canarySettings: optional(structure(canaryMembers)),
      }),
      { path, method: "POST", status: 201 },
      (request) => {
        const { restApiId: of, stageName, variables, tracingEnabled, canarySettings: canary } = request;
        if (canary !== undefined)
          return shownDeployment(
            deployCanary(restApis, { apiId: of, stageName }, { ...canary, description: request.description }),
          );
        const deployment = deploy(restApis, of, request.description);
        if (!stageName) return shownDeployment(deployment);
        // A stage that is there stays as it is but for what is said.
        const former = restApis.stages.find(of, stageName);
        const said = present({ variables, tracingEnabled, description: request.stageDescription });
        const settings = { tracingEnabled: false, ...former, ...said, deploymentId: deployment.id };
        putStage(restApis, of, stageName, settings);
        return shownDeployment(deployment);
      },
    ),
    GetDeployment: restOperation(
      structure({ restApiId, deploymentId, embed: optional(listOf(text())) }),
      { path: `${path}/{deploymentId}`, method: "GET", query: { embed: "texts" } },
      (request) => {
        restApis.get(request.restApiId);
        const deployment = restApis.deployments.get(request.restApiId, request.deploymentId);
        return shownDeployment(deployment, request.embed);
      },
    ),
    GetDeployments: restOperation(
      structure({ restApiId, ...limit }),
      { path, method: "GET", query: pageQuery },
      (request) => {
        restApis.get(request.restApiId);
        const all = restApis.deployments.of(request.restApiId);
        return itemsOf(
          all.map((each) => shownDeployment(each)),
          request,
          ({ id }) => String(id),
        );
      },
    ),
    DeleteDeployment: restOperation(
      structure({ restApiId, deploymentId }),
      { path: `${path}/{deploymentId}`, method: "DELETE", status: 202 },
      (request) => {
        deleteDeployment(restApis, request.restApiId, request.deploymentId);
        return {};
      },
    ),
  };
}

export function restStageOperations({ restApis }: ApiGateway): NamedOperations {
  const path = `${one}/stages`;
  const stageName = required(text());
  return {
    CreateStage: restOperation(
      structure({
        ...{ restApiId, stageName, description, deploymentId: required(text()) },
        ...{ variables: optional(mapOf(text())), tracingEnabled: optional(flag()) },
        documentationVersion: optional(text()),
        canarySettings: optional(structure({ ...canaryMembers, deploymentId: optional(text()) })),
        tags: optional(mapOf(text({ max: 256 }))),
      }),
      { path, method: "POST", status: 201 },
      ({ restApiId: of, stageName: called, canarySettings: canary, ...given }) => {
        checkTags(given.tags);
        const settings = {
          ...{ ...given, tracingEnabled: given.tracingEnabled ?? false },
          ...(canary === undefined
            ? {}
            : { canarySettings: canarySettings(canary.deploymentId ?? given.deploymentId, canary) }),
        };
        return shownStage(createStage(restApis, of, called, settings));
      },
    ),
    GetStage: restOperation(
      structure({ restApiId, stageName }),
      { path: `${path}/{stageName}`, method: "GET" },
      (request) => {
        restApis.get(request.restApiId);
        return shownStage(restApis.stages.get(request.restApiId, request.stageName));
      },
    ),
    GetStages: restOperation(
      structure({ restApiId, deploymentId: optional(text()) }),
      { path, method: "GET", query: { deploymentId: "text" } },
      ({ restApiId: of, deploymentId }) => {
        restApis.get(of);
        const isAsked = (each: RestStage) => deploymentId === undefined || each.deploymentId === deploymentId;
        return { item: restApis.stages.of(of).filter(isAsked).map(shownStage) };
      },
    ),
    // No stage here has a cache, so nothing is left in one.
    FlushStageCache: restOperation(
      structure({ restApiId, stageName }),
      { path: `${path}/{stageName}/cache/data`, method: "DELETE", status: 202 },
      (request) => {
        restApis.get(request.restApiId);
        restApis.stages.get(request.restApiId, request.stageName);
        return {};
      },
    ),
    DeleteStage: restOperation(
      structure({ restApiId, stageName }),
      { path: `${path}/{stageName}`, method: "DELETE", status: 202 },
      (request) => {
        deleteStage(restApis, request.restApiId, request.stageName);
        return {};
      },
    ),
  };
}
