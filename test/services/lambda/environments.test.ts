// What an execution environment is beside its handler: its folders, its layers, its log's form, its life and its end.

import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { strToU8, zipSync } from "fflate";
import { accountConcurrency } from "../../../src/services/lambda/account-concurrency.ts";
import { confinement } from "../../../src/services/lambda/sandbox/confinement.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { until } from "../../support/until.ts";
import { everything, type HostFixture, startHost } from "./host-fixture.ts";
import { slowSink } from "./support/slow-sink.ts";
import { tellingExtension } from "./support/telling-extension.ts";

let fixture: HostFixture;
let folder: string;
let outside: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "environment-test-"));
  outside = mkdtempSync(join(tmpdir(), "environment-test-"));
  // A handler's process may be another user's.
  chmodSync(outside, 0o777);
});
afterAll(() => {
  for (const each of [folder, outside]) rmSync(each, { recursive: true, force: true });
});
afterEach(() => fixture.host.close());

const messages = () => fixture.log.map((entry) => entry.message);

function invoke(event: object, more: object = {}) {
  return fixture.host.invoke({ functionName: "everything", payload: JSON.stringify(event), ...more });
}

/** A function whose module is this text. */
function written(name: string, text: string, more: object = {}) {
  writeFileSync(join(folder, `${name}.mjs`), text);
  return everything({ codeRoot: folder, handler: `${name}.handler`, timeoutSeconds: 20, ...more });
}

/** What is in a file once nobody writes into it any more. */
async function untilUnchanged(path: string): Promise<string> {
  await until(() => existsSync(path));
  for (let last: string | undefined; ; ) {
    const text = readFileSync(path, "utf8");
    if (text === last) return text;
    last = text;
    await sleep(200);
  }
}

/** A zip as a layer has it, of text files; all of them can be run. */
function layer(name: string, files: Readonly<Record<string, string>>): string {
  const entries = Object.entries(files).map(
    ([file, text]) => [file, [strToU8(text), { os: 3, attrs: 0o100755 << 16 }]] as const,
  );
  const zip = join(folder, `${name}.zip`);
  writeFileSync(zip, zipSync(Object.fromEntries(entries) as never));
  return zip;
}

describe("a handler that streams", () => {
  const streaming = () => everything({ handler: "streaming.handler", timeoutSeconds: 20 });

  test("is handed on in order, however slowly it is taken", async () => {
    fixture = startHost();
    fixture.host.create(streaming());
    const { taken, stream } = slowSink();
    const result = await invoke({ pieces: 3, bytes: 1_000_000 }, { stream });
    expect(result).toMatchObject({ payload: "", isStreamed: true, functionError: undefined });
    expect(taken.contentType).toBe("text/plain");
    expect(taken.text).toBe(`everything 0\neverything 1\neverything 2\n${"x".repeat(1_000_000)}`);
  });

  test("tells of HTTP by a prelude", async () => {
    fixture = startHost();
    fixture.host.create(streaming());
    const { taken, stream } = slowSink();
    await invoke({ pieces: 1, http: true }, { stream });
    expect(taken.contentType).toBe("application/vnd.awslambda.http-integration-response");
    expect(taken.text).toBe('{"statusCode":201,"headers":{"a":"b"}}\0\0\0\0\0\0\0\0everything 0\n');
  });

  test("is gathered for who takes it whole, and has an error where it breaks off", async () => {
    fixture = startHost();
    fixture.host.create(streaming());
    expect(await invoke({ pieces: 2 })).toMatchObject({ payload: "everything 0\neverything 1\n" });
    const { taken, stream } = slowSink();
    const broken = await invoke({ pieces: 2, breaksAt: 1 }, { stream });
    expect(broken).toMatchObject({ isStreamed: true, functionError: "Unhandled" });
    expect(JSON.parse(broken.payload)).toMatchObject({ errorType: "Error", errorMessage: "broke off" });
    expect(taken.text).toBe("everything 0\n");
  });
});

