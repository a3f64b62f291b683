// Authorizers of HTTP APIs on the wire.
// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html

import type { RestOperations } from "../../../aws/wire/rest-operation.ts";
import { flag, integer, listOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { authorizerSettings } from "../http-apis/authorizer.ts";
import { apiId } from "./api-operations.ts";
import { listOperation, partOf } from "./part-operations.ts";
import { gatewayOperation } from "./rest.ts";

const path = "/v2/apis/{apiId}/authorizers";
const one = `${path}/{authorizerId}`;
const authorizerId = required(text());
const members = {
  authorizerCredentialsArn: optional(text()),
  authorizerPayloadFormatVersion: optional(text()),
  authorizerResultTtlInSeconds: optional(integer()),
  authorizerType: optional(text()),
  authorizerUri: optional(text()),
  enableSimpleResponses: optional(flag()),
  identitySource: optional(listOf(text())),
  jwtConfiguration: optional(structure({ audience: optional(listOf(text())), issuer: optional(text()) })),
  name: optional(text()),
};

export function authorizerOperations({ httpApis }: ApiGateway): RestOperations {
  return {
    CreateAuthorizer: gatewayOperation(
      structure({ apiId, ...members }),
      { path, method: "POST", status: 201 },
      ({ apiId: of, ...given }) => ({
        ...httpApis.putAuthorizer(of, authorizerSettings(httpApis.get(of).protocolType, given)),
      }),
    ),
    UpdateAuthorizer: gatewayOperation(
      structure({ apiId, authorizerId, ...members }),
      { path: one, method: "PATCH" },
      ({ apiId: of, authorizerId: id, ...given }) => {
        const former = partOf(httpApis, httpApis.authorizers, of, id);
        const { protocolType } = httpApis.get(of);
        return { ...httpApis.putAuthorizer(of, authorizerSettings(protocolType, given, former), id) };
      },
    ),
    DeleteAuthorizer: gatewayOperation(
      structure({ apiId, authorizerId }),
      { path: one, method: "DELETE", status: 204 },
      ({ apiId: of, authorizerId: id }) => {
        httpApis.deleteAuthorizer(of, id);
        return {};
      },
    ),
    GetAuthorizer: gatewayOperation(
      structure({ apiId, authorizerId }),
      { path: one, method: "GET" },
      ({ apiId: of, authorizerId: id }) => ({ ...partOf(httpApis, httpApis.authorizers, of, id) }),
    ),
    GetAuthorizers: listOperation(httpApis, httpApis.authorizers, path, (each) => each.authorizerId),
    ResetAuthorizersCache: gatewayOperation(
      structure({ apiId, stageName: required(text()) }),
      { path: "/v2/apis/{apiId}/stages/{stageName}/cache/authorizers", method: "DELETE", status: 204 },
      ({ apiId: of, stageName }) => {
        partOf(httpApis, httpApis.stages, of, stageName);
        httpApis.touch(of);
        return {};
      },
    ),
  };
}
