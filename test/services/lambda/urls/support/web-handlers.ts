// The functions behind the URLs, and what a client gets of what they answer to a path.

import { CreateFunctionCommand, type LambdaClient, waitUntilFunctionActiveV2 } from "@aws-sdk/client-lambda";
import { zipFiles } from "../../../../../src/services/lambda/code/zip-files.ts";

const handlers = `
const answers = {
  "/text": "hello", "/number": 7, "/null": null, "/list": [1, 2], "/object": { message: "hi" },
  "/custom": { statusCode: 201, headers: { "Content-Type": "text/plain", "X-Own": "yes" }, body: "made" },
  "/shared": { statusCode: 200, headers: { "access-control-allow-origin": "*", "access-control-max-age": "5" }, body: "" },
  "/cookies": { statusCode: 200, cookies: ["a=1; Path=/", "b=2"], body: "" },
  "/binary": { statusCode: 200, headers: { "content-type": "image/png" }, body: "AQID/w==", isBase64Encoded: true },
  "/empty": { statusCode: 204 }, "/body-object": { statusCode: 200, body: { a: 1 } },
  "/bad-status": { statusCode: 99, body: "x" }, "/bad-header": { statusCode: 200, headers: { "x y": "z" }, body: "x" },
  "/trailer": { statusCode: 200, headers: { trailer: "x-sum", "X-Own": "yes" }, body: "kept" },
  "/bad-value": { statusCode: 200, headers: { x: "a\\nb" }, body: "x" },
};
exports.handler = async (event) => {
  if (event.rawPath === "/throw") throw new Error("no");
  return event.rawPath in answers ? answers[event.rawPath] : event;
};
exports.streaming = awslambda.streamifyResponse(async (event, stream) => {
  if (event.rawPath === "/throw") throw new Error("no");
  if (event.rawPath === "/head")
    stream = awslambda.HttpResponseStream.from(stream, { statusCode: 202, headers: { "x-own": "streamed" }, cookies: ["c=3"] });
  else stream.setContentType("text/plain");
  for (const piece of ["one ", "two ", "three"]) stream.write(piece);
  if (event.rawPath === "/break") { await new Promise((resolve) => setTimeout(resolve, 20)); throw new Error("broken"); }
  stream.end();
});
`;

const json = { "content-type": "application/json" };
/** By the path, what a client gets of `web`. */
export const answers: readonly (readonly [path: string, status: number, headers: object, body: string])[] = [
  ["/text", 200, json, '"hello"'],
  ["/number", 200, json, "7"],
  ["/null", 200, json, "null"],
  ["/list", 200, json, "[1,2]"],
  ["/object", 200, json, '{"message":"hi"}'],
  ["/custom", 201, { "content-type": "text/plain", "x-own": "yes" }, "made"],
  ["/cookies", 200, { "set-cookie": ["a=1; Path=/", "b=2"], ...json }, ""],
  ["/binary", 200, { "content-type": "image/png", "content-length": "4" }, "\u0001\u0002\u0003\ufffd"],
  ["/empty", 204, {}, ""],
  ["/body-object", 200, json, '{"a":1}'],
  ["/trailer", 200, { "x-own": "yes", "content-length": "4" }, "kept"],
  ["/bad-status", 502, json, "Internal Server Error"],
  ["/bad-header", 502, json, "Internal Server Error"],
  ["/bad-value", 502, json, "Internal Server Error"],
  ["/throw", 502, json, "Internal Server Error"],
];

export async function makeWebFunctions(client: LambdaClient): Promise<void> {
  for (const [FunctionName, Handler] of [
    ["web", "index.handler"],
    ["streaming", "index.streaming"],
    ["configured", "index.handler"],
    ["measured", "index.handler"],
  ]) {
    await client.send(
      new CreateFunctionCommand({
        ...{ FunctionName, Handler, Runtime: "nodejs22.x", Role: "arn:aws:iam::000000000000:role/any" },
        Code: { ZipFile: zipFiles({ "index.js": Buffer.from(handlers) }) },
      }),
    );
    await waitUntilFunctionActiveV2({ client, maxWaitTime: 20 }, { FunctionName });
  }
}
