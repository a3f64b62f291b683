// How invocations of Node.js end, as AWS's own runtime ends them: by promises, callbacks and errors of every kind, by a rejection that
// comes late, and started by a script of the function's own.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import { everything, type HostFixture, startHost } from "./host-fixture.ts";

let fixture: HostFixture;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "node-ends-"));
  fixture = startHost();
});
afterAll(async () => {
  await fixture.host.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A function of these files. */
function create(functionName: string, files: Readonly<Record<string, string>>, more: object = {}): void {
  const codeRoot = join(folder, functionName);
  mkdirSync(codeRoot);
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(codeRoot, name), text, { mode: 0o755 });
  const set = { handler: "index.handler", timeoutSeconds: 20, ...more };
  fixture.host.create(everything({ functionName, codeRoot, ...set }));
}

async function invoke(functionName: string, event: object = {}) {
  const result = await fixture.host.invoke({ functionName, payload: JSON.stringify(event) });
  return { failed: result.functionError !== undefined, answer: JSON.parse(result.payload) };
}

const linesOf = (functionName: string) =>
  fixture.log.filter(({ group }) => group.endsWith(`/${functionName}`)).map(({ message }) => message);

const busy = "setInterval(() => {}, 1000);";
const never = "new Promise(() => {})";
const neverSettled = {
  errorType: "Runtime.NodeJsExit",
  errorMessage:
    "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes",
};

/** Handlers on nodejs22.x, and what each of their invocations answers with, or fails with. */
const ends: readonly (readonly [what: string, handler: string, answer: unknown, error?: object])[] = [
  [
    "an async handler whose promise is never settled",
    `async () => { await ${never}; }`,
    undefined,
    neverSettled,
  ],
  ["another handler whose promise is never settled", `() => ${never}`, null],
  ["succeed with something left to do", `(event, context) => { ${busy} context.succeed(1); }`, 1],
  ["done with something left to do", `(event, context) => { ${busy} context.done(null, 2); }`, 2],
  [
    "an error called back with something left to do",
    `(event, context, callback) => { ${busy} callback(new RangeError("far")); }`,
    undefined,
    { errorType: "RangeError", errorMessage: "far" },
  ],
  ["a second call back", "(event, context, callback) => { callback(null, 1); callback(null, 2); }", 1],
  [
    "a rejection with nothing",
    "() => Promise.reject()",
    undefined,
    { errorType: "string", errorMessage: "handled" },
  ],
  [
    "an error of another realm",
    `async () => { throw require("node:vm").runInNewContext("new RangeError('beyond')"); }`,
    undefined,
    { errorType: "RangeError", errorMessage: "beyond" },
  ],
  [
    "what has the members of an error",
    `async () => { throw { name: "Own", message: "made", stack: "by hand" }; }`,
    undefined,
    { errorType: "Own", errorMessage: "made", trace: ["by hand"] },
  ],
];

test.each(ends.map((each, at) => [...each, at] as const))(
  "%s ends an invocation, and the environment stays",
  async (...[, handler, answer, ...rest]) => {
    const functionName = `ends-${rest.at(-1)}`;
    const [error] = rest.length === 2 ? [rest[0] as object | undefined] : [undefined];
    create(functionName, { "index.cjs": `exports.handler = ${handler};` }, { runtime: "nodejs22.x" });
    for (let attempt = 0; attempt < 2; attempt++) {
      const result = await invoke(functionName);
      expect(result.failed).toBe(error !== undefined);
      if (error === undefined) expect(result.answer).toEqual(answer);
      else expect(result.answer).toMatchObject(error);
    }
    expect(linesOf(functionName).filter((line) => line.startsWith("INIT_START"))).toHaveLength(1);
  },
);

test("an error within an error is told in the log as AWS's runtime tells it", async () => {
  const text =
    "export const handler = async () => { throw Object.assign(new Error('outer'), { of: new TypeError('inner') }); };";
  create("nested", { "index.mjs": text });
  await invoke("nested");
  const [line = ""] = linesOf("nested").filter((each) => each.includes("Invoke Error"));
  expect(JSON.parse(line.split("\t").at(-1) ?? "")).toMatchObject({
    ...{ errorType: "Error", errorMessage: "outer" },
    of: { errorType: "TypeError", errorMessage: "inner", stack: expect.any(Array) },
  });
});

describe("a rejection that nobody waits for", () => {
  const text = `export const handler = async ({ leave, wait }) => {
  if (leave) setTimeout(() => Promise.reject(new Error("late")), 50);
  if (wait) await new Promise((resolve) => setTimeout(resolve, 10000));
  return "answered";
};`;

  test("fails the invocation that runs when it comes, as on AWS", async () => {
    create("late", { "index.mjs": text }, { maximumConcurrency: 1 });
    expect(await invoke("late", { leave: true })).toEqual({ failed: false, answer: "answered" });
    expect(await invoke("late", { wait: true })).toMatchObject({
      failed: true,
      answer: { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "Error: late" },
    });
    expect(await invoke("late")).toEqual({ failed: false, answer: "answered" });
    const [line = ""] = linesOf("late").filter((each) => each.includes("Unhandled Promise Rejection"));
    expect(JSON.parse(line.split("\t").at(-1) ?? "")).toMatchObject({
      errorType: "Runtime.UnhandledPromiseRejection",
      reason: { errorType: "Error", errorMessage: "late", stack: expect.any(Array) },
      promise: {},
    });
  });
});

test("a Node.js without the call that runs what is due gives each invocation a turn of the event loop", async () => {
  const text = `export const handler = async ({ at, reject }) => {
  await new Promise(process.nextTick);
  if (reject) Promise.reject(new Error("left"));
  return [at, typeof process._tickCallback];
};`;
  const files = { "index.mjs": text, "without.cjs": "delete process._tickCallback;" };
  const environment = { NODE_OPTIONS: `--require=${join(folder, "turns", "without.cjs")}` };
  create("turns", files, { environment, maximumConcurrency: 1 });
  for (let at = 0; at < 30; at++)
    expect(await invoke("turns", { at })).toEqual({ failed: false, answer: [at, "undefined"] });
  const [rejecting, next] = await Promise.all([
    invoke("turns", { at: 30, reject: true }),
    invoke("turns", { at: 31 }),
  ]);
  expect(rejecting).toEqual({ failed: false, answer: [30, "undefined"] });
  expect(next).toEqual({ failed: false, answer: [31, "undefined"] });
});

describe("AWS_LAMBDA_EXEC_WRAPPER", () => {
  const script = '#!/bin/sh\nWRAPPED="$#" exec "$@"\n';
  const files = {
    "index.mjs": "export const handler = async () => process.env.WRAPPED;",
    "index.py": "import os\ndef handler(event, context):\n  return os.environ['WRAPPED']\n",
    wrapper: script,
  };
  const wrapped = (wrapper: string) => ({ environment: { AWS_LAMBDA_EXEC_WRAPPER: wrapper } });

  test.each([
    ["nodejs22.x", "wrapped-node"],
    ["python3.12", "wrapped-python"],
  ])("starts %s with the runtime's own command", async (runtime, functionName) => {
    create(functionName, files, { runtime, ...wrapped("/var/task/wrapper") });
    const { failed, answer } = await invoke(functionName);
    expect([failed, Number(answer) > 1]).toEqual([false, true]);
  });

  test("is found in a layer", async () => {
    const zip = join(folder, "layer.zip");
    writeFileSync(zip, zipSync({ wrapper: [Buffer.from(script), { os: 3, attrs: 0o100755 << 16 }] }));
    create("wrapped-by-layer", files, { layers: [zip], ...wrapped("/opt/wrapper") });
    expect(await invoke("wrapped-by-layer")).toMatchObject({ failed: false });
  });

  test("may start a runtime of its own, which speaks the Runtime API", async () => {
    const own = `const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime/invocation/";
(async () => {
  for (;;) {
    const next = await fetch(api + "next");
    const id = next.headers.get("lambda-runtime-aws-request-id");
    await fetch(api + id + "/response", { method: "POST", body: JSON.stringify(["own", await next.json()]) });
  }
})();`;
    const starter = `#!/bin/sh\nexec "${process.execPath}" "$LAMBDA_TASK_ROOT/own.cjs"\n`;
    create("own-runtime", { ...files, "own.cjs": own, wrapper: starter }, wrapped("/var/task/wrapper"));
    for (const at of [1, 2])
      expect(await invoke("own-runtime", { at })).toEqual({ failed: false, answer: ["own", { at }] });
  });

  test("that is not there is an exit of the runtime, as on AWS", async () => {
    create("wrapped-by-none", files, wrapped("/opt/none"));
    expect(await invoke("wrapped-by-none")).toMatchObject({
      failed: true,
      answer: {
        errorType: "Runtime.ExitError",
        errorMessage: expect.stringMatching(/Runtime exited with error: exit status 127$/),
      },
    });
  });
});
