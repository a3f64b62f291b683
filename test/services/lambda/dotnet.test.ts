// .NET functions on a real .NET, where that and a compiler of C# are installed: a program, and a class library with a stand-in for AWS's
// client, which is not in the registries that these tests install from.

import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { isInstalled } from "../../support/installed.ts";
import { everything, type HostFixture, startHost } from "./host-fixture.ts";

const source = fileURLToPath(new URL("../../fixtures/functions/dotnet/Readings.cs", import.meta.url));
const listed = spawnSync("dotnet", ["--list-runtimes"], { encoding: "utf8" });
const [, version = "", folder = ""] =
  /^Microsoft\.NETCore\.App (\S+) \[(.+)\]$/m.exec(listed.stdout ?? "") ?? [];
const hasCompiler = spawnSync("mcs", ["--version"]).status === 0;
const withDotnet = isInstalled(".NET with mcs", version !== "" && hasCompiler) ? describe : describe.skip;

withDotnet("a function of .NET", () => {
  let root: string;
  let fixture: HostFixture;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "dotnet-"));
    const framework = join(folder, version);
    const references = readdirSync(framework)
      .filter((name) => /^(?:System\.(?!.*WindowsRuntime).*|netstandard|mscorlib)\.dll$/.test(name))
      .map((name) => `-r:${join(framework, name)}`);
    const program = join(root, "Readings.dll");
    execFileSync("mcs", ["-nostdlib", "-noconfig", ...references, `-out:${program}`, source]);
    // It stands for the client, which is told the handler.
    copyFileSync(program, join(root, "Amazon.Lambda.RuntimeSupport.dll"));
    const configProperties = { "System.Globalization.Invariant": true };
    const target = `.NETCoreApp,Version=v${version.split(".", 2).join(".")}`;
    const described = {
      "runtimeconfig.json": {
        runtimeOptions: { framework: { name: "Microsoft.NETCore.App", version }, configProperties },
      },
      "deps.json": { runtimeTarget: { name: target }, targets: { [target]: {} }, libraries: {} },
    };
    for (const [ending, value] of Object.entries(described))
      writeFileSync(join(root, `Readings.${ending}`), JSON.stringify(value));
    fixture = startHost();
    const of = { runtime: "dotnet8", codeRoot: root, memorySizeMb: 512, timeoutSeconds: 60 };
    fixture.host.create(everything({ ...of, functionName: "program", handler: "Readings" }));
    fixture.host.create(everything({ ...of, functionName: "short", handler: "Readings", timeoutSeconds: 3 }));
    const handler = "Readings::Readings.Handler::Take";
    fixture.host.create(everything({ ...of, functionName: "library", handler }));
  });
  afterAll(async () => {
    await fixture.host.close();
    rmSync(root, { recursive: true });
  });

  const invoke = async (functionName: string, event: unknown) => {
    const { payload } = await fixture.host.invoke({ functionName, payload: JSON.stringify(event) });
    return JSON.parse(payload) as unknown;
  };

  test("that is a program is kept warm, fails and ends as others do", async () => {
    expect(await invoke("program", "a")).toEqual({ count: 1, startedFor: "itself", event: "a" });
    expect(await invoke("program", "fail")).toEqual({ errorType: "ReadingsException", errorMessage: "no" });
    expect(await invoke("program", "b")).toMatchObject({ count: 3 });
    expect(await invoke("program", "exit")).toMatchObject({
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringContaining("exit status 7"),
    });
    expect(await invoke("program", "c")).toMatchObject({ count: 1 });
    const messages = fixture.log.map(({ message }) => message.trim());
    expect(messages).toContain('took "a"');
    const [major = ""] = version.split(".");
    if (major !== "8")
      expect(messages).toContain(`WARNING: dotnet8 is run by .NET ${major}, the one of this machine`);
  });

  test("that is a class of a library is started by the client, which is told of it", async () => {
    expect(await invoke("library", 1)).toEqual({
      ...{ count: 1, event: 1 },
      startedFor: "Readings::Readings.Handler::Take",
    });
  });

  test("that does not end is ended at its timeout", async () => {
    expect(await invoke("short", "spin")).toMatchObject({ errorType: "Sandbox.Timedout" });
    expect(await invoke("short", 2)).toMatchObject({ count: 1 });
  });
});
