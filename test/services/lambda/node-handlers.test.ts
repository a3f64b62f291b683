// Where a handler of Node.js is found, and what its console's lines are as JSON: as Lambda's own runtime has it.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { everything, type HostFixture, startHost } from "./host-fixture.ts";
import { calledBack } from "./support/host-cases.ts";

let fixture: HostFixture;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "node-handlers-"));
  fixture = startHost();
});
afterAll(async () => {
  await fixture.host.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A function whose module is this text. */
function create(functionName: string, file: string, text: string, more: object = {}): void {
  const path = join(folder, functionName, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const codeRoot = join(folder, functionName);
  fixture.host.create(everything({ functionName, codeRoot, timeoutSeconds: 20, ...more }));
}

const modules = [
  ["a folder", "nested/index.js", "exports.handler = async () => 'folder';", "nested.handler", "folder"],
  ["a folder below", "a/b/deep.cjs", "exports.of = { it: async () => 'deep' };", "a/b/deep.of.it", "deep"],
  [
    "a method of a class",
    "object.cjs",
    "class A { async handler() { return 'method'; } }\nmodule.exports = new A();",
    "object.handler",
    "method",
  ],
  [
    "TypeScript",
    "typed.mts",
    "interface A { readonly b: number }\nexport const handler = async ({ b = 1 }: Partial<A>) => `typed ${b}`;",
    "typed.handler",
    "typed 1",
  ],
  [
    "a module that waits",
    "waits.mjs",
    "const word = await new Promise((r) => setTimeout(() => r('waited'), 5));\nexport const handler = async () => word;",
    "waits.handler",
    "waited",
  ],
] as const;

test.each(modules.map((each, at) => [...each, at] as const))(
  "a handler is found in %s",
  async (_what, file, text, handler, answer, at) => {
    const functionName = `found-${at}`;
    create(functionName, file, text, { handler });
    expect((await fixture.host.invoke({ functionName })).payload).toBe(JSON.stringify(answer));
  },
);

/** By each way in which clients without an endpoint of their own ask: the options of AWS's SDK 2, an address, a module's name. */
const asking = [
  [
    "exports.handler = ask({ host: 'dynamodb.us-east-1.amazonaws.com', port: 443, path: '/', method: 'POST', agent: new https.Agent() })",
    "POST http://dynamodb.us-east-1.amazonaws.com/",
  ],
  [
    "exports.handler = ask('https://bucket.s3.eu-west-1.amazonaws.com/a%20b?c=d', { method: 'PUT' })",
    "PUT http://bucket.s3.eu-west-1.amazonaws.com/a%20b?c=d",
  ],
  [
    "exports.handler = ask(new URL('https://abc.execute-api.us-east-1.amazonaws.com/dev/x'))",
    "GET http://abc.execute-api.us-east-1.amazonaws.com/dev/x",
  ],
  [
    "exports.handler = () => new Promise((r, f) => https.get('https://sts.amazonaws.com', (a) => a.on('data', (d) => r(String(d)))).on('error', f))",
    "GET http://sts.amazonaws.com/",
  ],
  [
    "exports.handler = ask({ hostname: 'firehose.us-east-1.amazonaws.com', path: '/', method: 'POST' })",
    "POST http://firehose.us-east-1.amazonaws.com/",
  ],
] as const;

test.each(asking.map((each, at) => [...each, at] as const))(
  "what a handler asks of AWS by https goes to the region: %s",
  async (text, asked, at) => {
    const region = createServer(({ method, url }, answer) => answer.end(`${method} ${url}`));
    await new Promise<void>((listening) => region.listen(0, "127.0.0.1", listening));
    const { port } = region.address() as AddressInfo;
    const functionName = `asking-${at}`;
    const ask = `const ask = (...options) => () => new Promise((resolve, reject) => {
  const answered = (answer) => answer.setEncoding("utf8").on("data", resolve);
  https.request(...options, answered).on("error", reject).end();
});`;
    create(functionName, "index.js", `const https = require("https");\n${ask}\n${text};`, {
      handler: "index.handler",
      environment: { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
    });
    expect((await fixture.host.invoke({ functionName })).payload).toBe(JSON.stringify(asked));
    await new Promise((closed) => region.close(closed));
  },
);

const printed = [
  ["nothing", "console.info()", {}],
  ["undefined", "console.warn(undefined)", {}],
  ["an object", "console.info({ a: [1] })", { message: { a: [1] } }],
  [
    "what holds itself",
    "const a = {}; a.a = a; console.info(a)",
    { message: expect.stringContaining("[Circular") },
  ],
  ["a BigInt", "console.info(1n)", { message: "1n" }],
  [
    "an error with members of its own",
    "console.error(Object.assign(new RangeError('far'), { code: 7 }))",
    { message: { errorType: "RangeError", errorMessage: "far", code: 7, stackTrace: expect.any(Array) } },
  ],
  [
    "an error within an object",
    "console.error({ cause: new Error('deep') })",
    { message: { cause: { errorType: "Error", errorMessage: "deep" } } },
  ],
  [
    "an error beside a text",
    "console.error('so: %d', 1, new TypeError('no'))",
    { message: expect.stringMatching(/^so: 1 TypeError: no/), errorType: "TypeError", errorMessage: "no" },
  ],
] as const;

test("a line of JSON has what was printed, and of an error its type, text and trace", async () => {
  const prints = printed.map(([, source]) => `() => { ${source}; }`).join(",\n");
  const text = `const prints = [${prints}];\nexport const handler = () => { for (const print of prints) print(); };`;
  create("prints", "index.mjs", text, { handler: "index.handler", logging: { format: "JSON" } });
  await fixture.host.invoke({ functionName: "prints" });
  const messages = fixture.log.filter(({ group }) => group.endsWith("prints")).map(({ message }) => message);
  const lines = messages.map((message) => JSON.parse(message)).filter(({ level }) => level !== undefined);
  const told = lines.map(({ timestamp: _, level: __, requestId: ___, ...rest }) => rest);
  expect(told).toMatchObject(printed.map(([, , expected]) => expected));
  expect(told.slice(0, 2)).toEqual([{}, {}]);
});

describe("callback handlers on nodejs22.x", () => {
  const functionName = "callbacks";
  beforeAll(() => {
    const handler = "everything.callbackHandler";
    fixture.host.create(everything({ functionName, handler, runtime: "nodejs22.x" }));
  });

  test.each(calledBack)("answer with %s", async (_what, event, functionError, expected) => {
    for (let attempt = 0; attempt < 2; attempt++) {
      const result = await fixture.host.invoke({ functionName, payload: JSON.stringify(event) });
      expect(result.functionError).toBe(functionError);
      const payload = JSON.parse(result.payload);
      if (expected === null) expect(payload).toBeNull();
      else expect(payload).toMatchObject(expected);
    }
  });
});

test("the trace header is among the variables, whoever reads them", async () => {
  fixture.host.create(everything({ functionName: "traced", timeoutSeconds: 20 }));
  for (const last of ["1", "2"]) {
    const traceHeader = `Root=1-5759e988-bd862e3fe1be46a99427279${last};Sampled=1`;
    const asked = { functionName: "traced", payload: '{"action":"traces"}', traceHeader };
    const { payload } = await fixture.host.invoke(asked);
    expect(JSON.parse(payload)).toEqual(Array.from({ length: 6 }, () => traceHeader));
  }
});
