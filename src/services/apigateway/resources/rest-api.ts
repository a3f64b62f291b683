// AWS::ApiGateway::RestApi, Resource, Method, Deployment and Stage
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGateway.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { ApiGateway } from "../apigateway.ts";
import { canarySettings, type GivenCanary } from "../rest-apis/canary.ts";
import { deployCanary } from "../rest-apis/canary-deployment.ts";
import { apiSettings, checkDocument, importResources } from "../rest-apis/open-api.ts";
import type {
  EndpointConfiguration,
  IntegrationResponse,
  MethodResponse,
  MethodSetting,
  RestIntegration,
  RestMethod,
} from "../rest-apis/records.ts";
import { bodyIn } from "./api-body.ts";
import { tagsIn } from "./tags.ts";

export const restApi: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::RestApi",
  isKept: true,
  async create(properties, { service, generatedName, mayExist }) {
    const { restApis, madeFor } = service;
    const formerId = madeFor.get(generatedName);
    // What an earlier run left of it is made anew, part by part.
    if (mayExist && formerId !== undefined && restApis.find(formerId) !== undefined)
      restApis.remove(formerId);
    const settings = await settingsIn(properties, service, generatedName);
    if (settings.body !== undefined) checkDocument(settings.body);
    const source = properties.optionalText("CloneFrom");
    const api = source === undefined ? restApis.create(settings.api) : restApis.clone(source, settings.api);
    madeFor.put(generatedName, api.id);
    if (settings.body !== undefined) importResources(restApis, api.id, settings.body);
    return toldApi(service, api);
  },
  async update(properties, { service, ref, generatedName }) {
    properties.inert("CloneFrom");
    const settings = await settingsIn(properties, service, generatedName);
    const api = service.restApis.update(ref, settings.api);
    if (settings.body !== undefined) importResources(service.restApis, ref, settings.body);
    return toldApi(service, api);
  },
  async delete(ref, { service: { restApis, madeFor, book }, generatedName }) {
    if (madeFor.get(generatedName) === ref) madeFor.remove(generatedName);
    if (restApis.find(ref) !== undefined) restApis.delete(ref);
    await book.committed();
  },
};

async function settingsIn(properties: Properties, { objects }: ApiGateway, generatedName: string) {
  properties.inert("EndpointAccessMode", "FailOnWarnings", "Mode", "Parameters");
  properties.inert("MinimumCompressionSize", "Policy", "SecurityPolicy");
  const body = await bodyIn(properties, objects);
  const said = body === undefined ? undefined : apiSettings(body);
  const binaryMediaTypes = [
    ...new Set([...properties.texts("BinaryMediaTypes"), ...(said?.binaryMediaTypes ?? [])]),
  ];
  const api = {
    name: properties.optionalText("Name") ?? (said?.name || generatedName),
    description: properties.optionalText("Description") ?? said?.description,
    version: properties.optionalText("Version") ?? said?.version,
    apiKeySource: properties.optionalText("ApiKeySourceType") ?? "HEADER",
    ...(binaryMediaTypes.length === 0 ? {} : { binaryMediaTypes }),
    endpointConfiguration: endpointIn(properties),
    tags: tagsIn(properties),
    disableExecuteApiEndpoint: properties.optionalBoolean("DisableExecuteApiEndpoint") ?? false,
  };
  return { api, body };
}

function endpointIn(properties: Properties): EndpointConfiguration | undefined {
  const given = properties.section("EndpointConfiguration");
  const [types, vpcEndpointIds] = [given.texts("Types"), given.texts("VpcEndpointIds")];
  const ipAddressType = given.optionalText("IpAddressType");
  if (types.length === 0) return ipAddressType === undefined ? undefined : { ipAddressType };
  return { types, ipAddressType, ...(vpcEndpointIds.length === 0 ? {} : { vpcEndpointIds }) };
}

async function toldApi(
  { book }: ApiGateway,
  { id, rootResourceId }: { readonly id: string; readonly rootResourceId: string },
): Promise<CreatedResource> {
  await book.committed();
  return { ref: id, attributes: { RestApiId: id, RootResourceId: rootResourceId } };
}

export const restResource: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::Resource",
  isKept: true,
  async create(properties, { service: { restApis, book } }) {
    const [apiId, parentId] = [properties.text("RestApiId"), properties.text("ParentId")];
    const { id } = restApis.createResource(apiId, parentId, properties.text("PathPart"));
    await book.committed();
    return { ref: id, attributes: { ResourceId: id } };
  },
  async delete(ref, { service: { restApis, book }, former }) {
    const apiId = former.text("RestApiId");
    if (restApis.resources.find(apiId, ref) !== undefined) restApis.deleteResource(apiId, ref);
    await book.committed();
  },
};

