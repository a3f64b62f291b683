// Ruby functions, by our bootstrap on the Ruby of this machine.

import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { FunctionConfiguration } from "../../../src/services/lambda/configuration.ts";
import { isInstalled } from "../../support/installed.ts";
import { until } from "../../support/until.ts";
import { everything, type HostFixture, startHost } from "./host-fixture.ts";

const withRuby = isInstalled("Ruby", spawnSync("ruby", ["--version"]).status === 0)
  ? describe
  : describe.skip;

let fixture: HostFixture;
beforeAll(() => {
  fixture = startHost();
  fixture.host.create(ruby({ memorySizeMb: 256 }));
});
beforeEach(() => {
  fixture.log.length = 0;
});
afterAll(() => fixture.host.close());

const messages = () => fixture.log.map((entry) => entry.message);

function invoke(event: object, more: object = {}) {
  return fixture.host.invoke({ functionName: "everything", payload: JSON.stringify(event), ...more });
}

/** Of a function of its own, with another configuration. */
function invokeOther(event: object, configuration: Partial<FunctionConfiguration>) {
  const functionName = `other-${Math.random().toString(36).slice(2)}`;
  fixture.host.create(ruby({ ...configuration, functionName }));
  return fixture.host.invoke({ functionName, payload: JSON.stringify(event) });
}

function ruby(configuration: Partial<FunctionConfiguration> = {}): FunctionConfiguration {
  return everything({ runtime: "ruby3.4", timeoutSeconds: 20, ...configuration });
}

withRuby("a Ruby function", () => {
  test("answers, keeps its file, and finds its context", async () => {
    expect(JSON.parse((await invoke({ action: "echo", value: { unit: "°C" } })).payload)).toEqual({
      unit: "°C",
    });
    for (const expected of ["1", "2"]) expect((await invoke({ action: "count" })).payload).toBe(expected);
    const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
    const result = await invoke({ action: "show" }, { traceHeader, clientContext: '{"custom":{"a":"b"}}' });
    const shown = JSON.parse(result.payload);
    expect(shown).toMatchObject({
      ...{ request: result.requestId, function: "everything", version: "$LATEST", memory: "256" },
      ...{ arn: "arn:aws:lambda:us-east-1:000000000000:function:everything", custom: { a: "b" } },
      trace: traceHeader,
    });
    expect(shown.remaining).toBeGreaterThan(15_000);
    const warned = messages().some((message) => message.startsWith("WARNING: ruby3.4 is run by Ruby"));
    expect(warned).toBe(shown.ruby !== "3.4");
  });

  test("prints lines, and logs as AWS's runtime does", async () => {
    const { requestId } = await invoke({ action: "say" });
    // What goes to stderr comes by a way of its own.
    await until(() => messages().includes("to stderr") || undefined);
    const said = messages().filter((message) => !/^(?:INIT_START|WARNING|START|END|REPORT)/.test(message));
    expect(said).toEqual([
      ...["first", "second"],
      expect.stringMatching(
        new RegExp(`^unfinishedW, \\[[\\d-]+T[\\d:.]+ #\\d+\\]  WARN ${requestId} -- : careful$`),
      ),
      "to stderr",
    ]);
  });

  test("logs JSON of its level on", async () => {
    await invokeOther({ action: "say" }, { logging: { format: "JSON", applicationLevel: "ERROR" } });
    expect(messages().some((message) => message.includes("careful"))).toBe(false);
    const logging = { format: "JSON", applicationLevel: "INFO" } as const;
    const { requestId } = await invokeOther({ action: "say" }, { logging });
    const line = messages().find((message) => message.includes("careful")) ?? "";
    expect(JSON.parse(line.replace(/^unfinished/, ""))).toEqual({
      ...{ timestamp: expect.stringMatching(/Z$/), level: "WARN", message: "careful", requestId },
    });
  });

  test.each([
    [
      "an exception",
      { action: "fail" },
      {
        errorType: "Function<ReadingError>",
        errorMessage: "sensor is wet",
        stackTrace: [expect.stringMatching(/everything\.rb:\d+:in .*handler'$/)],
      },
    ],
    ["a name that is not there", { action: "misname" }, { errorType: "Function<NameError>" }],
    [
      "an exit that can be answered for",
      { action: "leave", code: 3 },
      { errorType: "Function<SystemExit>", errorMessage: "exit" },
    ],
    [
      "a result that is no JSON",
      { action: "unmarshalable" },
      { errorType: "Runtime<JSON::GeneratorError>", stackTrace: expect.anything() },
    ],
    [
      "a response beyond 6 MB",
      { action: "large", bytes: 6_291_557 },
      { errorType: "Function.ResponseSizeTooLarge" },
    ],
    [
      "an exit",
      { action: "exit", code: 3 },
      { errorType: "Runtime.ExitError", errorMessage: expect.stringMatching(/exit status 3$/) },
    ],
    [
      "memory that runs out",
      { action: "exhaust" },
      { errorType: "Runtime.OutOfMemory", errorMessage: expect.stringMatching(/signal: killed$/) },
    ],
  ])("reports %s, and the next invocation works", async (_what, event, expected) => {
    const result = await invoke(event);
    expect(result.functionError).toBe("Unhandled");
    expect(JSON.parse(result.payload)).toMatchObject(expected);
    expect((await invoke({ action: "echo", value: 1 })).payload).toBe("1");
  });

  test("is stopped at its timeout, and its last words are kept", async () => {
    const result = await invokeOther({ action: "spin" }, { timeoutSeconds: 1 });
    expect(JSON.parse(result.payload).errorMessage).toMatch(/Task timed out after 1.00 seconds$/);
    expect(messages()).toContain("about to spin");
  });

  test("may be a method of a class", async () => {
    const result = await invokeOther({ unit: "°C" }, { handler: "everything.Readings::Reader.read" });
    expect(result.payload).toMatch(/^"°C by other-/);
  });

  test.each([
    ["broken_require.handler", "Init<LoadError>", /cannot load such file -- a_gem_that_does_not_exist$/],
    ["broken_ruby.handler", "Init<SyntaxError>", /broken_ruby\.rb/],
    ["absent.handler", "Init<LoadError>", /cannot load such file -- absent$/],
    [
      "everything",
      "Init<ArgumentError>",
      /^Invalid handler \["everything"\], must be of form FILENAME\.METHOD/,
    ],
  ])("whose handler is %s fails as it is loaded", async (handler, errorType, errorMessage) => {
    expect(JSON.parse((await invokeOther({}, { handler })).payload)).toMatchObject({
      errorType,
      errorMessage: expect.stringMatching(errorMessage),
    });
    expect(messages()).toContainEqual(
      expect.stringMatching(/^INIT_REPORT .*\tPhase: init\tStatus: error\tError Type: Init</),
    );
  });
});
