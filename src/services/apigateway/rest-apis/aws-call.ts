// A service of the region, or a function, as the backend of an AWS integration: it is given the mapped body as its request.

import { isJsonObject, type Json } from "../../../aws/json.ts";
import { parseJsonOrText } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { decodeForm } from "../../../aws/wire/query-form.ts";
import { jsonAnswer } from "../../../aws/wire/rest-operation.ts";
import { type FunctionCall, type Functions, InvalidPermissions } from "../requests/function-backend.ts";
import type { RequestParts } from "../requests/request-parts.ts";
import type { ServedRequest } from "../requests/served-request.ts";
import type { AwsTarget } from "./aws-uri.ts";
import type { Fault } from "./gateway-responses.ts";

export interface BackendAnswer {
  readonly backend: "aws" | "function" | "http" | "mock";
  /** What the patterns of integration responses are held against: a status, or a function's error. */
  readonly selector: string;
  readonly body: string;
  /** Of what was asked by HTTP: the body as it came. */
  readonly bytes?: Buffer | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

export async function callFunction(functions: Functions, call: FunctionCall): Promise<BackendAnswer | Fault> {
  try {
    const { payload, functionError } = await functions.invoke(call);
    const selector = functionError === undefined ? "" : errorMessage(payload);
    return { backend: "function", selector, body: payload, headers: {} };
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    if (thrown instanceof InvalidPermissions) return { fault: "API_CONFIGURATION_ERROR" };
    return { backend: "function", selector: thrown.message, body: "", headers: {} };
  }
}

export function errorMessage(payload: string): string {
  const error = parseJsonOrText(payload);
  return isJsonObject(error) ? String(error.errorMessage ?? "") : "";
}

/**
 * Of a service that is asked by forms the answer is told as JSON, in the element that its XML has. Such a service takes what the
 * integration puts into its query as well.
 */
export async function callAws(
  { findApi, host }: RequestParts,
  target: Exclude<AwsTarget, { readonly type: "function" | "object" | "elsewhere" }>,
  { body, query }: { readonly body: string; readonly query: URLSearchParams },
  { requestId, headers, traceHeader }: ServedRequest,
): Promise<BackendAnswer> {
  const api = findApi(target.type === "queue" ? "sqs" : target.api);
  const isFormBody = (headers["content-type"] ?? "").startsWith("application/x-www-form");
  const isForm = target.type === "queue" || isFormBody || (api?.query !== undefined && query.size > 0);
  // A body that is passed on as JSON is none of the form where the query says it all.
  const given = query.size > 0 && !isFormBody ? [] : [body];
  const form = isForm ? decodeForm([...(query.size > 0 ? [query.toString()] : []), ...given].join("&")) : {};
  const operation =
    target.type === "queue" || target.operation === "" ? String(form.Action ?? "") : target.operation;
  const run =
    api !== undefined && Object.hasOwn(api.operations, operation) ? api.operations[operation] : undefined;
  if (api === undefined || run === undefined)
    return told(400, { __type: "UnknownOperationException", message: `There is no operation ${operation}` });
  try {
    const request = isForm ? (api.query?.readRequest?.(form, operation) ?? form) : requestIn(body);
    const queue = target.type === "queue" ? { QueueUrl: `http://${host}${target.queuePath}` } : {};
    const answer = await run({ ...queue, ...request }, { requestId, host, traceHeader });
    const text = jsonAnswer(answer);
    if (!isForm) return { backend: "aws", selector: "200", body: text, headers: {} };
    return told(200, {
      [`${operation}Response`]: {
        [`${operation}Result`]: JSON.parse(text) as Json,
        ResponseMetadata: { RequestId: requestId },
      },
    });
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    const { code, message, status } = thrown;
    return told(status, { __type: `${api.errorNamespace}#${code}`, message });
  }
}

/** Throws ServiceError for what is no JSON object. */
function requestIn(body: string): WireObject {
  try {
    const request: unknown = body === "" ? {} : JSON.parse(body);
    if (isJsonObject(request)) return request;
  } catch {}
  throw new ServiceError("SerializationException", "The request is no JSON object");
}

function told(status: number, body: Json): BackendAnswer {
  return { backend: "aws", selector: String(status), body: JSON.stringify(body), headers: {} };
}
