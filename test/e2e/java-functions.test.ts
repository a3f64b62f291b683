// Java functions, by AWS's own client on the JVM of this machine.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { codeRoot, everything, type HostFixture, startHost } from "../services/lambda/host-fixture.ts";
import { isInstalled } from "../support/installed.ts";

const client = "com/amazonaws/aws-lambda-java-runtime-interface-client";
const hasJava = isInstalled("a JDK", spawnSync("javac", ["-version"]).status === 0);
const hasClient = isInstalled(
  "AWS's Java runtime interface client",
  existsSync(join(homedir(), ".m2", "repository", client)),
);
const withJava = hasJava && hasClient ? describe : describe.skip;

let fixture: HostFixture;
let folder: string;
beforeAll(() => {
  fixture = startHost();
  // Not in /tmp, of which code that lies there sees all: AWS's client leaves a file there, which may be another user's.
  folder = mkdtempSync("/var/tmp/compiled-functions-");
});
beforeEach(() => {
  fixture.log.length = 0;
});
afterAll(async () => {
  await fixture.host.close();
  rmSync(folder, { recursive: true });
});

const messages = () => fixture.log.map((entry) => entry.message);

function invoke(functionName: string, event: object) {
  return fixture.host.invoke({ functionName, payload: JSON.stringify(event) });
}

withJava("a Java function", () => {
  beforeAll(() => {
    const source = join(codeRoot, "java", "Everything.java");
    execFileSync("javac", ["--release", "11", "-nowarn", "-d", join(folder, "java"), source]);
    const compiled = { codeRoot: join(folder, "java"), handler: "Everything::handle" };
    const sized = { memorySizeMb: 512, timeoutSeconds: 60 };
    fixture.host.create(everything({ functionName: "java", runtime: "java11", ...compiled, ...sized }));
  });

  test("answers, keeps its class, prints, and is told what runs it", async () => {
    const value = { unit: "°C" };
    expect(JSON.parse((await invoke("java", { action: "echo", value })).payload)).toEqual(value);
    expect((await invoke("java", { action: "say" })).payload).toBe("null");
    expect(messages()).toEqual(expect.arrayContaining([expect.stringMatching(/^first/)]));
    for (const expected of ["1", "2"])
      expect((await invoke("java", { action: "count" })).payload).toBe(expected);
    const shown = JSON.parse((await invoke("java", { action: "show" })).payload);
    expect(shown.function).toBe("java");
    const warned = messages().some((message) => message.startsWith("WARNING: java11 is run by Java"));
    expect(warned).toBe(shown.java !== "11");
  });

  test.each([
    [
      "an exception",
      { action: "fail" },
      { errorType: "Everything$ReadingError", errorMessage: "sensor is wet", stackTrace: expect.anything() },
    ],
    ["memory that runs out", { action: "exhaust" }, { errorType: expect.stringMatching(/OutOfMemory/) }],
    ["an exit", { action: "exit", code: 3 }, { errorType: "Runtime.ExitError" }],
  ])("reports %s, and the next invocation works", async (_what, event, expected) => {
    const result = await invoke("java", event);
    expect(result.functionError).toBe("Unhandled");
    expect(JSON.parse(result.payload)).toMatchObject(expected);
    expect((await invoke("java", { action: "echo", value: 1 })).payload).toBe("1");
  });

  test("without its class says so", async () => {
    const absent = { runtime: "java17", handler: "Absent::handle", codeRoot: join(folder, "java") };
    fixture.host.create(everything({ functionName: "absent", ...absent, memorySizeMb: 512 }));
    expect(JSON.parse((await invoke("absent", {})).payload)).toMatchObject({
      errorMessage: expect.stringContaining("Class not found: Absent"),
    });
  });
});