describe("layers", () => {
  test("are found by import and by require, the later over the earlier, and their programs run", async () => {
    const first = layer("first", {
      "nodejs/node_modules/shared/package.json": '{"name":"shared","type":"module","exports":"./index.js"}',
      "nodejs/node_modules/shared/index.js": 'export default "of the first";',
      "nodejs/node_modules/old/index.js": 'module.exports = "required";',
      "bin/tells": "#!/bin/sh\necho told",
    });
    const second = layer("second", {
      "nodejs/node_modules/shared/index.js": 'export default "of the second";',
    });
    fixture = startHost();
    const text = `import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import shared from "shared";
const require = createRequire(import.meta.url);
export const handler = async () => [shared, require("old"), execFileSync("tells").toString(), existsSync("/opt/bin/tells")];`;
    fixture.host.create(written("layered", text, { layers: [first, second] }));
    const hasOpt = confinement().unshare.length > 0;
    expect(JSON.parse((await invoke({})).payload)).toEqual(["of the second", "required", "told\n", hasOpt]);
  });

  test("may hold extensions, which are told of invocations, of the end and of what is logged", async () => {
    const told = join(outside, "told.txt");
    fixture = startHost();
    const layers = [layer("extension", { "extensions/teller": tellingExtension(told) })];
    fixture.host.create(
      written("beside", 'export const handler = async () => console.log("hello");', { layers }),
    );
    const { requestId } = await invoke({});
    const lines = () => readFileSync(told, "utf8").trim().split("\n");
    while (!lines().includes("telemetry platform.report")) {
      await invoke({});
      await sleep(10);
    }
    await fixture.host.close();
    expect(lines().slice(0, 3)).toEqual([
      'registered 200 {"functionName":"everything","functionVersion":"$LATEST","handler":"beside.handler"}',
      "subscribed OK",
      `INVOKE ${requestId}`,
    ]);
    expect(lines()).toContain("telemetry function");
    expect(lines().flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []))).toEqual([
      { errorMessage: "Extension limit (10) reached", errorType: "Extension.TooManyExtensions" },
      {
        errorMessage: "Extension with this name already registered",
        errorType: "Extension.InvalidExtensionState",
      },
    ]);
    expect(lines().at(-1)).toBe("SHUTDOWN spindown");
  });
});

describe("the log", () => {
  const json = (more: object = {}) =>
    everything({ logging: { format: "JSON", applicationLevel: "INFO", systemLevel: "INFO", ...more } });

  test("is JSON where that is asked for, with the levels that are asked for", async () => {
    fixture = startHost();
    fixture.host.create(json());
    const { requestId } = await invoke({ action: "print" });
    const lines = messages().flatMap((message) => (message.startsWith("{") ? [JSON.parse(message)] : []));
    expect(lines).toMatchObject([
      { type: "platform.initStart", record: { runtimeVersion: "nodejs:24.v1", phase: "init" } },
      { type: "platform.start", record: { requestId, version: "$LATEST" } },
      { level: "INFO", requestId, message: "hello world", timestamp: expect.any(String) },
      {
        ...{ level: "ERROR", requestId },
        message: { errorType: "Error", errorMessage: "printed", stackTrace: expect.any(Array) },
      },
      { level: "INFO", message: "raw" },
      { type: "platform.report", record: { requestId, status: "success", metrics: { memorySizeMB: 128 } } },
    ]);
  });

  test("keeps Lambda's own lines to itself at the level WARN", async () => {
    fixture = startHost();
    fixture.host.create(json({ systemLevel: "WARN", applicationLevel: "ERROR" }));
    await invoke({ action: "print" });
    expect(messages().map((message) => message.slice(0, 1))).not.toContain("S");
    expect(messages().filter((message) => message.includes("platform."))).toEqual([]);
    expect(messages().filter((message) => message.includes("hello world"))).toEqual([]);
  });

  test("has no more of an invocation than can be kept, and says what is left out", async () => {
    fixture = startHost();
    const text =
      'export const handler = async () => { for (let i = 0; i < 20; i++) console.log("x".repeat(1e6)); };';
    fixture.host.create(written("loud", text));
    await invoke({});
    expect(messages().filter((message) => message.includes("xxx")).length).toBeLessThan(20);
    expect(messages()).toContainEqual(expect.stringMatching(/^\d+ more bytes were printed: /));
  });
});

