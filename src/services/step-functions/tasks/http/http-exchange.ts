// One HTTP request and its response, under the time and size limits of Step Functions, as a Task shows it.

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { Failure } from "../../../../engine/failure.ts";
import type { Clock } from "../../../../time/clock.ts";

export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly text: string;
}

/** AWS: an HTTP task has 60 seconds, and a response 256 KiB. */
const timeoutMs = 60_000;
const mostResponseBytes = 256 * 1024;

/** No answer, or one that is too large: the Failure of the Task. */
export async function exchange(
  request: HttpRequest,
  {
    signal,
    clock,
    socketError,
  }: { readonly signal: AbortSignal; readonly clock: Clock; readonly socketError: string },
): Promise<HttpResponse | Failure> {
  const { url, method, headers, body } = request;
  const overdue = new AbortController();
  const timer = clock.setTimer(timeoutMs, () => overdue.abort());
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      signal: AbortSignal.any([signal, overdue.signal]),
    });
    const text = await readText(response);
    if (text === undefined)
      return new Failure(
        "States.DataLimitExceeded",
        `The response of ${url.origin} is larger than ${mostResponseBytes} bytes`,
      );
    return { status: response.status, statusText: response.statusText, headers: response.headers, text };
  } catch (error) {
    const cause = overdue.signal.aborted ? `no response in ${timeoutMs / 1000} seconds` : reasonOf(error);
    return new Failure(socketError, `The request to ${url.origin} failed: ${cause}`);
  } finally {
    timer.cancel();
  }
}

/** Undefined if there is more than a Task takes; the rest is not read. */
async function readText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (response.body === null) return "";
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostResponseBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** `fetch failed` says nothing; what is beneath it does. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  if (!(cause instanceof Error)) return message;
  return cause.message || String((cause as NodeJS.ErrnoException).code);
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

/** A server on this machine may speak plain HTTP. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
