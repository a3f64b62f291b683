// A function as what answers a request.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html

import { isJsonObject, type JsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import { bodyOf, headOf } from "../../../aws/wire/proxy-answer.ts";
import type { ServedRequest } from "./served-request.ts";

/** What calls functions. */
export interface Functions {
  invoke(request: {
    readonly functionName: string;
    readonly payload: string;
    readonly traceHeader?: string | undefined;
  }): Promise<{ readonly payload: string; readonly functionError: string | undefined }>;
}

/** The ARN in `arn:…:apigateway:<region>:lambda:path/2015-03-31/functions/<arn>/invocations`, or the ARN that it is. */
export function functionArnIn(uri: string): string {
  const [, arn = uri] = /:lambda:path\/\d{4}-\d\d-\d\d\/functions\/(.+)\/invocations$/.exec(uri) ?? [];
  return arn;
}

/** Undefined for a function that failed or is not there; `throttled` for one that has too much to do. */
export async function invoked(
  functions: Functions,
  functionName: string,
  event: JsonObject,
  { traceHeader }: ServedRequest,
): Promise<string | "throttled" | undefined> {
  try {
    const request = { functionName, payload: JSON.stringify(event), traceHeader };
    const { payload, functionError } = await functions.invoke(request);
    return functionError === undefined ? payload : undefined;
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    return thrown.status === 429 ? "throttled" : undefined;
  }
}

/** A response in format 1.0, which has to say its status. Undefined for what is none. */
export function answerOfProxy(
  payload: string,
  usual: Readonly<Record<string, string>>,
): RawAnswer | undefined {
  const response = jsonOrUndefined(payload);
  if (!isJsonObject(response) || response.statusCode === undefined) return undefined;
  const { multiValueHeaders = {}, body } = response;
  if (body !== undefined && body !== null && typeof body !== "string") return undefined;
  const head = headOf(response, usual);
  if (head === undefined || !isJsonObject(multiValueHeaders ?? {})) return undefined;
  const lists = Object.entries((multiValueHeaders ?? {}) as JsonObject).map(
    ([name, values]) =>
      [name.toLowerCase(), (Array.isArray(values) ? values : [values]).map(String)] as const,
  );
  if (lists.some(([, values]) => values.some((value) => /[^\t\x20-\x7e\x80-\xff]/.test(value))))
    return undefined;
  return {
    status: head.status,
    headers: { ...head.headers, ...Object.fromEntries(lists) },
    body: bodyOf(head, response),
  };
}
