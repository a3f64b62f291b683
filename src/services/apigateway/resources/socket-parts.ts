// AWS::ApiGatewayV2::RouteResponse, IntegrationResponse and Model, which WebSocket APIs have
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGatewayV2.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { present } from "../../../aws/wire/given.ts";
import { checkSchema } from "../api/socket-part-operations.ts";
import type { ApiParts } from "../api-parts.ts";
import type { ApiGateway } from "../apigateway.ts";
import type { HttpApis } from "../http-apis/http-apis.ts";
import { putIntegrationResponse, putModel, putRouteResponse } from "../http-apis/socket-parts.ts";
import { mapIn, requiredIn } from "./http-api-parts.ts";

export const socketRouteResponse: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGatewayV2::RouteResponse",
  isKept: true,
  create: (properties, { service }) => settleRouteResponse(service, properties, undefined),
  update: (properties, { service, ref }) => settleRouteResponse(service, properties, ref),
  delete: (ref, { service, former }) => remove(service, former, ref, (apis) => apis.routeResponses),
};

async function settleRouteResponse(
  { httpApis, book }: ApiGateway,
  properties: Properties,
  ref: string | undefined,
): Promise<CreatedResource> {
  const { routeResponseId } = putRouteResponse(
    httpApis,
    properties.text("ApiId"),
    {
      ...{ routeId: properties.text("RouteId"), routeResponseKey: properties.text("RouteResponseKey") },
      ...present({
        modelSelectionExpression: properties.optionalText("ModelSelectionExpression"),
        responseModels: mapIn(properties, "ResponseModels"),
        responseParameters: requiredIn(properties, "ResponseParameters"),
      }),
    },
    ref,
  );
  await book.committed();
  return { ref: routeResponseId, attributes: { RouteResponseId: routeResponseId } };
}

export const socketIntegrationResponse: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGatewayV2::IntegrationResponse",
  isKept: true,
  create: (properties, { service }) => settleIntegrationResponse(service, properties, undefined),
  update: (properties, { service, ref }) => settleIntegrationResponse(service, properties, ref),
  delete: (ref, { service, former }) => remove(service, former, ref, (apis) => apis.integrationResponses),
};

async function settleIntegrationResponse(
  { httpApis, book }: ApiGateway,
  properties: Properties,
  ref: string | undefined,
): Promise<CreatedResource> {
  const { integrationResponseId } = putIntegrationResponse(
    httpApis,
    properties.text("ApiId"),
    {
      integrationId: properties.text("IntegrationId"),
      integrationResponseKey: properties.text("IntegrationResponseKey"),
      ...present({
        contentHandlingStrategy: properties.optionalText("ContentHandlingStrategy"),
        responseParameters: mapIn(properties, "ResponseParameters"),
        responseTemplates: mapIn(properties, "ResponseTemplates"),
        templateSelectionExpression: properties.optionalText("TemplateSelectionExpression"),
      }),
    },
    ref,
  );
  await book.committed();
  return { ref: integrationResponseId, attributes: { IntegrationResponseId: integrationResponseId } };
}

export const socketModel: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGatewayV2::Model",
  isKept: true,
  create: (properties, { service }) => settleModel(service, properties, undefined),
  update: (properties, { service, ref }) => settleModel(service, properties, ref),
  delete: (ref, { service, former }) => remove(service, former, ref, (apis) => apis.models),
};

async function settleModel(
  { httpApis, book }: ApiGateway,
  properties: Properties,
  ref: string | undefined,
): Promise<CreatedResource> {
  const given = properties.json("Schema");
  const schema = typeof given === "string" ? given : JSON.stringify(given);
  checkSchema(schema);
  const { modelId } = putModel(
    httpApis,
    properties.text("ApiId"),
    {
      ...{ name: properties.text("Name"), schema },
      contentType: properties.optionalText("ContentType") ?? "application/json",
      ...present({ description: properties.optionalText("Description") }),
    },
    ref,
  );
  await book.committed();
  return { ref: modelId, attributes: { ModelId: modelId } };
}

/** What went with its API, or with what it belongs to, is gone already. */
async function remove<Part>(
  { httpApis, book }: ApiGateway,
  former: Properties,
  ref: string,
  of: (apis: HttpApis) => ApiParts<Part>,
): Promise<void> {
  const apiId = former.text("ApiId");
  if (of(httpApis).find(apiId, ref) !== undefined) httpApis.removePart(apiId, of(httpApis), ref);
  await book.committed();
}
