// REST APIs on the wire.

import type { ServiceApi } from "../../../aws/wire/operation.ts";
import type { ApiGateway } from "../apigateway.ts";
import { accountOperations } from "./account-operations.ts";
import { clientCertificateOperations } from "./client-certificate-operations.ts";
import { documentationPartOperations, documentationVersionOperations } from "./documentation-operations.ts";
import { basePathOperations, domainOperations } from "./domain-operations.ts";
import { exportOperations } from "./export-operations.ts";
import { refusedOfRestApis } from "./refused-rest-operations.ts";
import { gatewayApi, named } from "./rest.ts";
import { resourceOperations, restApiOperations } from "./rest-api-operations.ts";
import { methodOperations } from "./rest-method-operations.ts";
import {
  gatewayResponseOperations,
  modelOperations,
  restAuthorizerOperations,
  validatorOperations,
} from "./rest-part-operations.ts";
import { restDeploymentOperations, restStageOperations } from "./rest-stage-operations.ts";
import { restTagOperations } from "./rest-tag-operations.ts";
import { testInvokeOperations } from "./test-invoke-operations.ts";
import { updateOperations } from "./update-operations.ts";
import { apiKeyOperations, usageOperations, usagePlanOperations } from "./usage-operations.ts";
import { restVpcLinkOperations } from "./vpc-link-operations.ts";

export function restApisApi(gateway: ApiGateway): ServiceApi {
  const operations = named({
    ...restApiOperations(gateway),
    ...resourceOperations(gateway),
    ...methodOperations(gateway),
    ...restDeploymentOperations(gateway),
    ...restStageOperations(gateway),
    ...updateOperations(gateway),
    ...restAuthorizerOperations(gateway),
    ...modelOperations(gateway),
    ...validatorOperations(gateway),
    ...gatewayResponseOperations(gateway),
    ...apiKeyOperations(gateway),
    ...usagePlanOperations(gateway),
    ...usageOperations(gateway),
    ...testInvokeOperations(gateway),
    ...accountOperations(gateway),
    ...restTagOperations(gateway),
    ...domainOperations(gateway),
    ...basePathOperations(gateway),
    ...documentationPartOperations(gateway),
    ...documentationVersionOperations(gateway),
    ...exportOperations(gateway),
    ...clientCertificateOperations(gateway),
    ...restVpcLinkOperations(gateway),
  });
  return { ...gatewayApi(gateway, "API Gateway", operations), refused: refusedOfRestApis };
}
