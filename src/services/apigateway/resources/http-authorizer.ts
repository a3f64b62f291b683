// AWS::ApiGatewayV2::Authorizer
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-authorizer.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { ApiGateway } from "../apigateway.ts";
import { authorizerSettings } from "../http-apis/authorizer.ts";

export const httpAuthorizer: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGatewayV2::Authorizer",
  isKept: true,
  create: (properties, { service }) => settle(service, properties, undefined),
  update: (properties, { service, ref }) => settle(service, properties, ref),
  async delete(ref, { service: { httpApis, book }, former }) {
    const apiId = former.text("ApiId");
    if (httpApis.authorizers.find(apiId, ref) !== undefined) httpApis.deleteAuthorizer(apiId, ref);
    await book.committed();
  },
};

async function settle(
  { httpApis, book }: ApiGateway,
  properties: Properties,
  ref: string | undefined,
): Promise<CreatedResource> {
  const jwt = properties.section("JwtConfiguration");
  properties.inert("IdentityValidationExpression");
  const { protocolType } = httpApis.get(properties.text("ApiId"));
  const settings = authorizerSettings(protocolType, {
    name: properties.text("Name"),
    authorizerType: properties.text("AuthorizerType"),
    authorizerUri: properties.optionalText("AuthorizerUri"),
    jwtConfiguration: { issuer: jwt.optionalText("Issuer"), audience: jwt.texts("Audience") },
    authorizerPayloadFormatVersion: properties.optionalText("AuthorizerPayloadFormatVersion"),
    authorizerCredentialsArn: properties.optionalText("AuthorizerCredentialsArn"),
    identitySource: properties.texts("IdentitySource"),
    enableSimpleResponses: properties.optionalBoolean("EnableSimpleResponses"),
    authorizerResultTtlInSeconds: properties.optionalNumber("AuthorizerResultTtlInSeconds"),
  });
  const { authorizerId } = httpApis.putAuthorizer(properties.text("ApiId"), settings, ref);
  await book.committed();
  return { ref: authorizerId, attributes: { AuthorizerId: authorizerId } };
}