export const restMethod: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::Method",
  isKept: true,
  create: (properties, { service, generatedName }) => settleMethod(service, properties, generatedName),
  update: (properties, { service, ref }) => settleMethod(service, properties, ref),
  async delete(_, { service: { restApis, book }, former }) {
    const [apiId, resourceId] = [former.text("RestApiId"), former.text("ResourceId")];
    const httpMethod = former.text("HttpMethod");
    if (restApis.resources.find(apiId, resourceId)?.resourceMethods?.[httpMethod] !== undefined)
      restApis.deleteMethod(apiId, resourceId, httpMethod);
    await book.committed();
  },
};

async function settleMethod(
  { restApis, book }: ApiGateway,
  properties: Properties,
  ref: string,
): Promise<CreatedResource> {
  const responses = properties.sections("MethodResponses").map((each): MethodResponse => {
    return {
      statusCode: each.text("StatusCode"),
      responseParameters: flagsIn(each, "ResponseParameters"),
      responseModels: each.textMap("ResponseModels"),
    };
  });
  const method: RestMethod = {
    httpMethod: properties.text("HttpMethod"),
    authorizationType: properties.optionalText("AuthorizationType") ?? "NONE",
    apiKeyRequired: properties.optionalBoolean("ApiKeyRequired") ?? false,
    authorizerId: properties.optionalText("AuthorizerId"),
    authorizationScopes: properties.texts("AuthorizationScopes"),
    operationName: properties.optionalText("OperationName"),
    requestParameters: flagsIn(properties, "RequestParameters"),
    requestModels: properties.textMap("RequestModels"),
    requestValidatorId: properties.optionalText("RequestValidatorId"),
    methodResponses: Object.fromEntries(responses.map((each) => [each.statusCode, each])),
    methodIntegration: integrationIn(properties),
  };
  restApis.putMethod(properties.text("RestApiId"), properties.text("ResourceId"), method);
  await book.committed();
  return { ref };
}

/** CloudFormation takes any text for a flag here: frameworks write the header's value, such as `'*'`. */
function flagsIn(properties: Properties, name: string): Readonly<Record<string, boolean>> {
  const flags = properties.section(name);
  const names = Object.keys(flags.jsonOf(() => true));
  return Object.fromEntries(
    names.map((each) => {
      const given = flags.json(each);
      const isWord = typeof given === "string" && !/^(?:true|false)$/i.test(given);
      return [each, isWord ? false : (flags.optionalBoolean(each) ?? false)];
    }),
  );
}

function integrationIn(properties: Properties): RestIntegration | undefined {
  const given = properties.section("Integration");
  if (!properties.has("Integration")) return undefined;
  given.inert("CacheKeyParameters", "CacheNamespace");
  const responses = given.sections("IntegrationResponses").map((each): IntegrationResponse => {
    return {
      contentHandling: each.optionalText("ContentHandling"),
      statusCode: each.text("StatusCode"),
      selectionPattern: each.optionalText("SelectionPattern"),
      responseParameters: each.textMap("ResponseParameters"),
      responseTemplates: each.textMap("ResponseTemplates"),
    };
  });
  return {
    contentHandling: given.optionalText("ContentHandling"),
    type: given.text("Type") as RestIntegration["type"],
    httpMethod: given.optionalText("IntegrationHttpMethod"),
    uri: given.optionalText("Uri"),
    connectionType: given.optionalText("ConnectionType"),
    connectionId: given.optionalText("ConnectionId"),
    credentials: given.optionalText("Credentials"),
    requestParameters: given.textMap("RequestParameters"),
    requestTemplates: given.textMap("RequestTemplates"),
    passthroughBehavior: given.optionalText("PassthroughBehavior") ?? "WHEN_NO_MATCH",
    timeoutInMillis: given.optionalNumber("TimeoutInMillis") ?? 29_000,
    integrationResponses: Object.fromEntries(responses.map((each) => [each.statusCode, each])),
  };
}

