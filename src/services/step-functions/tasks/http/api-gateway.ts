// `apigateway:invoke`: calls a REST or HTTP API. One of the region is called at the region, whatever host of AWS's names it, and
// one that a server of this machine stands in for as it is; one of AWS only where the user allowed it, and without a signature.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-api-gateway.html

import type { RegionIdentity } from "../../../../aws/arn.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { Failure } from "../../../../engine/failure.ts";
import type { TaskCall, TaskResult } from "../../../../engine/seams.ts";
import { isLoopback } from "../../../../http-client/loopback.ts";
import { ArgumentProblem, argumentObject, optionalText, requiredText } from "../arguments.ts";
import type { OutsideParts } from "../outside/outside-services.ts";
import type { Request } from "../task-handler.ts";
import { shownResponse, type TextRequest, taskExchange } from "./http-exchange.ts";
import { methods } from "./http-request.ts";

const apiHost = /^([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

const forbiddenHeader =
  /^(x-forwarded.*|x-amz.*|authorization|connection|content-md5|expect|host|max-forwards|proxy-authenticate|server|te|transfer-encoding|trailer|upgrade|via|www-authenticate)$/i;

/** The region's own APIs. */
export interface OwnApis {
  /** Where an API is asked, without a slash at its end; undefined for one that is not of the region. */
  findAddress(apiId: string): Promise<string> | undefined;
}

/** `outside` answers for what is not called here. */
export function apiGatewayInvoke(
  parts: OutsideParts & { readonly apis?: OwnApis | undefined },
  outside: Request,
): Request {
  return async (call) => {
    const given = argumentObject(call.arguments);
    const url = urlOf(given);
    if (isLoopback(url)) return invoke(given, url, { call, parts });
    const address = await ownAddress(url, parts);
    if (address !== undefined) {
      const mocked = parts.mocks.answer("apigateway:invoke", call);
      return (
        mocked?.result ??
        invoke(given, new URL(address + url.pathname), { call, parts, isSigned: isSigned(given) })
      );
    }
    const isOurs =
      parts.mocks.has("apigateway:invoke") || !parts.aws.allows({ service: "apigateway", action: "invoke" });
    if (isOurs) return outside(call);
    if (isSigned(given))
      throw new ArgumentProblem("The local region signs no requests: the field 'AuthType' must be NO_AUTH");
    return invoke(given, url, { call, parts });
  };
}

function ownAddress(
  { hostname }: URL,
  { apis, identity }: { readonly apis?: OwnApis | undefined; readonly identity: RegionIdentity },
): Promise<string> | undefined {
  const [, apiId = "", region] = apiHost.exec(hostname) ?? [];
  return region === identity.region ? apis?.findAddress(apiId) : undefined;
}

function isSigned(given: JsonObject): boolean {
  return (optionalText(given, "AuthType") ?? "NO_AUTH") !== "NO_AUTH";
}

async function invoke(
  given: JsonObject,
  url: URL,
  {
    call,
    parts: { clock, identity },
    isSigned = false,
  }: {
    readonly call: TaskCall;
    readonly parts: Pick<OutsideParts, "clock" | "identity">;
    readonly isSigned?: boolean;
  },
): Promise<TaskResult> {
  const request = requestOf(given, url);
  // The region takes any signature.
  if (isSigned) {
    const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll("-", "");
    request.headers.set(
      "authorization",
      `AWS4-HMAC-SHA256 Credential=local/${day}/${identity.region}/execute-api/aws4_request, SignedHeaders=host, Signature=local`,
    );
  }
  const response = await taskExchange(request, {
    signal: call.signal,
    clock,
    socketError: "ApiGateway.SdkClientException",
  });
  if (response instanceof Failure) return response;
  if (response.status >= 400) return new Failure(`ApiGateway.${response.status}`, response.text);
  return shownResponse(response);
}

/** `<id>.execute-api.<region>.amazonaws.com`, a stage and a path; a server of this machine with its port. */
function urlOf(given: JsonObject): URL {
  const endpoint = requiredText(given, "ApiEndpoint");
  const stage = optionalText(given, "Stage");
  const path = (optionalText(given, "Path") ?? "").replace(/^\//, "");
  const rest = [stage, path].filter((each) => each !== undefined && each !== "").join("/");
  const https = `https://${endpoint}/${rest}`;
  if (!URL.canParse(https) || endpoint.includes("/"))
    throw new ArgumentProblem(`The field 'ApiEndpoint' must be a host, but was: ${endpoint}`);
  const url = new URL(https);
  return isLoopback(url) ? new URL(`http://${endpoint}/${rest}`) : url;
}

function requestOf(given: JsonObject, url: URL): TextRequest {
  const method = requiredText(given, "Method");
  if (!methods.has(method))
    throw new ArgumentProblem(
      `The field 'Method' must be one of ${[...methods].join(", ")}, but was: ${method}`,
    );
  for (const [name, values] of lists(given, "QueryParameters"))
    for (const value of values) url.searchParams.append(name, value);
  const headers = new Headers();
  for (const [name, values] of lists(given, "Headers")) {
    if (forbiddenHeader.test(name)) throw new ArgumentProblem(`The header '${name}' must not be given`);
    for (const value of values) headers.append(name, value);
  }
  const body = given.RequestBody;
  if (body !== undefined && !["PATCH", "POST", "PUT"].includes(method))
    throw new ArgumentProblem(`A request of the method ${method} cannot have a 'RequestBody'`);
  if (body !== undefined && !headers.has("content-type")) headers.set("content-type", "application/json");
  return { url, method, headers, body: body === undefined ? undefined : textOf(body) };
}

function textOf(body: Json): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** Headers and parameters are lists of values each. */
function lists(given: JsonObject, field: string): readonly (readonly [string, readonly string[]])[] {
  const found = given[field];
  if (found === undefined || found === null) return [];
  if (!isJsonObject(found)) throw new ArgumentProblem(`The field '${field}' must be an object`);
  return Object.entries(found).map(([name, value]) => {
    if (Array.isArray(value)) return [name, value.map(String)] as const;
    throw new ArgumentProblem(`The values of '${name}' in '${field}' must be an array`);
  });
}
