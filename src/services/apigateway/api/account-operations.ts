// What is told of API Gateway in this account. https://docs.aws.amazon.com/apigateway/latest/api/API_GetAccount.html

import type { RestOperations } from "../../../aws/wire/rest-operation.ts";
import { structure } from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { type PatchRules, patched, patchOperations } from "./patch.ts";
import { gatewayOperation } from "./rest.ts";

/** AWS's defaults. */
const usual = {
  apiKeyVersion: "4",
  features: ["UsagePlans"],
  throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
};
const rules: PatchRules = { "/cloudwatchRoleArn": "text", "/features": "list" };

export function accountOperations({ book }: ApiGateway): RestOperations {
  const kept = book.records<typeof usual>("account");
  const account = () => kept.get("account") ?? usual;
  const path = "/account";
  return {
    GetAccount: gatewayOperation(structure({}), { path, method: "GET" }, () => ({ ...account() })),
    UpdateAccount: gatewayOperation(
      structure({ patchOperations }),
      { path, method: "PATCH" },
      ({ patchOperations: given }) => {
        kept.put("account", patched(account(), given, rules));
        return { ...account() };
      },
    ),
  };
}
