// The thinnest of the usual clients, which every server of a benchmark takes: kept-alive connections, bodies as text, a
// signature that nobody checks.

import { Agent, type IncomingMessage, request } from "node:http";

export interface ServiceName {
  /** What precedes the dot in X-Amz-Target. */
  readonly target: string;
  readonly contentType: string;
}

export class KeepAliveClient {
  readonly #port: number;
  readonly #service: ServiceName;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(port: number, service: ServiceName) {
    this.#port = port;
    this.#service = service;
  }

  async call<Answer>(operation: string, members: object): Promise<Answer> {
    return JSON.parse((await this.send(operation, JSON.stringify(members))) || "{}");
  }

  send(operation: string, body: string): Promise<string> {
    const headers = {
      "content-type": this.#service.contentType,
      "content-length": Buffer.byteLength(body),
      "x-amz-target": `${this.#service.target}.${operation}`,
      "x-amz-date": "20260101T000000Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/kinesis/aws4_request, " +
        "SignedHeaders=host;x-amz-date, Signature=00",
    };
    const options = { port: this.#port, host: "127.0.0.1", method: "POST", agent: this.#agent, headers };
    return new Promise((resolve, reject) => {
      const sending = request(options, (response) => {
        readText(response).then((text) => {
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`${operation} answered ${response.statusCode}: ${text}`));
        }, reject);
      });
      sending.on("error", reject);
      sending.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function readText(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (piece: string) => {
      text += piece;
    });
    response.on("end", () => resolve(text));
    response.on("error", reject);
  });
}
