// AWS::ApiGatewayV2::Integration, Route, Stage and Deployment
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGatewayV2.html

import { isJsonObject } from "../../../aws/json.ts";
import { alreadyExists } from "../../../aws/template/already-exists.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { present } from "../../../aws/wire/given.ts";
import { integrationSettings, routeSettings } from "../api/integration-members.ts";
import type { ApiGateway } from "../apigateway.ts";
import type { HttpRoute, StageSettings } from "../http-apis/records.ts";
import { createStage, deleteDeployment, deleteStage, deploy, updateStage } from "../http-apis/stages.ts";
import type { Texts } from "../records.ts";

export const httpIntegration: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGatewayV2::Integration",
  isKept: true,
  create: (properties, { service }) => settleIntegration(service, properties, undefined),
  update: (properties, { service, ref }) => settleIntegration(service, properties, ref),
  async delete(ref, { service: { httpApis, book }, former }) {
    const apiId = former.text("ApiId");
    if (httpApis.integrations.find(apiId, ref) !== undefined) httpApis.deleteIntegration(apiId, ref);
    await book.committed();
  },
};

async function settleIntegration(
  { httpApis, book }: ApiGateway,
  properties: Properties,
  ref: string | undefined,
): Promise<CreatedResource> {
  properties.withoutEffect("ConnectionId", "there are no private networks: requests are answered with 503");
  properties.withoutEffect("TlsConfig", "servers of this machine are asked by plain HTTP");
  const apiId = properties.text("ApiId");
  const requestParameters = properties.textMap("RequestParameters");
  const settings = integrationSettings(httpApis.get(apiId), {
    contentHandlingStrategy: properties.optionalText("ContentHandlingStrategy") as
      | "CONVERT_TO_TEXT"
      | undefined,
    passthroughBehavior: properties.optionalText("PassthroughBehavior") as "NEVER" | undefined,
    requestTemplates: mapIn(properties, "RequestTemplates"),
    templateSelectionExpression: properties.optionalText("TemplateSelectionExpression"),
    connectionId: properties.optionalText("ConnectionId"),
    connectionType: properties.optionalText("ConnectionType") as "INTERNET" | undefined,
    credentialsArn: properties.optionalText("CredentialsArn"),
    description: properties.optionalText("Description"),
    integrationMethod: properties.optionalText("IntegrationMethod"),
    integrationSubtype: properties.optionalText("IntegrationSubtype"),
    integrationType: properties.text("IntegrationType") as "AWS_PROXY",
    integrationUri: properties.optionalText("IntegrationUri"),
    payloadFormatVersion: properties.optionalText("PayloadFormatVersion"),
    requestParameters: properties.has("RequestParameters") ? requestParameters : undefined,
    responseParameters: responsesIn(properties),
    timeoutInMillis: properties.optionalNumber("TimeoutInMillis"),
  });
  const { integrationId } = httpApis.putIntegration(apiId, settings, ref);
  await book.committed();
  return { ref: integrationId, attributes: { IntegrationId: integrationId } };
}

/** Lists of `Source` and `Destination` by the status that they are for. */
function responsesIn(properties: Properties): Readonly<Record<string, Texts>> | undefined {
  const given = properties.json("ResponseParameters");
  if (given === undefined || !isJsonObject(given)) return undefined;
  const all = properties.section("ResponseParameters");
  return Object.fromEntries(
    Object.keys(given).map((status) => {
      const pairs = all.section(status).sections("ResponseParameters");
      return [
        status,
        Object.fromEntries(pairs.map((each) => [each.text("Destination"), each.text("Source")])),
      ];
    }),
  );
}

export const httpRoute: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGatewayV2::Route",
  isKept: true,
  create: (properties, { service, mayExist }) => {
    const key = properties.text("RouteKey");
    const former = service.httpApis.routes
      .of(properties.text("ApiId"))
      .find(({ routeKey }) => routeKey === key);
    return settleRoute(service, properties, mayExist ? former?.routeId : undefined);
  },
  update: (properties, { service, ref }) => settleRoute(service, properties, ref),
  async delete(ref, { service: { httpApis, book }, former }) {
    const apiId = former.text("ApiId");
    if (httpApis.routes.find(apiId, ref) !== undefined) httpApis.deleteRoute(apiId, ref);
    await book.committed();
  },
};

