// Methods and authorizers of REST APIs tried without a deployment.
// https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html and API_TestInvokeAuthorizer.html

import { listOf, mapOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { methodAt } from "../rest-apis/resources.ts";
import { bodyOf, headersOf, type TriedRequest } from "../rest-apis/trial-log.ts";
import { type NamedOperations, restOperation } from "./rest.ts";

const texts = optional(mapOf(text()));
const restApiId = required(text());
const request = {
  ...{ pathWithQueryString: optional(text()), body: optional(text()), headers: texts },
  ...{ multiValueHeaders: optional(mapOf(listOf(text()))), stageVariables: texts },
};

export function testInvokeOperations({ restApis, trials }: ApiGateway): NamedOperations {
  return {
    TestInvokeMethod: restOperation(
      structure({ ...{ restApiId, resourceId: required(text()), httpMethod: required(text()) }, ...request }),
      { path: "/restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}", method: "POST" },
      async ({ restApiId: id, resourceId, httpMethod, ...given }, { requestId }) => {
        const method = methodAt(restApis, id, resourceId, httpMethod);
        const resource = restApis.resources.get(id, resourceId);
        const asked = triedRequest(given, {
          ...{ requestId, path: resource.path, method: httpMethod === "ANY" ? "GET" : httpMethod },
        });
        const startedAt = performance.now();
        const { answer, log } = await trials.method({ restApiId: id, resource, method }, asked);
        const latency = Math.round(performance.now() - startedAt);
        const headers = Object.entries(headersOf(answer));
        return {
          ...{ status: answer.status, body: bodyOf(answer), latency, log },
          headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
          multiValueHeaders: Object.fromEntries(headers.map(([name, value]) => [name, [value].flat()])),
        };
      },
    ),
    TestInvokeAuthorizer: restOperation(
      structure({ ...{ restApiId, authorizerId: required(text()), additionalContext: texts }, ...request }),
      { path: "/restapis/{restApiId}/authorizers/{authorizerId}", method: "POST" },
      async ({ restApiId: id, authorizerId, additionalContext = {}, ...given }, { requestId }) => {
        restApis.get(id);
        const authorizer = restApis.authorizers.get(id, authorizerId);
        const asked = triedRequest(given, { requestId, path: "/", method: "GET" });
        const startedAt = performance.now();
        const { status, ...said } = await trials.authorizer(id, authorizer, asked, additionalContext);
        return {
          ...{ ...said, clientStatus: status, latency: Math.round(performance.now() - startedAt) },
          log: `Execution log for request ${requestId}\nStarting authorizer: ${authorizerId}\n${
            status === 0
              ? "Authorizer result: it answered"
              : `Authorizer failed, a client is answered ${status}`
          }`,
        };
      },
    ),
  };
}

interface GivenRequest {
  readonly pathWithQueryString?: string | undefined;
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly stageVariables?: Readonly<Record<string, string>> | undefined;
}

/** Of a header with several values and one with a single one the several hold. */
function triedRequest(
  given: GivenRequest,
  usual: Pick<TriedRequest, "requestId" | "path" | "method">,
): TriedRequest {
  const [path = "", query = ""] = (given.pathWithQueryString || usual.path).split("?", 2);
  const several = Object.entries(given.multiValueHeaders ?? {}).map(
    ([name, values]) => [name, values.join(",")] as const,
  );
  const headers = [...Object.entries(given.headers ?? {}), ...several];
  return {
    ...{ ...usual, path, query, stageVariables: given.stageVariables ?? {} },
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(given.body ?? ""),
  };
}
