// What requests to APIs need.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigateway.html

import { parseArn } from "../../aws/arn.ts";
import type { ServicePermissions } from "../permissions.ts";
import type { ApiGateway } from "./apigateway.ts";

/** Requests to APIs are held to what each API says (`requests/invoke-permits.ts`); of operations it is not known what they need. */
export const gatewayPermissions: ServicePermissions<unknown> = {
  isKnown: (operation) => operation === "Invoke",
  needsOf: () => [],
};

/** Who delivers to an API of the region has to be let invoke it, as who asks it over the wire. */
export const executeApiPermissions: ServicePermissions<ApiGateway> = {
  isKnown: () => false,
  needsOf: () => [],
  deliveryAction: () => "execute-api:Invoke",
  policyOf(gateway, arn) {
    const [apiId = "", stageName = ""] = parseArn(arn)?.resource.split("/") ?? [];
    return gateway.restApis.policyOf(apiId, stageName);
  },
  denial: { status: 403 },
};
