// A function as what answers a request.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { DeliveryRequest } from "../../../aws/delivery.ts";
import { isJsonObject, type JsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import { bodyOf, headOf } from "../../../aws/wire/proxy-answer.ts";
import type { ServedRequest } from "./served-request.ts";

export interface FunctionCall {
  readonly functionName: string;
  readonly payload: string;
  readonly traceHeader?: string | undefined;
  /** The method, the route or the authorizer, as policies know it, and the role that it was given to call in. */
  readonly caller: DeliveryRequest["caller"];
}

/** What calls functions. */
export interface Functions {
  /** Rejects with InvalidPermissions for a function that is not there or whose policy does not let the API call it. */
  invoke(
    call: FunctionCall,
  ): Promise<{ readonly payload: string; readonly functionError: string | undefined }>;
}

/** As the log of an execution has it. */
export class InvalidPermissions extends ServiceError {
  constructor() {
    super(
      "InvalidPermissions",
      "Execution failed due to configuration error: Invalid permissions on Lambda function",
    );
  }
}

/**
 * Who calls a function for a request. The path is that of the route or the resource, its parameters in their braces; without
 * `place` it is the method or the route of the request.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export function callerFor(
  { context, method }: Pick<ServedRequest, "context" | "method">,
  { partition, region, accountId }: RegionIdentity,
  { place, roleArn }: { readonly place?: string | undefined; readonly roleArn?: string | undefined } = {},
): DeliveryRequest["caller"] {
  const { apiId, stage, routeKey, resourcePath = "" } = context;
  const path = typeof routeKey === "string" ? routeKey.replace(/^\S+ /, "") : String(resourcePath);
  // Routes of WebSocket APIs, whose context tells of an event, have no method.
  const called = path === "$default" || context.eventType !== undefined ? path : `${method}${path}`;
  const resource = `${String(apiId)}/${place ?? `${String(stage)}/${called}`}`;
  return { arn: `arn:${partition}:execute-api:${region}:${accountId}:${resource}`, roleArn };
}

/** The ARN in `arn:…:apigateway:<region>:lambda:path/2015-03-31/functions/<arn>/invocations`, or the ARN that it is. */
export function functionArnIn(uri: string): string {
  const [, arn = uri] = /:lambda:path\/\d{4}-\d\d-\d\d\/functions\/(.+)\/invocations$/.exec(uri) ?? [];
  return arn;
}

/** What a function said, which is JSON; undefined for one that failed, `throttled` for one that has too much to do. */
export type Said = string | "throttled" | "not permitted" | undefined;

export async function invoked(functions: Functions, call: FunctionCall): Promise<Said> {
  try {
    const { payload, functionError } = await functions.invoke(call);
    return functionError === undefined ? payload : undefined;
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    if (thrown instanceof InvalidPermissions) return "not permitted";
    return thrown.status === 429 ? "throttled" : undefined;
  }
}

export interface ProxyManner {
  /** What a function says nothing of. */
  readonly usual: Readonly<Record<string, string>>;
  /** Where no bytes are taken, their text is what is told. @default true */
  readonly takesBytes?: boolean | undefined;
  /** The function's headers as the client gets them. @default as they are */
  readonly told?: ((headers: JsonObject) => JsonObject) | undefined;
}

/** A response in format 1.0, which has to say its status. Undefined for what is none. */
export function answerOfProxy(
  payload: string,
  { usual, takesBytes = true, told = (headers) => headers }: ProxyManner,
): RawAnswer | undefined {
  const response = jsonOrUndefined(payload);
  if (!isJsonObject(response) || response.statusCode === undefined) return undefined;
  const { body } = response;
  const headers = response.headers ?? {};
  const multiValueHeaders = response.multiValueHeaders ?? {};
  if (body !== undefined && body !== null && typeof body !== "string") return undefined;
  if (!isJsonObject(headers) || !isJsonObject(multiValueHeaders)) return undefined;
  const head = headOf({ ...response, headers: told(headers) }, usual);
  if (head === undefined) return undefined;
  const lists = Object.entries(told(multiValueHeaders)).map(
    ([name, values]) =>
      [name.toLowerCase(), (Array.isArray(values) ? values : [values]).map(String)] as const,
  );
  if (lists.some(([, values]) => values.some((value) => /[^\t\x20-\x7e\x80-\xff]/.test(value))))
    return undefined;
  return {
    status: head.status,
    headers: { ...head.headers, ...Object.fromEntries(lists) },
    body: bodyOf(head, takesBytes ? response : { ...response, isBase64Encoded: false }),
  };
}
