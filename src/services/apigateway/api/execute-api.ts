// Requests to APIs, which AWS calls `execute-api:Invoke` where it permits them.

import type { ServiceApi } from "../../../aws/wire/operation.ts";
import { confinement, executeApiPath } from "../../../aws/wire/served-hosts.ts";
import type { ApiGateway } from "../apigateway.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

export function executeApi(gateway: ApiGateway): ServiceApi {
  // A custom domain name may stand for the API.
  const path = new RegExp(`^${executeApiPath}(?<apiId>[a-z0-9.-]+)(?:/.*)?$`, "s");
  return {
    ...{
      name: "API Gateway",
      targetPrefix: undefined,
      errorNamespace: "",
      jsonVersion: "1.1",
      operations: {},
    },
    socketRoutes: [
      { operation: "Connect", path, open: (call) => gateway.open(call.parameters.apiId ?? "", call) },
    ],
    routes: methods.map((method) => ({
      ...{ operation: "Invoke", method, path, isStreamed: true },
      async handle(call) {
        const answer = await gateway.answer(call.parameters.apiId ?? "", call);
        return { ...answer, headers: { ...answer.headers, ...confinement(call.host) } };
      },
    })),
  };
}
