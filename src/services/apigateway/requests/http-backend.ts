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
  /** The backend's headers as the client gets them. @default as they are */
  readonly told?:
    | (<Value>(headers: Readonly<Record<string, Value>>) => Readonly<Record<string, Value>>)
    | undefined;
}

export function httpAnswer(
  request: ServedRequest,
  { url, method, timeoutMs, told }: BackendCall,
): Promise<RawAnswer> {
  const { headers, body } = request;
  const { host = "127.0.0.1" } = headers;
  return new Promise((resolve) => {
    const sent = ask({
      ...{ hostname: url.hostname.replace(/^\[|\]$/g, ""), port: url.port, path: url.pathname + url.search },
      method,
      headers: {
        ...handedOn(headers),
        forwarded: `by=127.0.0.1;for=127.0.0.1;host=${host};proto=http`,
        ...(body.length === 0 && (method === "GET" || method === "HEAD")
          ? {}
          : { "content-length": body.length }),
      },
    });
    // A signal for each request would cost as much as what is sent.
    const timer = setTimeout(() => sent.destroy(new Error("The backend took too long")), timeoutMs);
    const failed = () => resolve(unavailable);
    sent.on("error", failed);
    sent.on("close", () => clearTimeout(timer));
    sent.on("response", (response) => {
      response.on("error", failed);
      gathered(response, told, resolve);
    });
    sent.end(body);
  });
}

function gathered(
  response: IncomingMessage,
  told: BackendCall["told"] = (headers) => headers,
  resolve: (answer: RawAnswer) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= mostAnswerBytes) chunks.push(chunk);
    else response.destroy();
  });
  response.on("end", () => {
    const headers = handedOn(told(response.headers));
    resolve({ status: response.statusCode ?? 502, headers, body: Buffer.concat(chunks) });
  });
  response.on("close", () => resolve(gatewayAnswer(500, "Internal Server Error")));
}

/** Node's headers, so that no name is one of an object's own. */
function handedOn<Value>(headers: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  const told: Record<string, Value> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value === undefined || ownHeaders.has(name) || name.charCodeAt(0) === colon || name === "__proto__")
      continue;
    told[name] = value;
  }
  return told;
}

const colon = 0x3a;
