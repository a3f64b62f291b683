// HTTP APIs and WebSocket APIs on the wire.

import type { ServiceApi } from "../../../aws/wire/operation.ts";
import type { ApiGateway } from "../apigateway.ts";
import { apiMappingOperations } from "./api-mapping-operations.ts";
import { apiOperations } from "./api-operations.ts";
import { authorizerOperations } from "./authorizer-operations.ts";
import { httpExportOperations } from "./export-operations.ts";
import { httpDomainOperations } from "./http-domain-operations.ts";
import { integrationOperations, routeOperations } from "./part-operations.ts";
import { refused } from "./refused-operations.ts";
import { gatewayApi } from "./rest.ts";
import { routingRuleOperations } from "./routing-rule-operations.ts";
import {
  integrationResponseOperations,
  modelOperations,
  routeResponseOperations,
} from "./socket-part-operations.ts";
import { deploymentOperations, stageOperations, tagOperations } from "./stage-operations.ts";
import { httpVpcLinkOperations } from "./vpc-link-operations.ts";

export function httpApisApi(gateway: ApiGateway): ServiceApi {
  const api = gatewayApi(gateway, "API Gateway V2", {
    ...apiOperations(gateway),
    ...authorizerOperations(gateway),
    ...integrationOperations(gateway),
    ...routeOperations(gateway),
    ...stageOperations(gateway),
    ...deploymentOperations(gateway),
    ...tagOperations(gateway),
    ...httpDomainOperations(gateway),
    ...apiMappingOperations(gateway),
    ...routingRuleOperations(gateway),
    ...httpExportOperations(gateway),
    ...httpVpcLinkOperations(gateway),
    ...routeResponseOperations(gateway),
    ...integrationResponseOperations(gateway),
    ...modelOperations(gateway),
  });
  return { ...api, refused };
}
