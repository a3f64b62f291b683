// REST APIs, and what they consist of, changed by patch operations.
// https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html

import type { ServiceError } from "../../../aws/service-error.ts";
import { required, structure, text } from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { badRequest } from "../refusals.ts";
import { checkAuthorizer } from "../rest-apis/authorizer-checks.ts";
import { canaryPatched, isCanaryPatch } from "../rest-apis/canary.ts";
import { integrationOf, integrationResponseOf, methodResponseOf } from "../rest-apis/method-parts.ts";
import type { RestMethod } from "../rest-apis/records.ts";
import { methodAt, moveResource, putMethod } from "../rest-apis/resources.ts";
import { putStage } from "../rest-apis/stages.ts";
import {
  isPatched,
  type PatchOperation,
  type PatchRules,
  patched,
  patchOperations,
  withoutEmpty,
} from "./patch.ts";
import { type NamedOperations, restOperation } from "./rest.ts";
import { checkPatched, shownRestApi, withTags } from "./rest-api-operations.ts";
import { checkedModel } from "./rest-part-operations.ts";
import { shownStage } from "./rest-stage-operations.ts";

const restApiId = required(text());
const resourceId = required(text());
const httpMethod = required(text());
const one = "/restapis/{restApiId}";
const ofMethod = `${one}/resources/{resourceId}/methods/{httpMethod}`;

const rules = {
  api: {
    ...{ "/name": "text", "/description": "text", "/version": "text", "/apiKeySource": "text" },
    ...{ "/binaryMediaTypes/*": "item", "/disableExecuteApiEndpoint": "flag", "/policy": "text" },
    ...{ "/minimumCompressionSize": "size", "/endpointConfiguration/types/*": "item" },
    ...{ "/securityPolicy": "text", "/endpointAccessMode": "text" },
    ...{ "/endpointConfiguration/ipAddressType": "text", "/endpointConfiguration/vpcEndpointIds": "list" },
  },
  resource: { "/parentId": "text", "/pathPart": "text" },
  method: {
    ...{ "/authorizationType": "text", "/authorizerId": "text", "/authorizationScopes": "list" },
    ...{ "/apiKeyRequired": "flag", "/operationName": "text", "/requestValidatorId": "text" },
    ...{ "/requestParameters/*": "flag", "/requestModels/*": "text" },
  },
  methodResponse: { "/responseParameters/*": "flag", "/responseModels/*": "text" },
  integration: {
    ...{ "/type": "text", "/uri": "text", "/httpMethod": "text", "/credentials": "text" },
    ...{ "/passthroughBehavior": "text", "/timeoutInMillis": "number", "/contentHandling": "text" },
    ...{ "/requestParameters/*": "text", "/requestTemplates/*": "text" },
    ...{ "/cacheNamespace": "text", "/cacheKeyParameters": "list" },
    ...{ "/connectionType": "text", "/connectionId": "text" },
    "/tlsConfig/insecureSkipVerification": "flag",
  },
  integrationResponse: {
    ...{ "/selectionPattern": "text", "/contentHandling": "text" },
    ...{ "/responseParameters/*": "text", "/responseTemplates/*": "text" },
  },
  deployment: { "/description": "text" },
  stage: {
    ...{ "/deploymentId": "text", "/description": "text", "/tracingEnabled": "flag", "/variables/*": "text" },
    ...{ "/accessLogSettings/destinationArn": "text", "/accessLogSettings/format": "text" },
    ...{ "/documentationVersion": "text", "/clientCertificateId": "text" },
    ...{ "/accessLogSettings": "gone", "/methodSettings/*": "gone" },
    ...{
      "/methodSettings/*/throttlingRateLimit": "number",
      "/methodSettings/*/throttlingBurstLimit": "number",
    },
    ...{ "/methodSettings/*/metricsEnabled": "flag", "/methodSettings/*/loggingLevel": "text" },
    "/methodSettings/*/dataTraceEnabled": "flag",
  },
  authorizer: {
    ...{ "/name": "text", "/authorizerUri": "text", "/authorizerCredentials": "text", "/authType": "text" },
    ...{ "/identitySource": "text", "/identityValidationExpression": "text", "/type": "text" },
    ...{ "/authorizerResultTtlInSeconds": "number", "/providerARNs": "list" },
  },
  model: { "/description": "text", "/schema": "text" },
  validator: { "/name": "text", "/validateRequestParameters": "flag", "/validateRequestBody": "flag" },
} as const satisfies Readonly<Record<string, PatchRules>>;

