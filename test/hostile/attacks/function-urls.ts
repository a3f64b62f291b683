// What a function's URL is answered with: statuses and headers that are none, or that would speak for the region.

import type { Attack } from "../attack.ts";
import { attack, create, freshName, invoke, must, send, unless } from "./function-calls.ts";

/** JavaScript of an answer in the format of payloads 2.0. */
const answers: Readonly<Record<string, string>> = {
  "a status beyond all": "{ statusCode: 1e9 }",
  "a status below all": "{ statusCode: -1 }",
  "a status of a word": "{ statusCode: 'abc' }",
  "a status before the answer": "{ statusCode: 101 }",
  "a body where there is none": "{ statusCode: 204, body: 'x' }",
  "a line break in a header": "{ statusCode: 200, headers: { a: 'b\\r\\nc: d' } }",
  "a line break in a header's name": "{ statusCode: 200, headers: { 'a\\r\\nb': 'c' } }",
  "a header's name with a space": "{ statusCode: 200, headers: { 'a b': 'c' } }",
  "a header beyond Latin-1": "{ statusCode: 200, headers: { a: '\\u2603' } }",
  "a length of its own": "{ statusCode: 200, headers: { 'content-length': '5' }, body: 'longer than five' }",
  "another protocol": "{ statusCode: 200, headers: { connection: 'upgrade', upgrade: 'x' }, body: 'x' }",
  "an encoding of its own": "{ statusCode: 200, headers: { 'transfer-encoding': 'gzip' }, body: 'x' }",
  trailers: "{ statusCode: 200, headers: { trailer: 'x' }, body: 'x' }",
  "cookies that are none": "{ statusCode: 200, cookies: ['a=b\\r\\nc: d', {}, null] }",
  "bytes that are none": "{ statusCode: 200, isBase64Encoded: true, body: '!!!' }",
  "headers that are a list": "{ statusCode: 200, headers: [1, { a: {} }] }",
  "names of a prototype": `JSON.parse('{"statusCode":200,"headers":{"__proto__":"x","constructor":"y"}}')`,
};

const handlers = {
  BUFFERED: (answer: string) => `export const handler = async () => (${answer});`,
  RESPONSE_STREAM: (answer: string) =>
    `export const handler = awslambda.streamifyResponse(async (event, stream) => { const out = awslambda.HttpResponseStream.from(stream, ${answer}); out.write('x'); out.end(); });`,
};

const asked = (name: string, answer: string, InvokeMode: keyof typeof handlers): Attack =>
  attack(`a URL (${InvokeMode}) that is answered with ${name}`, async (target) => {
    const function_ = freshName("url");
    must(await create(target, function_, handlers[InvokeMode](answer)), "CreateFunction");
    const path = `/2021-10-31/functions/${function_}/url`;
    const made = await send(target, "POST", path, { AuthType: "NONE", InvokeMode });
    must(made, "CreateFunctionUrlConfig");
    const { FunctionUrl } = JSON.parse(made.body) as { readonly FunctionUrl: string };
    const id = /lambda-url\/([^/]+)|\/\/([^./]+)\.lambda-url/.exec(FunctionUrl);
    const told = await target.request("GET", `/_millrace/lambda-url/${id?.[1] ?? id?.[2]}/`, {});
    const problem = unless(![404, 500].includes(told.status), told);
    if (problem !== undefined) return problem;
    const again = await invoke(target, function_);
    return unless(again.status === 200, again);
  });

export const urlAttacks: readonly Attack[] = Object.entries(answers).flatMap(([name, answer]) => [
  asked(name, answer, "BUFFERED"),
  asked(name, answer, "RESPONSE_STREAM"),
]);
