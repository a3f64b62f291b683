// AWS::ApiGatewayV2::Api
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html

import { isJsonObject, type JsonObject } from "../../../aws/json.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { present } from "../../../aws/wire/given.ts";
import type { ApiGateway } from "../apigateway.ts";
import { importApi } from "../http-apis/import-api.ts";
import { quickCreate } from "../http-apis/quick-create.ts";
import type { ApiSettings, CorsConfiguration, HttpApi } from "../http-apis/records.ts";
import { bodyIn } from "./api-body.ts";

export const httpApi: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGatewayV2::Api",
  isKept: true,
  async create(properties, { service, generatedName, mayExist }) {
    const { httpApis } = service;
    const name = properties.optionalText("Name") ?? generatedName;
    const formerId = service.madeFor.get(generatedName);
    const apiId = mayExist && httpApis.find(formerId ?? "") !== undefined ? formerId : undefined;
    // What an earlier run left of it is made anew, part by part.
    if (apiId !== undefined) httpApis.empty(apiId);
    const quick = quickTarget(properties);
    const api = await settle(service, properties, { name, apiId });
    if (quick !== undefined) quickCreate(httpApis, api.apiId, quick);
    tag(service, api, properties);
    service.madeFor.put(generatedName, api.apiId);
    return told(service, api);
  },
  async update(properties, { service, ref, generatedName }) {
    quickTarget(properties);
    const name = properties.optionalText("Name") ?? generatedName;
    const api = await settle(service, properties, { name, apiId: ref });
    tag(service, api, properties);
    return told(service, api);
  },
  async delete(ref, { service: { httpApis, madeFor, book }, generatedName }) {
    if (madeFor.get(generatedName) === ref) madeFor.remove(generatedName);
    if (httpApis.find(ref) !== undefined) httpApis.delete(ref);
    await book.committed();
  },
};

/** Beside those that its document says. */
function tag({ httpApis }: ApiGateway, { apiId }: HttpApi, properties: Properties): void {
  const arn = httpApis.arn(apiId);
  httpApis.tags.put(arn, { ...httpApis.tags.get(arn), ...properties.textMap("Tags") });
}

interface Known {
  readonly name: string;
  readonly apiId: string | undefined;
}

async function settle(
  { httpApis, objects }: ApiGateway,
  properties: Properties,
  { name, apiId }: Known,
): Promise<HttpApi> {
  properties.inert("FailOnWarnings", "BasePath", "IpAddressType");
  const body = await bodyIn(properties, objects);
  if (body === undefined) {
    const protocolType = properties.optionalText("ProtocolType");
    if (protocolType !== "HTTP" && protocolType !== "WEBSOCKET")
      return properties.fail("ProtocolType", "must be HTTP or WEBSOCKET");
    const settings = { ...settingsIn(properties), name };
    // One of a region that had no WebSocket APIs is there by its name alone.
    return apiId === undefined || httpApis.find(apiId) === undefined
      ? httpApis.create(settings, protocolType)
      : httpApis.update(apiId, settings);
  }
  properties.inert("ProtocolType");
  const { disableExecuteApiEndpoint, ...given } = settingsIn(properties);
  const settings = {
    ...present(given),
    ...(properties.has("DisableExecuteApiEndpoint") ? { disableExecuteApiEndpoint } : {}),
    ...(properties.has("Name") || !hasTitle(body) ? { name } : {}),
  };
  return importApi(httpApis, body, { apiId, settings });
}

function hasTitle({ info }: JsonObject): boolean {
  return isJsonObject(info) && typeof info.title === "string" && info.title !== "";
}

function settingsIn(properties: Properties): Omit<ApiSettings, "name"> {
  return {
    description: properties.optionalText("Description"),
    version: properties.optionalText("Version"),
    corsConfiguration: corsIn(properties),
    disableExecuteApiEndpoint: properties.optionalBoolean("DisableExecuteApiEndpoint") ?? false,
    ipAddressType: "ipv4",
    ...present({
      disableSchemaValidation: properties.optionalBoolean("DisableSchemaValidation"),
      routeSelectionExpression: properties.optionalText("RouteSelectionExpression"),
      apiKeySelectionExpression: properties.optionalText("ApiKeySelectionExpression"),
    }),
  };
}

function corsIn(properties: Properties): CorsConfiguration | undefined {
  const cors = properties.section("CorsConfiguration");
  if (!properties.has("CorsConfiguration")) return undefined;
  const texts = (name: string) => (cors.has(name) ? cors.texts(name) : undefined);
  return present({
    allowCredentials: cors.optionalBoolean("AllowCredentials"),
    allowHeaders: texts("AllowHeaders"),
    allowMethods: texts("AllowMethods"),
    allowOrigins: texts("AllowOrigins"),
    exposeHeaders: texts("ExposeHeaders"),
    maxAge: cors.optionalNumber("MaxAge"),
  });
}

function quickTarget(properties: Properties) {
  const target = properties.optionalText("Target");
  const routeKey = properties.optionalText("RouteKey");
  const credentialsArn = properties.optionalText("CredentialsArn");
  return target === undefined ? undefined : { target, routeKey, credentialsArn };
}

async function told(service: ApiGateway, api: HttpApi): Promise<CreatedResource> {
  await service.book.committed();
  const { apiId } = api;
  const { partition, region, accountId } = service.identity;
  return {
    ref: apiId,
    attributes: {
      ApiId: apiId,
      ApiEndpoint: await service.endpointOf(api),
      ExecuteApiArn: `arn:${partition}:execute-api:${region}:${accountId}:${apiId}`,
    },
  };
}