export function updateOperations({ restApis, clientCertificates }: ApiGateway): NamedOperations {
  const settingsOf = (given: PatchOperation) => ({ ...given, path: stagePath(given.path ?? "") });
  return {
    UpdateRestApi: restOperation(
      structure({ restApiId, patchOperations }),
      { path: one, method: "PATCH" },
      ({ restApiId: id, patchOperations: given }) => {
        const former = restApis.get(id);
        const api = checkPatched(patched(former, given, rules.api), former);
        return withTags(shownRestApi(restApis.replace(api)));
      },
    ),
    UpdateResource: restOperation(
      structure({ restApiId, resourceId, patchOperations }),
      { path: `${one}/resources/{resourceId}`, method: "PATCH" },
      ({ restApiId: id, resourceId: of, patchOperations: given }) => {
        const { parentId = "", pathPart = "" } = patched(
          restApis.resources.get(id, of),
          given,
          rules.resource,
          "replaced only",
        );
        return { ...moveResource(restApis, id, of, { parentId, pathPart }) };
      },
    ),
    UpdateMethod: restOperation(
      structure({ restApiId, resourceId, httpMethod, patchOperations }),
      { path: ofMethod, method: "PATCH" },
      ({ restApiId: id, resourceId: of, httpMethod: called, patchOperations: given }) => {
        const { requestValidatorId, ...told } = patched(
          methodAt(restApis, id, of, called),
          given,
          rules.method,
        );
        // Nothing there is no validator.
        const validated = requestValidatorId === "" ? {} : { requestValidatorId };
        const method = withoutEmpty({ ...told, ...validated });
        return { ...putMethod(restApis, id, of, withUsedAuthorizer(method)) };
      },
    ),
    UpdateMethodResponse: restOperation(
      structure({ restApiId, resourceId, httpMethod, statusCode: required(text()), patchOperations }),
      { path: `${ofMethod}/responses/{statusCode}`, method: "PATCH", status: 201 },
      ({ restApiId: id, resourceId: of, httpMethod: called, statusCode, patchOperations: given }) => {
        const method = methodAt(restApis, id, of, called);
        const former = methodResponseOf(method, statusCode);
        const response = withoutEmpty(patched(former, given, rules.methodResponse, "own names"));
        const methodResponses = { ...method.methodResponses, [statusCode]: response };
        putMethod(restApis, id, of, { ...method, methodResponses });
        return { ...response };
      },
    ),
    UpdateIntegration: restOperation(
      structure({ restApiId, resourceId, httpMethod, patchOperations }),
      { path: `${ofMethod}/integration`, method: "PATCH" },
      ({ restApiId: id, resourceId: of, httpMethod: called, patchOperations: given }) => {
        const method = methodAt(restApis, id, of, called);
        const methodIntegration = patched(integrationOf(method), given, rules.integration);
        putMethod(restApis, id, of, { ...method, methodIntegration });
        return { ...methodIntegration };
      },
    ),
    UpdateIntegrationResponse: restOperation(
      structure({ restApiId, resourceId, httpMethod, statusCode: required(text()), patchOperations }),
      { path: `${ofMethod}/integration/responses/{statusCode}`, method: "PATCH" },
      ({ restApiId: id, resourceId: of, httpMethod: called, statusCode, patchOperations: given }) => {
        const method = methodAt(restApis, id, of, called);
        const integration = integrationOf(method);
        const response = patched(integrationResponseOf(method, statusCode), given, rules.integrationResponse);
        const integrationResponses = { ...integration.integrationResponses, [statusCode]: response };
        putMethod(restApis, id, of, {
          ...method,
          methodIntegration: { ...integration, integrationResponses },
        });
        return { ...response };
      },
    ),
    UpdateDeployment: restOperation(
      structure({ restApiId, deploymentId: required(text()), patchOperations }),
      { path: `${one}/deployments/{deploymentId}`, method: "PATCH" },
      ({ restApiId: id, deploymentId, patchOperations: given }) => {
        restApis.get(id);
        const deployment = patched(
          restApis.deployments.get(id, deploymentId),
          given,
          rules.deployment,
          "replaced only",
        );
        const { copy: _, parts: __, ...told } = restApis.deployments.put(id, deployment);
        return told;
      },
    ),
    UpdateStage: restOperation(
      structure({ restApiId, stageName: required(text()), patchOperations }),
      { path: `${one}/stages/{stageName}`, method: "PATCH" },
      ({ restApiId: id, stageName, patchOperations: given }) => {
        restApis.get(id);
        let stage = restApis.stages.get(id, stageName);
        for (const each of given ?? []) {
          const { path = "" } = each;
          if (isCanaryPatch(each)) stage = canaryPatched(stage, each, invalidStagePath);
          else if (isPatched(stagePath(path), rules.stage))
            stage = patched(stage, [settingsOf(each)], rules.stage);
          else throw invalidStagePath(path);
        }
        if (stage.clientCertificateId !== undefined) clientCertificates.get(stage.clientCertificateId);
        return shownStage(putStage(restApis, id, stageName, stage));
      },
    ),
    UpdateAuthorizer: restOperation(
      structure({ restApiId, authorizerId: required(text()), patchOperations }),
      { path: `${one}/authorizers/{authorizerId}`, method: "PATCH" },
      ({ restApiId: id, authorizerId, patchOperations: given }) => {
        restApis.get(id);
        const changed = patched(restApis.authorizers.get(id, authorizerId), given, rules.authorizer);
        return { ...restApis.authorizers.put(id, checkAuthorizer(changed)) };
      },
    ),
    UpdateModel: restOperation(
      structure({ restApiId, modelName: required(text()), patchOperations }),
      { path: `${one}/models/{modelName}`, method: "PATCH" },
      ({ restApiId: id, modelName, patchOperations: given }) => {
        const model = patched(restApis.models.get(id, modelName), given, rules.model, "replaced only");
        return { ...restApis.models.put(id, checkedModel(model, restApis.models.of(id))) };
      },
    ),
    UpdateRequestValidator: restOperation(
      structure({ restApiId, requestValidatorId: required(text()), patchOperations }),
      { path: `${one}/requestvalidators/{requestValidatorId}`, method: "PATCH" },
      ({ restApiId: id, requestValidatorId, patchOperations: given }) => {
        const former = restApis.requestValidators.get(id, requestValidatorId);
        const validator = patched(former, given, rules.validator, "replaced only");
        if (validator.name === "") throw badRequest("Request Validator name cannot be blank");
        return { ...restApis.requestValidators.put(id, validator) };
      },
    ),
  };
}

