// Payloads of a REST API that packs them, by a client that packs and unpacks by itself.

import { request } from "node:http";
import { deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { UpdateRestApiCommand } from "@aws-sdk/client-api-gateway";
import { beforeAll, expect, test } from "@jest/globals";
import { gatewayOfFile } from "./open-gateway.ts";

/** Says in text what it was given. */
const handler = `exports.handler = async ({ body, isBase64Encoded }) => ({
  statusCode: 200,
  headers: { "content-type": "text/plain" },
  body: isBase64Encoded ? Buffer.from(body, "base64").toString() : (body ?? ""),
});`;
const text = "x".repeat(200);

const gateway = gatewayOfFile();
let id = "";

beforeAll(async () => {
  ({ Id: id = "" } = await gateway.deploy("packed", {
    Transform: "AWS::Serverless-2016-10-31",
    Resources: {
      Front: { Type: "AWS::Serverless::Api", Properties: { StageName: "prod", MinimumCompressionSize: 100 } },
      Echo: {
        Type: "AWS::Serverless::Function",
        Properties: {
          ...{ Runtime: "nodejs22.x", Handler: "index.handler", InlineCode: handler },
          Events: {
            Any: { Type: "Api", Properties: { RestApiId: { Ref: "Front" }, Path: "/", Method: "ANY" } },
          },
        },
      },
    },
    Outputs: { Id: { Value: { Ref: "Front" } } },
  }));
}, 60_000);

/** By a client that leaves bodies as they come: fetch would unpack them. */
function ask(body: string | Buffer, headers: Readonly<Record<string, string>>) {
  const { method, url } = { method: "POST", url: `${gateway.url}/_millrace/execute-api/${id}/prod/` };
  return new Promise<{
    readonly status: number;
    readonly coding: string | undefined;
    readonly bytes: Buffer;
  }>((resolve, reject) => {
    const sent = request(url, { method, headers: { "content-type": "text/plain", ...headers } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () =>
        resolve({
          ...{ status: answer.statusCode ?? 0, coding: answer.headers["content-encoding"] },
          bytes: Buffer.concat(chunks),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const same = (bytes: Buffer) => bytes;

test.each<[string, string, string | undefined, (bytes: Buffer) => Buffer]>([
  ["gzip", text, "gzip", gunzipSync],
  ["deflate", text, "deflate", inflateSync],
  ["br, gzip;q=0.5, deflate;q=0.8", text, "deflate", inflateSync],
  ["gzip;q=0", text, undefined, same],
  ["identity", text, undefined, same],
  ["gzip", "short", undefined, same],
  ["gzip", "", undefined, same],
])("a client that takes %s gets what is long enough packed", async (taken, body, coding, unpack) => {
  const answer = await ask(body, { "accept-encoding": taken });
  expect([answer.status, answer.coding, unpack(answer.bytes).toString()]).toEqual([200, coding, body]);
});

test.each<[string, (text: string) => Buffer]>([
  ["gzip", gzipSync],
  ["deflate", deflateSync],
])("a body that was packed by %s reaches its function as it was", async (coding, pack) => {
  const answer = await ask(pack("hello"), { "content-encoding": coding });
  expect([answer.status, answer.bytes.toString()]).toEqual([200, "hello"]);
});

test.each([
  ["no gzip", Buffer.from("hello"), 400, "Invalid request body"],
  ["more than 10 MB", gzipSync(Buffer.alloc(11 * 1024 * 1024)), 413, "Request Too Long"],
])("a body that is %s is refused", async (_, body, status, message) => {
  const answer = await ask(body, { "content-encoding": "gzip" });
  expect([answer.status, JSON.parse(answer.bytes.toString())]).toEqual([status, { message }]);
});

test("without a bound nothing is packed or unpacked", async () => {
  const patchOperations = [{ op: "remove", path: "/minimumCompressionSize" } as const];
  await gateway.client.send(new UpdateRestApiCommand({ restApiId: id, patchOperations }));
  const answer = await ask(text, { "accept-encoding": "gzip" });
  expect([answer.coding, answer.bytes.toString()]).toEqual([undefined, text]);
});
