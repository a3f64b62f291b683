// Where a handler of Node.js is found, and what its console's lines are as JSON: as Lambda's own runtime has it.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { everything, type HostFixture, startHost } from "./host-fixture.ts";

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
