// What is told of API Gateway in this account. https://docs.aws.amazon.com/apigateway/latest/api/API_GetAccount.html

import { structure } from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { badRequest } from "../refusals.ts";
import { type PatchRules, patched, patchOperations } from "./patch.ts";
import { type NamedOperations, restOperation } from "./rest.ts";

const rules: PatchRules = { "/cloudwatchRoleArn": "text", "/features": "list" };

export function accountOperations({ account }: ApiGateway): NamedOperations {
  const path = "/account";
  return {
    GetAccount: restOperation(structure({}), { path, method: "GET" }, () => ({ ...account.get() })),
    UpdateAccount: restOperation(
      structure({ patchOperations }),
      { path, method: "PATCH" },
      ({ patchOperations: given }) => {
        const changed = patched(account.get(), given, rules);
        if (!changed.features.includes("UsagePlans"))
          throw badRequest("Usage Plans cannot be disabled once enabled");
        return { ...account.put(changed) };
      },
    ),
  };
}
