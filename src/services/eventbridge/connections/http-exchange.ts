// One HTTP request and its response, under EventBridge's limit of time for API destinations.

import type { Clock } from "../../../time/clock.ts";

export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** EventBridge quotas: a destination must answer within 5 seconds. */
const timeoutMs = 5000;
const mostResponseBytes = 1024 * 1024;

/** A response, or why there is none. */
export async function exchange(
  { url, method, headers, body }: HttpRequest,
  clock: Clock,
): Promise<HttpResponse | { readonly problem: string }> {
  const overdue = new AbortController();
  const timer = clock.setTimer(timeoutMs, () => overdue.abort());
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined || method === "GET" || method === "HEAD" ? {} : { body }),
      redirect: "manual",
      signal: overdue.signal,
    });
    const text = await readText(response);
    return { status: response.status, headers: response.headers, text };
  } catch (error) {
    const cause = overdue.signal.aborted ? `no response in ${timeoutMs / 1000} seconds` : reasonOf(error);
    return { problem: `the request to ${url.origin} failed: ${cause}` };
  } finally {
    timer.cancel();
  }
}

/** As much as is taken; the rest is not read. */
async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (response.body === null) return "";
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostResponseBytes) break;
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