async function settleRoute(
  { httpApis, book }: ApiGateway,
  properties: Properties,
  ref: string | undefined,
): Promise<CreatedResource> {
  const apiId = properties.text("ApiId");
  const scopes = properties.texts("AuthorizationScopes");
  const settings = routeSettings(httpApis.get(apiId), {
    modelSelectionExpression: properties.optionalText("ModelSelectionExpression"),
    requestModels: mapIn(properties, "RequestModels"),
    requestParameters: requiredIn(properties, "RequestParameters"),
    routeResponseSelectionExpression: properties.optionalText("RouteResponseSelectionExpression"),
    authorizerId: properties.optionalText("AuthorizerId"),
    authorizationScopes: scopes.length === 0 ? undefined : scopes,
    routeKey: properties.text("RouteKey"),
    target: properties.optionalText("Target"),
    authorizationType: properties.optionalText("AuthorizationType") as "NONE" | undefined,
    apiKeyRequired: properties.optionalBoolean("ApiKeyRequired"),
    operationName: properties.optionalText("OperationName"),
  });
  const { routeId } = httpApis.putRoute(apiId, settings, ref);
  await book.committed();
  return { ref: routeId, attributes: { RouteId: routeId } };
}

/** Undefined for none. */
export function mapIn(properties: Properties, name: string): Readonly<Record<string, string>> | undefined {
  const given = properties.textMap(name);
  return Object.keys(given).length === 0 ? undefined : given;
}

/** `{ "route.request.querystring.name": { "Required": true } }` */
export function requiredIn(properties: Properties, name: string): HttpRoute["requestParameters"] {
  const given = properties.json(name);
  if (given === undefined || !isJsonObject(given)) return undefined;
  const all = properties.section(name);
  return Object.fromEntries(
    Object.keys(given).map((each) => [each, { required: all.section(each).optionalBoolean("Required") }]),
  );
}

export const httpStage: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGatewayV2::Stage",
  isKept: true,
  create(properties, { service, mayExist }) {
    const { httpApis } = service;
    const apiId = properties.text("ApiId");
    const stageName = properties.text("StageName");
    const isThere = httpApis.stages.find(apiId, stageName) !== undefined;
    if (isThere && !mayExist) throw alreadyExists("AWS::ApiGatewayV2::Stage", stageName);
    const settings = stageIn(properties);
    if (isThere) updateStage(httpApis, apiId, stageName, settings);
    else createStage(httpApis, apiId, stageName, settings);
    return settledStage(service, properties);
  },
  update(properties, { service }) {
    updateStage(
      service.httpApis,
      properties.text("ApiId"),
      properties.text("StageName"),
      stageIn(properties),
    );
    return settledStage(service, properties);
  },
  async delete(ref, { service: { httpApis, book }, former }) {
    const apiId = former.text("ApiId");
    if (httpApis.stages.find(apiId, ref) !== undefined) deleteStage(httpApis, apiId, ref);
    await book.committed();
  },
};

async function settledStage(
  { httpApis, book }: ApiGateway,
  properties: Properties,
): Promise<CreatedResource> {
  const stageName = properties.text("StageName");
  httpApis.tags.put(httpApis.stageArn(properties.text("ApiId"), stageName), properties.textMap("Tags"));
  await book.committed();
  return { ref: stageName };
}

function stageIn(properties: Properties): StageSettings {
  properties.inert("AccessPolicyId", "ClientCertificateId");
  const log = properties.section("AccessLogSettings");
  const settings = (name: string) => {
    const value = properties.json(name) ?? {};
    return isJsonObject(value) ? value : properties.fail(name, "must be an object");
  };
  return {
    ...present({
      deploymentId: properties.optionalText("DeploymentId"),
      description: properties.optionalText("Description"),
      accessLogSettings: properties.has("AccessLogSettings")
        ? { destinationArn: log.optionalText("DestinationArn"), format: log.optionalText("Format") }
        : undefined,
    }),
    autoDeploy: properties.optionalBoolean("AutoDeploy") ?? false,
    defaultRouteSettings: settings("DefaultRouteSettings"),
    routeSettings: settings("RouteSettings") as StageSettings["routeSettings"],
    stageVariables: properties.textMap("StageVariables"),
  };
}

export const httpDeployment: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGatewayV2::Deployment",
  isKept: true,
  async create(properties, { service: { httpApis, book } }) {
    const request = {
      description: properties.optionalText("Description"),
      stageName: properties.optionalText("StageName"),
    };
    const { deploymentId } = deploy(httpApis, properties.text("ApiId"), present(request));
    await book.committed();
    return { ref: deploymentId, attributes: { DeploymentId: deploymentId } };
  },
  async delete(ref, { service: { httpApis, book }, former }) {
    const apiId = former.text("ApiId");
    if (httpApis.deployments.find(apiId, ref) !== undefined) deleteDeployment(httpApis, apiId, ref);
    await book.committed();
  },
};