export const restDeployment: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::Deployment",
  isKept: true,
  async create(properties, { service: { restApis, book } }) {
    const apiId = properties.text("RestApiId");
    const description = properties.optionalText("Description");
    const stageName = properties.optionalText("StageName");
    const canarySection = properties.section("DeploymentCanarySettings");
    if (properties.has("DeploymentCanarySettings")) {
      const given = canaryIn(canarySection);
      const canary = deployCanary(restApis, { apiId, stageName }, { ...given, description });
      await book.committed();
      return { ref: canary.id, attributes: { DeploymentId: canary.id } };
    }
    const { id } = restApis.deploy(apiId, description);
    const stage = properties.section("StageDescription");
    const settings = {
      ...{ deploymentId: id, tracingEnabled: stage.optionalBoolean("TracingEnabled") ?? false },
      ...{ variables: stage.textMap("Variables"), methodSettings: stageSettings(stage) },
    };
    stage.jsonOf(() => true);
    if (stageName !== undefined) restApis.putStage(apiId, stageName, settings, true);
    await book.committed();
    return { ref: id, attributes: { DeploymentId: id } };
  },
  async delete(ref, { service: { restApis, book }, former }) {
    const apiId = former.text("RestApiId");
    // The stage that came with it goes with it.
    const stage = former.optionalText("StageName");
    if (stage !== undefined && restApis.stages.find(apiId, stage)?.deploymentId === ref)
      restApis.deleteStage(apiId, stage);
    if (restApis.deployments.find(apiId, ref) !== undefined) restApis.deleteDeployment(apiId, ref);
    await book.committed();
  },
};

export const restStage: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::Stage",
  isKept: true,
  create: (properties, { service, mayExist }) => settleStage(service, properties, mayExist),
  update: (properties, { service }) => settleStage(service, properties, true),
  async delete(ref, { service: { restApis, book }, former }) {
    const apiId = former.text("RestApiId");
    if (restApis.stages.find(apiId, ref) !== undefined) restApis.deleteStage(apiId, ref);
    await book.committed();
  },
};

async function settleStage(
  { restApis, book }: ApiGateway,
  properties: Properties,
  mayExist: boolean,
): Promise<CreatedResource> {
  const canary = properties.section("CanarySetting");
  const deploymentId = properties.text("DeploymentId");
  properties.inert("CacheClusterEnabled", "CacheClusterSize", "ClientCertificateId", "DocumentationVersion");
  const log = properties.section("AccessLogSetting");
  const [destinationArn, format] = [log.optionalText("DestinationArn"), log.optionalText("Format")];
  const stageName = properties.text("StageName");
  const settings = {
    deploymentId,
    description: properties.optionalText("Description"),
    variables: properties.textMap("Variables"),
    methodSettings: methodSettingsIn(properties),
    tracingEnabled: properties.optionalBoolean("TracingEnabled") ?? false,
    tags: tagsIn(properties),
    ...(destinationArn === undefined || format === undefined
      ? {}
      : { accessLogSettings: { destinationArn, format } }),
    ...(properties.has("CanarySetting")
      ? {
          canarySettings: canarySettings(
            canary.optionalText("DeploymentId") ?? deploymentId,
            canaryIn(canary),
          ),
        }
      : {}),
  };
  restApis.putStage(properties.text("RestApiId"), stageName, settings, mayExist);
  await book.committed();
  return { ref: stageName };
}

function canaryIn(canary: Properties): GivenCanary {
  return {
    percentTraffic: canary.optionalNumber("PercentTraffic"),
    useStageCache: canary.optionalBoolean("UseStageCache"),
    ...(canary.has("StageVariableOverrides")
      ? { stageVariableOverrides: canary.textMap("StageVariableOverrides") }
      : {}),
  };
}

/** Those of a deployment's stage stand beside its own as well, for all methods. */
function stageSettings(stage: Properties): Readonly<Record<string, MethodSetting>> {
  return { "*/*": settingIn(stage), ...methodSettingsIn(stage) };
}

function methodSettingsIn(properties: Properties): Readonly<Record<string, MethodSetting>> {
  return Object.fromEntries(
    properties.sections("MethodSettings").map((each) => {
      each.inert("CacheDataEncrypted", "CacheTtlInSeconds", "CachingEnabled");
      const path = (each.optionalText("ResourcePath") ?? "/*").replace(/^\//, "");
      return [`${path}/${each.optionalText("HttpMethod") ?? "*"}`, settingIn(each)];
    }),
  );
}

function settingIn(properties: Properties): MethodSetting {
  return {
    throttlingRateLimit: properties.optionalNumber("ThrottlingRateLimit"),
    throttlingBurstLimit: properties.optionalNumber("ThrottlingBurstLimit"),
    metricsEnabled: properties.optionalBoolean("MetricsEnabled"),
    loggingLevel: properties.optionalText("LoggingLevel"),
    dataTraceEnabled: properties.optionalBoolean("DataTraceEnabled"),
  };
}
