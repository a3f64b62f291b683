// Functions of other runtimes than Node.js: Python by our bootstrap, and whatever speaks the Runtime API.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import type { FunctionConfiguration } from "../../../src/services/lambda/configuration.ts";
import { codeRoot, everything, type HostFixture, startHost } from "./host-fixture.ts";

const hasPython = spawnSync("python3", ["--version"]).status === 0;
const withPython = hasPython ? describe : describe.skip;

let fixture: HostFixture;
afterEach(() => fixture.host.close());

const messages = () => fixture.log.map((entry) => entry.message);

function invoke(event: object, more: object = {}) {
  return fixture.host.invoke({ functionName: "everything", payload: JSON.stringify(event), ...more });
}

function python(configuration: Partial<FunctionConfiguration> = {}): FunctionConfiguration {
  return everything({ runtime: "python3.12", timeoutSeconds: 20, ...configuration });
}

withPython("a Python function", () => {
  test("answers, keeps its module, and finds its context", async () => {
    fixture = startHost();
    fixture.host.create(python({ memorySizeMb: 256 }));
    expect(JSON.parse((await invoke({ action: "echo", value: { unit: "°C" } })).payload)).toEqual({
      unit: "°C",
    });
    for (const expected of ["1", "2"]) expect((await invoke({ action: "count" })).payload).toBe(expected);
    expect((await invoke({ action: "decimal" })).payload).toBe("21.5");
    const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
    const result = await invoke({ action: "show" }, { traceHeader, clientContext: '{"custom":{"a":"b"}}' });
    const shown = JSON.parse(result.payload);
    expect(shown).toMatchObject({
      ...{ request: result.requestId, function: "everything", version: "$LATEST", memory: "256" },
      ...{ arn: "arn:aws:lambda:us-east-1:000000000000:function:everything", custom: { a: "b" } },
      trace: traceHeader,
    });
    expect(shown.remaining).toBeGreaterThan(15_000);
    const warned = messages().some((message) => message.startsWith("WARNING: python3.12 is run by Python"));
    expect(warned).toBe(shown.python !== "3.12");
  });

  test("prints lines, and logs as AWS's runtime does", async () => {
    fixture = startHost();
    fixture.host.create(python());
    const { requestId } = await invoke({ action: "say" });
    const said = messages().filter((message) => !/^(?:INIT_START|WARNING|START|END|REPORT)/.test(message));
    expect(said).toEqual([
      ...["first", "second", "unfinished"],
      expect.stringMatching(
        new RegExp(
          `^\\[WARNING\\]\t\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\t${requestId}\tcareful\n$`,
        ),
      ),
      "to stderr",
    ]);
  });

  test.each([
    [
      "an exception",
      { action: "fail" },
      {
        errorType: "ReadingError",
        errorMessage: "sensor is wet",
        stackTrace: [
          expect.stringMatching(/^ {2}File ".*everything.py", line \d+, in handler\n/),
          expect.stringMatching(/in fail\n {4}raise ReadingError/),
        ],
      },
    ],
    [
      "a result that is no JSON",
      { action: "unmarshalable" },
      {
        errorType: "Runtime.MarshalError",
        errorMessage: "Unable to marshal response: Object of type set is not JSON serializable",
        stackTrace: [],
      },
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
  ])("reports %s as Lambda does, and the next invocation works", async (_what, event, expected) => {
    fixture = startHost();
    fixture.host.create(python());
    const result = await invoke(event);
    expect(result.functionError).toBe("Unhandled");
    expect(JSON.parse(result.payload)).toMatchObject(expected);
    expect((await invoke({ action: "echo", value: 1 })).payload).toBe("1");
  });

  test("answers with bytes as they are, and with every digit of a decimal", async () => {
    fixture = startHost();
    fixture.host.create(python());
    expect((await invoke({ action: "bytes" })).payload).toBe('{"as": "it is"}');
    expect((await invoke({ action: "decimals" })).payload).toBe(
      '[1.10, {"most": 0.12345678901234567890}, 2]',
    );
  });

  test("finds in its context what AWS's has, by AWS's names", async () => {
    fixture = startHost();
    fixture.host.create(python());
    const described = JSON.parse((await invoke({ action: "describe" })).payload);
    expect(described).toMatch(
      /^LambdaContext\(\[aws_request_id=[0-9a-f-]{36},log_group_name=\/aws\/lambda\/everything,/,
    );
    const clientContext = JSON.stringify({ client: { app_title: "rain", unknown: 1 } });
    expect(JSON.parse((await invoke({ action: "client" }, { clientContext })).payload)).toEqual({
      ...{ installation_id: null, app_title: "rain", app_version_name: null },
      ...{ app_version_code: null, app_package_name: null },
    });
  });

  test("logs JSON with what was given beside the message, and errors with their traces", async () => {
    fixture = startHost();
    fixture.host.create(python({ logging: { format: "JSON" } }));
    await invoke({ action: "explain" });
    await invoke({ action: "failSilently" });
    expect(messages()).toContain("of the context");
    const lines = messages().flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
    const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);
    const ofError = { errorType: "ReadingError", stackTrace: [expect.any(String), expect.any(String)] };
    expect(lines.filter(({ level }) => level !== undefined)).toEqual([
      { timestamp, level: "WARNING", message: "careful now", logger: "readings", requestId, station: 7 },
      {
        ...{ timestamp, level: "ERROR", message: "it failed", logger: "root", requestId },
        ...{ ...ofError, errorMessage: "sensor is wet" },
        location: expect.stringMatching(/everything\.py:explain:\d+$/),
      },
      { timestamp, level: "ERROR", requestId, ...ofError, errorMessage: "" },
    ]);
  });

  test("tells an error in its log with its trace, as AWS's runtime does", async () => {
    fixture = startHost();
    fixture.host.create(python());
    await invoke({ action: "failSilently" });
    expect(messages()).toContainEqual(
      expect.stringMatching(
        /^\[ERROR\] ReadingError\nTraceback \(most recent call last\):\n\u00a0\u00a0File ".*everything\.py", line \d+, in handler\n\u00a0{4}return/,
      ),
    );
  });

  test("is stopped at its timeout, and its last words are kept", async () => {
    fixture = startHost();
    fixture.host.create(python({ timeoutSeconds: 1 }));
    const result = await invoke({ action: "spin" });
    expect(JSON.parse(result.payload).errorMessage).toMatch(/Task timed out after 1.00 seconds$/);
    expect(messages()).toContain("about to spin");
  });

  test.each([
    [
      "broken_import.handler",
      "Runtime.ImportModuleError",
      "Unable to import module 'broken_import': No module named 'a_package_that_does_not_exist'",
    ],
    [
      "broken_syntax.handler",
      "Runtime.UserCodeSyntaxError",
      expect.stringMatching(/^Syntax error in module 'broken_syntax': /),
    ],
    ["broken_init.handler", "RuntimeError", "no configuration"],
    ["everything.absent", "Runtime.HandlerNotFound", "Handler 'absent' missing on module 'everything'"],
    [
      "everything",
      "Runtime.MalformedHandlerName",
      "Bad handler 'everything': not enough values to unpack (expected 2, got 1)",
    ],
    ["time.handler", "Runtime.BuiltInModuleConflict", "Cannot use built-in module time as a handler module"],
  ])("whose handler is %s fails as AWS's runtime does", async (handler, errorType, errorMessage) => {
    fixture = startHost();
    fixture.host.create(python({ handler }));
    expect(JSON.parse((await invoke({})).payload)).toMatchObject({ errorType, errorMessage });
    expect(messages()).toContainEqual(
      expect.stringMatching(/^INIT_REPORT .*\tPhase: init\tStatus: error\tError Type: /),
    );
  });
});

describe("a provided runtime", () => {
  const provided = (configuration: Partial<FunctionConfiguration> = {}) =>
    everything({
      runtime: "provided.al2023",
      codeRoot: join(codeRoot, "provided"),
      timeoutSeconds: 20,
      ...configuration,
    });

  test("has its invocations, and what is known of them, from the Runtime API", async () => {
    fixture = startHost();
    fixture.host.create(provided());
    const result = await invoke(
      { action: "show", unit: "°C" },
      {
        clientContext: '{"custom":{"a":"ä"}}',
        identity: { cognitoIdentityId: "i", cognitoIdentityPoolId: "p" },
      },
    );
    const { headers, event } = JSON.parse(result.payload);
    expect(event).toEqual({ action: "show", unit: "°C" });
    expect(headers).toMatchObject({
      "lambda-runtime-aws-request-id": result.requestId,
      "lambda-runtime-deadline-ms": expect.stringMatching(/^\d{13}$/),
      "lambda-runtime-invoked-function-arn": "arn:aws:lambda:us-east-1:000000000000:function:everything",
      "lambda-runtime-trace-id": expect.stringMatching(/^Root=1-/),
      "lambda-runtime-cognito-identity": '{"cognitoIdentityId":"i","cognitoIdentityPoolId":"p"}',
    });
    expect(JSON.parse(headers["lambda-runtime-client-context"])).toEqual({ custom: { a: "ä" } });
  });

  test.each([
    ["an error", { action: "fail" }, { errorType: "ReadingError", errorMessage: "sensor is wet" }],
    ["an exit", { action: "exit", code: 7 }, { errorType: "Runtime.ExitError" }],
    [
      "a response beyond 6 MB",
      { action: "large", bytes: 6_291_557 },
      { errorType: "Function.ResponseSizeTooLarge" },
    ],
  ])("reports %s", async (_what, event, expected) => {
    fixture = startHost();
    fixture.host.create(provided());
    const result = await invoke(event);
    expect(result.functionError).toBe("Unhandled");
    expect(JSON.parse(result.payload)).toMatchObject(expected);
    expect((await invoke({ action: "show" })).functionError).toBeUndefined();
  });

  test("can answer no other invocation than its own, and that once", async () => {
    fixture = startHost();
    fixture.host.create(provided());
    expect(JSON.parse((await invoke({ action: "wrong" })).payload)).toMatchObject({
      status: 400,
      body: { errorType: "InvalidRequestID" },
    });
    await invoke({ action: "show" });
    expect(messages()).toContainEqual(expect.stringMatching(/^right 202 twice 403 .*InvalidStateTransition/));
  });

  test("that answers and then ends is answered for, and the next invocation finds a new one", async () => {
    fixture = startHost();
    fixture.host.create(provided());
    for (const round of [1, 2, 3]) {
      const result = await invoke({ action: "leave", round });
      expect([result.payload, result.functionError]).toEqual([String(round), undefined]);
    }
    expect(messages()).toContainEqual(expect.stringMatching(/^REPORT .*\tStatus: error/));
  });

  test("that cannot start says why", async () => {
    fixture = startHost();
    fixture.host.create(provided({ environment: { FAIL_INIT: "1" } }));
    expect(JSON.parse((await invoke({})).payload)).toEqual({
      errorMessage: "not prepared",
      errorType: "Unprepared",
    });
  });

  test("without a program is refused", async () => {
    fixture = startHost();
    fixture.host.create(provided({ codeRoot }));
    await expect(invoke({})).rejects.toMatchObject({
      code: "InvalidRuntimeException",
      message: expect.stringMatching(/no executable file named bootstrap/),
    });
  });

  describe("that streams", () => {
    const sink = () => {
      const taken = { contentType: "", text: "" };
      const stream = {
        begin: (contentType: string) => {
          taken.contentType = contentType;
        },
        write: (chunk: Uint8Array) => {
          taken.text += Buffer.from(chunk).toString();
          return Promise.resolve();
        },
      };
      return { taken, stream };
    };

    test("is handed on, or gathered for who takes it whole", async () => {
      fixture = startHost();
      fixture.host.create(provided());
      const { taken, stream } = sink();
      expect(await invoke({ action: "stream", pieces: 3 }, { stream })).toMatchObject({
        payload: "",
        isStreamed: true,
      });
      expect(taken).toEqual({ contentType: "text/plain", text: "piece 0\npiece 1\npiece 2\n" });
      const whole = await invoke({ action: "stream", pieces: 2 });
      expect(whole).toMatchObject({ payload: "piece 0\npiece 1\n", functionError: undefined });
    });

    test("and breaks off has an error after what was sent", async () => {
      fixture = startHost();
      fixture.host.create(provided());
      const { taken, stream } = sink();
      const result = await invoke({ action: "stream", pieces: 1, breaks: true }, { stream });
      expect(result).toMatchObject({ isStreamed: true, functionError: "Unhandled" });
      expect(JSON.parse(result.payload)).toEqual({ errorMessage: "broke off", errorType: "StreamError" });
      expect(taken.text).toBe("piece 0\n");
    });
  });
});
