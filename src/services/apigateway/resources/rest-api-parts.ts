// AWS::ApiGateway::Authorizer, Model, RequestValidator and GatewayResponse
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGateway.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { ApiGateway } from "../apigateway.ts";
import { newId } from "../ids.ts";
import { badRequest } from "../refusals.ts";
import { checkAuthorizer } from "../rest-apis/authorizer-checks.ts";
import { isResponseType } from "../rest-apis/gateway-responses.ts";
import type { RestAuthorizer } from "../rest-apis/records.ts";
import { modelCheck } from "../rest-apis/request-validation.ts";

export const restAuthorizer: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::Authorizer",
  isKept: true,
  create: (properties, { service }) => settleAuthorizer(service, properties, newId(6)),
  update: (properties, { service, ref }) => settleAuthorizer(service, properties, ref),
  async delete(ref, { service: { restApis, book }, former }) {
    const apiId = former.text("RestApiId");
    if (restApis.authorizers.find(apiId, ref) !== undefined) restApis.deleteAuthorizer(apiId, ref);
    await book.committed();
  },
};

async function settleAuthorizer(
  { restApis, book }: ApiGateway,
  properties: Properties,
  id: string,
): Promise<CreatedResource> {
  const apiId = properties.text("RestApiId");
  const pools = properties.texts("ProviderARNs");
  const authorizer = checkAuthorizer({
    ...{ id, name: properties.text("Name"), type: properties.text("Type") as RestAuthorizer["type"] },
    authType: properties.optionalText("AuthType"),
    authorizerUri: properties.optionalText("AuthorizerUri"),
    authorizerCredentials: properties.optionalText("AuthorizerCredentials"),
    identitySource: properties.optionalText("IdentitySource"),
    identityValidationExpression: properties.optionalText("IdentityValidationExpression"),
    authorizerResultTtlInSeconds: properties.optionalNumber("AuthorizerResultTtlInSeconds"),
    providerARNs: pools.length === 0 ? undefined : pools,
  });
  restApis.get(apiId);
  restApis.authorizers.put(apiId, authorizer);
  await book.committed();
  return { ref: id, attributes: { AuthorizerId: id } };
}

export const restModel: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::Model",
  isKept: true,
  create: (properties, { service, generatedName }) =>
    settleModel(
      service,
      properties,
      properties.optionalText("Name") ?? generatedName.replaceAll(/[^A-Za-z0-9]/g, ""),
    ),
  update: (properties, { service, ref }) => settleModel(service, properties, ref),
  async delete(ref, { service: { restApis, book }, former }) {
    restApis.models.remove(former.text("RestApiId"), ref);
    await book.committed();
  },
};

async function settleModel(
  { restApis, book }: ApiGateway,
  properties: Properties,
  name: string,
): Promise<CreatedResource> {
  properties.inert("Name");
  const apiId = properties.text("RestApiId");
  const model = {
    ...{ id: restApis.models.find(apiId, name)?.id ?? newId(6), name },
    contentType: properties.optionalText("ContentType") ?? "application/json",
    description: properties.optionalText("Description"),
    schema: properties.jsonText("Schema"),
  };
  restApis.get(apiId);
  modelCheck(model, restApis.models.of(apiId));
  restApis.models.put(apiId, model);
  await book.committed();
  return { ref: name };
}

export const requestValidator: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::RequestValidator",
  isKept: true,
  create: (properties, { service }) => settleValidator(service, properties, newId(6)),
  update: (properties, { service, ref }) => settleValidator(service, properties, ref),
  async delete(ref, { service: { restApis, book }, former }) {
    const apiId = former.text("RestApiId");
    if (restApis.requestValidators.find(apiId, ref) !== undefined)
      restApis.deleteRequestValidator(apiId, ref);
    await book.committed();
  },
};

async function settleValidator(
  { restApis, book }: ApiGateway,
  properties: Properties,
  id: string,
): Promise<CreatedResource> {
  const apiId = properties.text("RestApiId");
  restApis.get(apiId);
  restApis.requestValidators.put(apiId, {
    ...{ id, name: properties.optionalText("Name") ?? "" },
    validateRequestBody: properties.optionalBoolean("ValidateRequestBody") ?? false,
    validateRequestParameters: properties.optionalBoolean("ValidateRequestParameters") ?? false,
  });
  await book.committed();
  return { ref: id, attributes: { RequestValidatorId: id } };
}

export const gatewayResponse: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::GatewayResponse",
  isKept: true,
  create: (properties, { service, generatedName }) => settleResponse(service, properties, generatedName),
  update: (properties, { service, ref }) => settleResponse(service, properties, ref),
  async delete(_, { service: { restApis, book }, former }) {
    restApis.gatewayResponses.remove(former.text("RestApiId"), former.text("ResponseType"));
    await book.committed();
  },
};

async function settleResponse(
  { restApis, book }: ApiGateway,
  properties: Properties,
  ref: string,
): Promise<CreatedResource> {
  const apiId = properties.text("RestApiId");
  restApis.get(apiId);
  const responseType = properties.text("ResponseType");
  if (!isResponseType(responseType))
    throw badRequest(`Invalid gateway response type specified: ${responseType}`);
  const statusCode = properties.optionalText("StatusCode");
  restApis.gatewayResponses.put(apiId, {
    ...{ responseType, ...(statusCode === undefined ? {} : { statusCode }) },
    responseParameters: properties.textMap("ResponseParameters"),
    responseTemplates: properties.textMap("ResponseTemplates"),
  });
  await book.committed();
  return { ref, attributes: { Id: ref } };
}