describe("a life", () => {
  test("has so many invocations, after which another begins", async () => {
    fixture = startHost({ invocationsPerEnvironment: 2 });
    fixture.host.create(everything({ maximumConcurrency: 1 }));
    const counts = await Promise.all(Array.from({ length: 5 }, () => invoke({ action: "count" })));
    expect(counts.map(({ payload }) => payload)).toEqual(["1", "2", "1", "2", "1"]);
    expect(new Set(fixture.log.map(({ stream }) => stream)).size).toBe(3);
  });

  test("that ends leaves the environment's temporary files and log stream to the next", async () => {
    fixture = startHost();
    const text = `import { existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
export const handler = async ({ end }) => {
  const file = tmpdir() + "/kept";
  const was = existsSync(file);
  writeFileSync(file, "");
  if (end) process.exit(1);
  return was;
};`;
    fixture.host.create(written("keeping", text));
    await invoke({ end: true });
    expect((await invoke({})).payload).toBe("true");
    expect(new Set(fixture.log.map(({ stream }) => stream)).size).toBe(1);
  });

  test("whose Init phase takes too long starts again within the invocation, and then its time is the function's", async () => {
    const clock = new VirtualClock();
    fixture = startHost({ clock });
    fixture.host.create(
      written("waiting", "setInterval(() => {}, 1000);\nawait new Promise(() => {});", { timeoutSeconds: 3 }),
    );
    const ended = invoke({});
    const wait = async (line: RegExp) => {
      while (!messages().some((message) => line.test(message))) {
        clock.advanceBy(1000);
        await sleep(20);
      }
    };
    await wait(/INIT_REPORT .*Phase: invoke/);
    expect(JSON.parse((await ended).payload).errorMessage).toMatch(/Task timed out after 3.00 seconds$/);
    expect(messages().filter((message) => message.startsWith("INIT_REPORT"))).toEqual([
      expect.stringMatching(/Phase: init\tStatus: timeout$/),
      expect.stringMatching(/Phase: invoke\tStatus: timeout$/),
    ]);
  });

  test("is over once it has been idle for long", async () => {
    const clock = new VirtualClock();
    fixture = startHost({ clock });
    fixture.host.create(everything());
    expect((await invoke({ action: "count" })).payload).toBe("1");
    clock.advanceBy(9 * 60_000);
    expect((await invoke({ action: "count" })).payload).toBe("2");
    clock.advanceBy(11 * 60_000);
    expect((await invoke({ action: "count" })).payload).toBe("1");
    await fixture.host.close();
    // Nothing but Lambda's own lines: the shell that started it says nothing of its end.
    expect(messages().filter((message) => !/^(?:INIT_START|START|END|REPORT) /.test(message))).toEqual([]);
  });

  test("begins before it is asked for where concurrency is provisioned", async () => {
    fixture = startHost();
    fixture.host.create(everything({ provisionedConcurrency: 1 }));
    const names = ["AWS_LAMBDA_INITIALIZATION_TYPE"];
    const result = await invoke({ action: "environment", names });
    expect(JSON.parse(result.payload)).toEqual({ AWS_LAMBDA_INITIALIZATION_TYPE: "provisioned-concurrency" });
  });

  test("stands still between invocations, and goes on with the next", async () => {
    fixture = startHost();
    const ticks = join(outside, "ticks.txt");
    const text = `import { writeFileSync } from "node:fs";
let ticks = 0;
setInterval(() => writeFileSync(${JSON.stringify(ticks)}, String(++ticks)), 1);
export const handler = async () => {};`;
    fixture.host.create(written("ticking", text));
    await invoke({});
    const last = await untilUnchanged(ticks);
    await invoke({});
    await until(() => readFileSync(ticks, "utf8") !== last);
  });

  test("that is ended is told so by a signal, for which it may listen", async () => {
    fixture = startHost();
    const told = join(outside, "signal.txt");
    const text = `import { writeFileSync } from "node:fs";
process.on("SIGTERM", () => { writeFileSync(${JSON.stringify(told)}, "told"); process.exit(0); });
export const handler = async () => {};`;
    fixture.host.create(written("listening", text));
    await invoke({});
    await fixture.host.close();
    expect(readFileSync(told, "utf8")).toBe("told");
  });

  test("ends with a region that is killed, whatever it does, and leaves no folder", async () => {
    fixture = startHost();
    const script = `
      import { everything, startHost } from ${JSON.stringify(join(import.meta.dirname, "host-fixture.ts"))};
      const { host } = startHost();
      host.create(everything({ codeRoot: ${JSON.stringify(folder)}, handler: "spinning.handler", timeoutSeconds: 600 }));
      void host.invoke({ functionName: "everything", payload: "{}" });`;
    const marker = join(outside, "spinning.txt");
    written(
      "spinning",
      `import { writeFileSync } from "node:fs";
export const handler = async () => { for (;;) writeFileSync(${JSON.stringify(marker)}, String(Date.now())); };`,
    );
    const args = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script];
    const region = spawn(process.execPath, args, {
      stdio: "inherit",
      env: { ...process.env, TMPDIR: folder },
    });
    await until(() => existsSync(marker));
    region.kill("SIGKILL");
    await once(region, "exit");
    await untilUnchanged(marker);
    await until(() => !readdirSync(folder).some((name) => name.startsWith("millrace-environments-")));
  });
});

