// Requests and answers of the Runtime API, the Extensions API and the Telemetry API, which are all alike.

import type { IncomingMessage, ServerResponse } from "node:http";

export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export const accepted: ApiAnswer = { status: 202, body: '{"status":"OK"}\n' };

export function refusal(status: number, errorType: string, errorMessage: string): ApiAnswer {
  return { status, body: JSON.stringify({ errorMessage, errorType }) };
}

export function send(response: ServerResponse, { status, headers, body }: ApiAnswer): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body);
}

export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

/** Undefined for one that is larger; what is left of it is read and dropped. */
export async function bodyOf(request: IncomingMessage, largestBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= largestBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes <= largestBytes ? Buffer.concat(chunks) : undefined;
}
