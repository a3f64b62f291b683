// AWS::ApiGateway::Method
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { ApiGateway } from "../apigateway.ts";
import type {
  IntegrationResponse,
  MethodResponse,
  RestIntegration,
  RestMethod,
} from "../rest-apis/records.ts";
import { deleteMethod, putMethod } from "../rest-apis/resources.ts";

export const restMethod: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::Method",
  isKept: true,
  create: (properties, { service, generatedName }) => settleMethod(service, properties, generatedName),
  update: (properties, { service, ref }) => settleMethod(service, properties, ref),
  async delete(_, { service: { restApis, book }, former }) {
    const [apiId, resourceId] = [former.text("RestApiId"), former.text("ResourceId")];
    const httpMethod = former.text("HttpMethod");
    if (restApis.resources.find(apiId, resourceId)?.resourceMethods?.[httpMethod] !== undefined)
      deleteMethod(restApis, apiId, resourceId, httpMethod);
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
  putMethod(restApis, properties.text("RestApiId"), properties.text("ResourceId"), method);
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
    cacheKeyParameters: given.texts("CacheKeyParameters"),
    cacheNamespace: given.optionalText("CacheNamespace"),
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