describe("concurrency", () => {
  test("of the account is shared by functions without a reservation", async () => {
    fixture = startHost();
    fixture.host.create(everything({ maximumConcurrency: 1, reservedConcurrency: accountConcurrency - 1 }));
    // A version has no reservation of its own, and takes none away.
    fixture.host.update(everything({ maximumConcurrency: 1, version: "1" }));
    fixture.host.create({ ...everything({ maximumConcurrency: 1 }), functionName: "other" });
    const first = fixture.host.invoke({ functionName: "other", payload: '{"action":"sleep","ms":1}' });
    await expect(
      fixture.host.invoke({ functionName: "other", payload: '{"action":"count"}' }),
    ).rejects.toMatchObject({
      code: "TooManyRequestsException",
      members: { Reason: "ConcurrentInvocationLimitExceeded" },
    });
    await first;
    expect((await invoke({ action: "count" })).payload).toBe("1");
    await fixture.host.invoke({ functionName: "other", payload: '{"action":"count"}' });
  });
});

describe("AWS's SDK, which Lambda's runtime brings along", () => {
  test.each([
    ["import", "mjs", 'export { SFNClient as Client } from "@aws-sdk/client-sfn"; import "@smithy/core";'],
    ["require", "cjs", 'exports.Client = require("@aws-sdk/client-sfn").SFNClient;'],
  ])("is found by %s where the function has none", async (way, ending, text) => {
    writeFileSync(join(folder, `sdk-${way}.${ending}`), text);
    const handler = `import { Client } from "./sdk-${way}.${ending}"; export const handler = () => Client.name;`;
    fixture = startHost();
    fixture.host.create(written(`with-sdk-${way}`, handler));
    expect(await invoke({})).toMatchObject({ payload: '"SFNClient"', functionError: undefined });
  });

  test("is told of where it is not installed; other packages are not looked for", async () => {
    fixture = startHost();
    fixture.host.create(
      written("no-sdk", 'import "@aws-sdk/client-nothing"; export const handler = () => 1;'),
    );
    expect(await invoke({})).toMatchObject({ functionError: "Unhandled" });
    expect(messages().join("\n")).toContain("npm install --save-dev @aws-sdk/client-nothing");
    fixture.host.create({
      ...written("no-package", 'import "fast-check"; export const handler = () => 1;'),
      functionName: "other",
    });
    const { payload } = await fixture.host.invoke({ functionName: "other", payload: "{}" });
    expect(payload).toContain("Cannot find package 'fast-check'");
  });
});
