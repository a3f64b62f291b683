// What a Task asks of an HTTP server under the limits of Step Functions, and what it makes of the answer.

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { Failure } from "../../../../engine/failure.ts";
import { exchange, type HttpRequest, type HttpResponse } from "../../../../http-client/exchange.ts";
import type { Clock } from "../../../../time/clock.ts";

/** What a Task sends is text. */
export type TextRequest = HttpRequest & { readonly body: string | undefined };

/** AWS: an HTTP task has 60 seconds, and a response 256 KiB. */
const limits = { timeoutMs: 60_000, mostResponseBytes: 256 * 1024 };

/** No answer, or one that is too large: the Failure of the Task. */
export async function taskExchange(
  request: TextRequest,
  {
    signal,
    clock,
    socketError,
  }: { readonly signal: AbortSignal; readonly clock: Clock; readonly socketError: string },
): Promise<HttpResponse | Failure> {
  const { origin } = request.url;
  const response = await exchange(request, limits, { clock, signal });
  if ("problem" in response)
    return new Failure(socketError, `The request to ${origin} failed: ${response.problem}`);
  if (!response.isCut) return response;
  return new Failure(
    "States.DataLimitExceeded",
    `The response of ${origin} is larger than ${limits.mostResponseBytes} bytes`,
  );
}

/** `{ Headers, ResponseBody, StatusCode, StatusText }`, the body parsed if it is JSON. */
export function shownResponse({ status, statusText, headers, text }: HttpResponse): JsonObject {
  const shown: Record<string, readonly string[]> = {};
  for (const [name, value] of headers) shown[name] = name === "set-cookie" ? headers.getSetCookie() : [value];
  return { Headers: shown, ResponseBody: parsed(text), StatusCode: status, StatusText: statusText };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
