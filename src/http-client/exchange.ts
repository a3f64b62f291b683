// One HTTP request and its response, within a time and a size that whoever asks sets.

import type { Clock } from "../time/clock.ts";

export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  /** Undefined for a method that has none. */
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
}

export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly text: string;
  /** Whether there was more than is taken. */
  readonly isCut: boolean;
}

export interface ExchangeLimits {
  readonly timeoutMs: number;
  /** What is beyond is not read. */
  readonly mostResponseBytes: number;
}

const wholeBytes = 1024 * 1024;
const pieceBytes = 64 * 1024;

/** A response, or why there is none. No redirection is followed. */
export async function exchange(
  { url, method, headers, body }: HttpRequest,
  { timeoutMs, mostResponseBytes }: ExchangeLimits,
  { clock, signal }: { readonly clock: Clock; readonly signal?: AbortSignal | undefined },
): Promise<HttpResponse | { readonly problem: string }> {
  const overdue = new AbortController();
  const timer = clock.setTimer(timeoutMs, () => overdue.abort());
  try {
    const response = await fetch(url, {
      method,
      ...given(headers, body),
      redirect: "manual",
      signal: signal === undefined ? overdue.signal : AbortSignal.any([signal, overdue.signal]),
    });
    const { status, statusText } = response;
    return { status, statusText, headers: response.headers, ...(await read(response, mostResponseBytes)) };
  } catch (error) {
    const problem = overdue.signal.aborted
      ? `no response in ${timeoutMs / 1000} seconds`
      : reasonOf(error as Error);
    return { problem };
  } finally {
    timer.cancel();
  }
}

/** `fetch` copies what it is given as a whole, at once: what is large is handed to it a piece at a time. */
function given(headers: Headers, body: HttpRequest["body"]): RequestInit {
  if (body === undefined) return { headers };
  if (typeof body === "string" || body.length <= wholeBytes) return { headers, body };
  const told = new Headers(headers);
  told.set("content-length", String(body.length));
  return { headers: told, body: ReadableStream.from(piecesOf(body)), duplex: "half" };
}

function* piecesOf(body: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += pieceBytes) yield body.subarray(at, at + pieceBytes);
}

async function read({ body }: Response, mostBytes: number): Promise<Pick<HttpResponse, "text" | "isCut">> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (body === null) return { text: "", isCut: false };
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostBytes) break;
    chunks.push(chunk);
  }
  return { text: Buffer.concat(chunks).toString("utf8"), isCut: bytes > mostBytes };
}

/** `fetch failed` says nothing; what is beneath it does. */
function reasonOf({ cause, message }: Error): string {
  if (!(cause instanceof Error)) return message;
  return cause.message || String((cause as NodeJS.ErrnoException).code);
}

/** What a user and a password become in the header `authorization`. RFC 7617. */
export function basicCredentials(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}
