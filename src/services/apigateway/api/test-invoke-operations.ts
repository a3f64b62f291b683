// Methods and authorizers of REST APIs tried without a deployment.
// https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html

import type { RestOperations } from "../../../aws/wire/rest-operation.ts";
import { splitTarget } from "../../../aws/wire/served-hosts.ts";
import { mapOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { gatewayOperation } from "./rest.ts";

const texts = optional(mapOf(text()));

export function testInvokeOperations(gateway: ApiGateway): RestOperations {
  return {
    TestInvokeMethod: gatewayOperation(
      structure({
        ...{ restApiId: required(text()), resourceId: required(text()), httpMethod: required(text()) },
        ...{ pathWithQueryString: optional(text()), body: optional(text()), headers: texts },
        stageVariables: texts,
      }),
      { path: "/restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}", method: "POST" },
      async ({ restApiId, resourceId, httpMethod, pathWithQueryString = "", ...given }, { requestId }) => {
        const { restApis } = gateway;
        const method = restApis.method(restApiId, resourceId, httpMethod);
        const resource = restApis.resources.get(restApiId, resourceId);
        const { path, query } = splitTarget(pathWithQueryString || resource.path);
        const headers = Object.entries(given.headers ?? {}).map(([name, value]) => [
          name.toLowerCase(),
          value,
        ]);
        const asked = {
          ...{ requestId, path, query, headers: Object.fromEntries(headers) as Record<string, string> },
          ...{ body: Buffer.from(given.body ?? ""), stageVariables: given.stageVariables ?? {} },
          method: httpMethod === "ANY" ? "GET" : httpMethod,
        };
        const startedAt = performance.now();
        const answer = await gateway.tryMethod({ restApiId, resource, method }, asked);
        const body =
          typeof answer.body === "string" ? answer.body : Buffer.from(answer.body as Uint8Array).toString();
        const lists = Object.entries(answer.headers).map(([name, value]) => [name, [value].flat()]);
        return {
          ...{ status: answer.status, body, latency: Math.round(performance.now() - startedAt) },
          headers: Object.fromEntries(
            Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
          ),
          multiValueHeaders: Object.fromEntries(lists),
          log: `Execution log for request ${requestId}\n${asked.method} ${path}\nMethod completed with status: ${answer.status}`,
        };
      },
    ),
  };
}