/** An authorizer that its kind of authorization has no use for is passed over. */
function withUsedAuthorizer({ authorizerId, ...method }: RestMethod): RestMethod {
  const isUsed = ["CUSTOM", "COGNITO_USER_POOLS"].includes(method.authorizationType);
  return isUsed ? { ...method, authorizerId } : method;
}

function invalidStagePath(path: string): ServiceError {
  return badRequest(`Invalid method setting path: ${path}. Must be one of: ${stagePaths}`);
}

/** The settings of caches are told of as AWS does, and refused: no stage here has one. */
const stagePaths = stagePathsAsAwsWritesThem();

function stagePathsAsAwsWritesThem(): string {
  const ofMethod = (at: string, between: string) => [
    ...[`${at}/metrics/enabled`, `${at}/logging/dataTrace`, `${at}/logging/loglevel`],
    [`${at}/throttling/burstLimit`, `${at}/throttling/rateLimit`, `${at}/caching/ttlInSeconds`].join(between),
    ...[`${at}/caching/enabled`, `${at}/caching/dataEncrypted`],
    `${at}/caching/requireAuthorizationForCacheControl`,
    `${at}/caching/unauthorizedCacheControlHeaderStrategy`,
  ];
  const paths = [
    ...["/deploymentId", "/description", "/cacheClusterEnabled", "/cacheClusterSize", "/clientCertificateId"],
    ...["/accessLogSettings", "/accessLogSettings/destinationArn", "/accessLogSettings/format"],
    ...ofMethod("/{resourcePath}/{httpMethod}", ""),
    ...ofMethod("/*/*", " "),
    ...["/variables/{variable_name}", "/tracingEnabled"],
  ];
  return `[${paths.join(", ")}]`;
}

const settingNames: Readonly<Record<string, string>> = {
  "throttling/rateLimit": "throttlingRateLimit",
  "throttling/burstLimit": "throttlingBurstLimit",
  "metrics/enabled": "metricsEnabled",
  "logging/loglevel": "loggingLevel",
  "logging/dataTrace": "dataTraceEnabled",
};

/** The settings of methods stand at the path and the method, such as `/~1things/GET/throttling/rateLimit`, and at two stars for all. */
function stagePath(path: string): string {
  const [, resource, method, name] = /^\/([^/]+)\/([A-Z]+|\*)(?:\/(\w+\/\w+))?$/.exec(path) ?? [];
  if (resource === undefined || method === undefined) return path;
  const key = `${resource.replaceAll("~", "~0")}~1${method}`;
  if (name === undefined) return `/methodSettings/${key}`;
  return Object.hasOwn(settingNames, name) ? `/methodSettings/${key}/${settingNames[name]}` : path;
}
