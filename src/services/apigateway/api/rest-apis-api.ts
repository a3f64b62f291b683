// REST APIs on the wire.

import type { ServiceApi } from "../../../aws/wire/operation.ts";
import type { ApiGateway } from "../apigateway.ts";
import { refusedOfRestApis } from "./refused-rest-operations.ts";
import { gatewayApi } from "./rest.ts";
import {
  resourceOperations,
  restApiOperations,
  restDeploymentOperations,
  restStageOperations,
} from "./rest-api-operations.ts";
import { methodOperations } from "./rest-method-operations.ts";

export function restApisApi(gateway: ApiGateway): ServiceApi {
  const api = gatewayApi(gateway, "API Gateway", {
    ...restApiOperations(gateway),
    ...resourceOperations(gateway),
    ...methodOperations(gateway),
    ...restDeploymentOperations(gateway),
    ...restStageOperations(gateway),
  });
  return { ...api, refused: refusedOfRestApis };
}
