// A request with whatever head a test wants, which `fetch` would mend.

import { request } from "node:http";
import { connect } from "node:http2";

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export function send(port: number, { method = "POST", path = "/", headers = {}, body = "" }: RawRequest) {
  return new Promise<RawResponse>((resolve, reject) => {
    const options = { port, host: "127.0.0.1", method, path, agent: false as const };
    const call = request({ ...options, headers: { connection: "close", ...headers } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers as RawResponse["headers"],
          body: Buffer.concat(chunks),
        }),
      );
    });
    call.on("error", reject);
    call.end(body);
  });
}

/** The same over HTTP/2, whose pseudo-headers are given among the headers. */
export function sendHttp2(port: number, headers: Readonly<Record<string, string>>, body = "") {
  return new Promise<RawResponse>((resolve, reject) => {
    const session = connect(`http://127.0.0.1:${port}`);
    session.on("error", reject);
    const stream = session.request({ ":method": "POST", ...headers });
    const chunks: Buffer[] = [];
    let head: Record<string, string> = {};
    stream.on("response", (received) => {
      head = received as unknown as Record<string, string>;
    });
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", reject);
    stream.on("end", () => {
      session.close();
      resolve({ status: Number(head[":status"]), headers: head, body: Buffer.concat(chunks) });
    });
    if (!stream.writableEnded) stream.end(body);
  });
}
