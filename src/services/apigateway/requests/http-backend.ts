// A server of this machine as what answers a request.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html

import { request as ask, type IncomingMessage } from "node:http";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import { gatewayAnswer, type ServedRequest, unavailable } from "./served-request.ts";

/** AWS: an answer has 10 MB at most. */
const mostAnswerBytes = 10 * 1024 * 1024;
/** Of a connection, which is not handed on. */
const ownHeaders = new Set([
  ...["connection", "content-length", "expect", "host", "keep-alive", "proxy-authenticate"],
  ...["proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade"],
]);

export interface BackendCall {
  readonly url: URL;
  readonly method: string;
  readonly timeoutMs: number;
}

export function httpAnswer(
  request: ServedRequest,
  { url, method, timeoutMs }: BackendCall,
): Promise<RawAnswer> {
  const { headers, body } = request;
  const { host = "127.0.0.1" } = headers;
  return new Promise((resolve) => {
    const sent = ask(url, {
      method,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...handedOn(headers),
        forwarded: `by=127.0.0.1;for=127.0.0.1;host=${host};proto=http`,
        ...(body.length === 0 && (method === "GET" || method === "HEAD")
          ? {}
          : { "content-length": body.length }),
      },
    });
    const failed = () => resolve(unavailable);
    sent.on("error", failed);
    sent.on("response", (response) => {
      response.on("error", failed);
      gathered(response, resolve);
    });
    sent.end(body);
  });
}

function gathered(response: IncomingMessage, resolve: (answer: RawAnswer) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= mostAnswerBytes) chunks.push(chunk);
    else response.destroy();
  });
  response.on("end", () => {
    const headers = handedOn(response.headers);
    resolve({ status: response.statusCode ?? 502, headers, body: Buffer.concat(chunks) });
  });
  response.on("close", () => resolve(gatewayAnswer(500, "Internal Server Error")));
}

function handedOn<Value>(headers: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      (each): each is [string, Value] =>
        each[1] !== undefined && !ownHeaders.has(each[0]) && !each[0].startsWith(":"),
    ),
  );
}
