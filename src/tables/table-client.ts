// Speaks DynamoDB's JSON protocol to dynalite over kept connections, without an SDK: a call is one small POST.

import { Agent, request as httpRequest } from "node:http";
import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import { ServiceError } from "../aws/service-error.ts";

export interface TableAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** dynalite checks only that a signature is there and has the parts it should have. */
const authorization =
  "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

export class TableClient {
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(port: number) {
    this.#port = port;
  }

  async call(operation: string, parameters: JsonObject): Promise<JsonObject> {
    const answer = await this.post(`DynamoDB_20120810.${operation}`, JSON.stringify(parameters));
    const body = parsed(answer.body);
    if (answer.status === 200) return body;
    throw refusal(answer, body);
  }

  post(target: string, body: string | Uint8Array): Promise<TableAnswer> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        {
          host: "127.0.0.1",
          port: this.#port,
          method: "POST",
          agent: this.#agent,
          headers: {
            "Content-Type": "application/x-amz-json-1.0",
            "Content-Length": Buffer.byteLength(body),
            "X-Amz-Target": target,
            "X-Amz-Date": "20260101T000000Z",
            Authorization: authorization,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
            resolve({
              status: response.statusCode ?? 500,
              headers: Object.fromEntries(headers),
              body: Buffer.concat(chunks),
            });
          });
        },
      );
      request.on("error", reject);
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function parsed(body: Buffer): JsonObject {
  const json: Json = body.length === 0 ? {} : JSON.parse(body.toString("utf8"));
  return isJsonObject(json) ? json : {};
}

function refusal(answer: TableAnswer, body: JsonObject): ServiceError {
  const { __type: type, message, Message: capitalMessage, ...members } = body;
  const code = String(type ?? "InternalServerError");
  return new ServiceError(code.slice(code.indexOf("#") + 1), String(message ?? capitalMessage ?? ""), {
    status: answer.status,
    members: { ...members, requestId: answer.headers["x-amzn-requestid"] },
  });
}
