import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { build } from "esbuild";
import type { FunctionConfiguration } from "../../../src/services/lambda/configuration.ts";
import { codeRoot, everything, type HostFixture, startHost } from "./host-fixture.ts";
import { brokenModules, ends, failures, leftBehind } from "./support/host-cases.ts";

let fixture: HostFixture;
afterEach(() => fixture.host.close());

function invoke(event: object, functionName = "everything") {
  return fixture.host.invoke({ functionName, payload: JSON.stringify(event) });
}

/** A host with the function `everything`. */
function start(configuration: Partial<FunctionConfiguration> = {}) {
  fixture = startHost();
  fixture.host.create(everything(configuration));
}

test("stack traces name the lines of the source, where its map is asked for", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mapped-function-"));
  try {
    const source = join(folder, "thrower.ts");
    writeFileSync(
      source,
      "type Nothing = never;\n\nexport const handler = () => {\n  throw new Error('here');\n};\n",
    );
    const outfile = join(folder, "thrower.mjs");
    await build({
      entryPoints: [source],
      outfile,
      format: "esm",
      minify: true,
      sourcemap: "linked",
      logLevel: "error",
    });
    fixture = startHost();
    const mapped = { codeRoot: folder, handler: "thrower.handler" };
    fixture.host.create({
      ...everything({ environment: { NODE_OPTIONS: "--enable-source-maps" } }),
      ...mapped,
    });
    const { payload } = await invoke({});
    expect(JSON.parse(payload).trace.join("\n")).toMatch(/thrower\.ts:4:/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("a successful invocation", () => {
  test("answers with the handler's result as JSON text", async () => {
    start();
    const result = await invoke({ action: "echo", value: { temperature: 21.5, unit: "°C" } });
    expect(result).toMatchObject({ statusCode: 200, executedVersion: "$LATEST", functionError: undefined });
    expect(JSON.parse(result.payload)).toEqual({ temperature: 21.5, unit: "°C" });
    expect(result.billedDurationMs).toBeGreaterThanOrEqual(1);
  });

  test("answers null when the handler returns nothing", async () => {
    start();
    expect((await invoke({ action: "nothing" })).payload).toBe("null");
  });

  test("reuses its environment, and runs its module once", async () => {
    start();
    for (const expected of ["1", "2", "3"])
      expect((await invoke({ action: "count" })).payload).toBe(expected);
  });

  test("gives the handler Lambda's context and environment", async () => {
    fixture = startHost({ endpointUrl: () => "http://127.0.0.1:4566" });
    fixture.host.create(
      everything({ timeoutSeconds: 70, memorySizeMb: 256, environment: { STAGE: "test", AWS_REGION: "no" } }),
    );
    const { payload } = await fixture.host.invoke({
      functionName: "everything",
      payload: '{"action":"context"}',
      clientContext: '{"custom":{"a":"b"}}',
    });
    const context = JSON.parse(payload);
    expect(context).toMatchObject({
      functionName: "everything",
      functionVersion: "$LATEST",
      memoryLimitInMB: "256",
      logGroupName: "/aws/lambda/everything",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:everything",
      clientContext: { custom: { a: "b" } },
      callbackWaitsForEmptyEventLoop: true,
    });
    expect(context.logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    expect(context.remainingMs).toBeGreaterThan(10_000);
    expect(context.remainingMs).toBeLessThanOrEqual(70_000);
    const names = ["AWS_REGION", "AWS_EXECUTION_ENV", "STAGE", "AWS_ENDPOINT_URL", "_HANDLER", "HOME"];
    expect(JSON.parse((await invoke({ action: "environment", names })).payload)).toEqual({
      AWS_REGION: "us-east-1",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      STAGE: "test",
      AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
      _HANDLER: "everything.handler",
      HOME: null,
    });
  });

  test("sets _X_AMZN_TRACE_ID to the caller's trace, or to one that is not sampled", async () => {
    start();
    const payload = '{"action":"environment","names":["_X_AMZN_TRACE_ID"]}';
    const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
    const traced = await fixture.host.invoke({ functionName: "everything", payload, traceHeader });
    const untraced = await fixture.host.invoke({ functionName: "everything", payload });
    expect(JSON.parse(traced.payload)).toEqual({ _X_AMZN_TRACE_ID: traceHeader });
    expect(JSON.parse(untraced.payload)._X_AMZN_TRACE_ID).toMatch(
      /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
    );
  });

  test.each([
    ["a nested export", "everything.nested.handler", '"nested"'],
    ["a CommonJS module", "commonjs.handler", '"from CommonJS"'],
  ])("finds %s", async (_what, handler, expected) => {
    start({ handler });
    expect((await invoke({})).payload).toBe(expected);
  });
});

describe("a failed invocation", () => {
  test.each(failures)(
    "reports %s as Lambda does, and the next invocation works",
    async (_what, event, expected) => {
      start();
      const result = await invoke(event);
      expect(result.functionError).toBe("Unhandled");
      expect(result.statusCode).toBe(200);
      expect(JSON.parse(result.payload)).toMatchObject(expected);
      expect((await invoke({ action: "count" })).payload).toBe("1");
    },
  );

  test.each(ends)("replaces the environment after %s", async (_what, event, errorType, text) => {
    start({ timeoutSeconds: 20 });
    await invoke({ action: "count" });
    const result = await invoke(event);
    expect(JSON.parse(result.payload)).toEqual({
      errorType,
      errorMessage: `RequestId: ${result.requestId} Error: ${text}`,
    });
    expect((await invoke({ action: "count" })).payload).toBe("1");
  });

  test.each(leftBehind)(
    "%s fails neither it nor the next, which finds a new process",
    async (_what, event, told) => {
      start({ maximumConcurrency: 1 });
      await invoke({ action: "count" });
      const [answer, next] = await Promise.all([invoke(event), invoke({ action: "count" })]);
      expect([answer.functionError, answer.payload]).toEqual([undefined, '"answered"']);
      expect([next.functionError, next.payload]).toEqual([undefined, "1"]);
      if (told !== undefined)
        expect(fixture.log.map(({ message }) => message)).toContainEqual(expect.stringContaining(told));
    },
  );

  test("stops an endless loop at the timeout, and keeps what it had printed", async () => {
    start({ timeoutSeconds: 1 });
    const result = await invoke({ action: "loop" });
    expect(JSON.parse(result.payload)).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${result.requestId} Error: Task timed out after 1.00 seconds`,
    });
    const messages = fixture.log.map((entry) => entry.message);
    expect(messages).toContainEqual(expect.stringContaining("about to spin"));
    expect(messages).toContainEqual(
      expect.stringMatching(new RegExp(`Z ${result.requestId} Task timed out after 1.00 seconds$`)),
    );
    expect(messages.at(-1)).toMatch(/\tStatus: timeout$/);
    expect((await invoke({ action: "count" })).payload).toBe("1");
  });

  test.each(brokenModules)("reports %s at every invocation", async (_what, handler, errorType, message) => {
    start({ handler });
    for (let attempt = 0; attempt < 2; attempt++) {
      const result = await invoke({});
      expect(result.functionError).toBe("Unhandled");
      expect(JSON.parse(result.payload)).toMatchObject({
        errorType,
        errorMessage: expect.stringMatching(message),
      });
    }
  });
});

describe("concurrency", () => {
  test("never runs more environments than the maximum, and serves callers in their order", async () => {
    start({ maximumConcurrency: 1 });
    const order: number[] = [];
    const calls = [30, 10, 0].map((ms, call) => invoke({ action: "sleep", ms }).then(() => order.push(call)));
    await Promise.all(calls);
    expect(order).toEqual([0, 1, 2]);
    expect(new Set(fixture.log.map((entry) => entry.stream)).size).toBe(1);
    expect(fixture.metrics.get("AWS/Lambda ConcurrentExecutions everything")).toEqual([1, 1, 1]);
  });

  test("starts a second environment while the first is busy", async () => {
    start({ maximumConcurrency: 2 });
    let isBusy = true;
    // It is busy for as long as the second can take to start, and ended with its host.
    const first = invoke({ action: "sleep", ms: 30_000 }).finally(() => {
      isBusy = false;
    });
    expect((await invoke({ action: "count" })).payload).toBe("1");
    expect(isBusy).toBe(true);
    await Promise.allSettled([fixture.host.close(0), first]);
  });

  test("refuses callers beyond the reserved concurrency", async () => {
    start({ reservedConcurrency: 1 });
    const first = invoke({ action: "sleep", ms: 1 });
    await expect(invoke({ action: "count" })).rejects.toMatchObject({
      code: "TooManyRequestsException",
      status: 429,
      members: { Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" },
    });
    expect((await first).functionError).toBeUndefined();
    expect(fixture.metrics.get("AWS/Lambda Throttles everything")).toEqual([1]);
  });

  test("counts invocations, errors and durations", async () => {
    start();
    await invoke({ action: "count" });
    await invoke({ action: "fail" });
    expect(fixture.metrics.get("AWS/Lambda Invocations everything")).toEqual([1, 1]);
    expect(fixture.metrics.get("AWS/Lambda Errors everything")).toEqual([0, 1]);
    expect(fixture.metrics.get("AWS/Lambda Duration everything")).toHaveLength(2);
  });
});

describe("an update", () => {
  test("lets a running invocation end and gives the next one a fresh environment", async () => {
    start({ environment: { VERSION: "1" } });
    expect((await invoke({ action: "count" })).payload).toBe("1");
    const running = invoke({ action: "sleep", ms: 50 });
    fixture.host.update(everything({ environment: { VERSION: "2" } }));
    const names = ["VERSION"];
    expect(JSON.parse((await invoke({ action: "environment", names })).payload)).toEqual({ VERSION: "2" });
    expect((await running).payload).toBe("1");
    expect((await invoke({ action: "count" })).payload).toBe("1");
  });
});

describe("closing", () => {
  test("lets what runs and waits end", async () => {
    start({ maximumConcurrency: 1 });
    const calls = [invoke({ action: "count" }), invoke({ action: "count" })];
    await fixture.host.close();
    expect((await Promise.all(calls)).map((result) => result.payload)).toEqual(["1", "2"]);
  });

  test("stops what runs beyond its grace, and refuses what waits", async () => {
    start({ maximumConcurrency: 1, timeoutSeconds: 20 });
    await invoke({ action: "count" });
    const running = invoke({ action: "sleep", ms: 15_000 });
    const waiting = expect(invoke({ action: "count" })).rejects.toMatchObject({ code: "ServiceException" });
    await fixture.host.close(1);
    expect(JSON.parse((await running).payload)).toMatchObject({
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringContaining("signal: terminated"),
    });
    await waiting;
  });
});

test("closing while an environment is being replaced leaves no timer behind", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  start();
  await invoke({ action: "count" });
  fixture.host.update(everything({ environment: { VERSION: "2" } }));
  await fixture.host.close();
  expect(timers()).toBeLessThanOrEqual(before);
});

describe("invocation types", () => {
  test("DryRun answers 204 and runs nothing", async () => {
    start();
    const result = await fixture.host.invoke({ functionName: "everything", invocationType: "DryRun" });
    expect(result).toMatchObject({ statusCode: 204, payload: "" });
    expect(fixture.log).toEqual([]);
  });

  test("Event is taken to be kept elsewhere, and runs nothing", async () => {
    start();
    const result = await fixture.host.invoke({ functionName: "everything", invocationType: "Event" });
    expect(result).toMatchObject({ statusCode: 202, payload: "" });
    expect(fixture.log).toEqual([]);
  });
});

describe("a refused call", () => {
  test.each([
    ["a function that is missing", "absent", "ResourceNotFoundException", /function:absent:\$LATEST$/],
    ["a version that is missing", "everything:7", "ResourceNotFoundException", /function:everything:7$/],
    ["a name that is none", "every thing", "ValidationException", /failed to satisfy constraint/],
  ])("names %s", async (_what, functionName, code, message) => {
    start();
    await expect(fixture.host.invoke({ functionName })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  test.each([
    ["RequestResponse", 6_291_457],
    ["Event", 1_048_577],
  ] as const)("names the limit of a %s payload", async (invocationType, bytes) => {
    start();
    const payload = JSON.stringify("x".repeat(bytes - 2));
    await expect(
      fixture.host.invoke({ functionName: "everything", payload, invocationType }),
    ).rejects.toMatchObject({
      code: "RequestEntityTooLargeException",
      message: `${bytes} byte payload is too large for the ${invocationType} invocation type (limit ${bytes - 1} bytes)`,
    });
  });

  test.each([
    ["a timeout of 0", { timeoutSeconds: 0 }],
    ["a memory of 64 MB", { memorySizeMb: 64 }],
    ["a relative code root", { codeRoot: "dist" }],
    ["a name with a space", { functionName: "a b" }],
  ])("rejects a configuration with %s", (_what, wrong) => {
    fixture = startHost();
    expect(() => fixture.host.create(everything(wrong))).toThrow(
      expect.objectContaining({ code: "InvalidParameterValueException" }),
    );
  });

  test("refuses a second function of the same name", () => {
    start();
    expect(() => fixture.host.create(everything())).toThrow(
      expect.objectContaining({ code: "ResourceConflictException" }),
    );
    expect(fixture.host.describe(`arn:aws:lambda:us-east-1:000000000000:function:everything`).codeRoot).toBe(
      codeRoot,
    );
  });
});
