// What a machine has to have for a function's runtime, and what is told without it.

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { everything, type HostFixture, startHost } from "./host-fixture.ts";

const child = fileURLToPath(new URL("./support/refusals-child.ts", import.meta.url));
let folder: string;
let refusals: readonly { readonly runtime: string; readonly code: string; readonly message: string }[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "machine-"));
  refusals = [
    ...(await refusalsOf(["python3.12", "ruby3.3", "java21", "dotnet8", "go1.x", "python2.7", "image"], {})),
    ...(await refusalsOf(["java17", "provided.al2023"], { JAVA_HOME: javaHome() })),
  ];
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Of a machine that has nothing but what is named. */
async function refusalsOf(runtimes: readonly string[], env: NodeJS.ProcessEnv): Promise<typeof refusals> {
  const args = ["--disable-warning=ExperimentalWarning", child, ...runtimes];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { PATH: folder, HOME: folder, TMPDIR: tmpdir(), ...env },
  });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** A Java without AWS's client. */
function javaHome(): string {
  const home = join(folder, "java");
  mkdirSync(join(home, "bin"), { recursive: true });
  writeFileSync(join(home, "release"), 'JAVA_VERSION="17.0.1"\n');
  writeFileSync(join(home, "bin", "java"), "");
  return home;
}

test.each([
  ["python3.12", /no Python on this machine: install Python 3\.12, or any from 3\.9 on, as python3\.$/],
  ["ruby3.3", /no Ruby on this machine: install Ruby 3\.3, or any from 2\.7 on, as ruby\.$/],
  ["java21", /no Java on this machine: install a JDK or JRE 21 as java, or name its home in JAVA_HOME\.$/],
  [
    "java17",
    /needs AWS's runtime interface client for Java.*: run mvn dependency:get -Dartifact=com\.amazonaws:/,
  ],
  ["dotnet8", /no \.NET on this machine: install \.NET 8 as dotnet, or name its folder in DOTNET_ROOT\.$/],
  ["provided.al2023", /no executable file named bootstrap/],
  ["go1.x", /no executable file named/],
  ["python2.7", /this region does not start/],
  ["image", /is a container image, which this region does not run: deploy it as a \.zip\.$/],
])("a function of %s is refused with what to install or to do", (runtime, message) => {
  expect(refusals.find((refusal) => refusal.runtime === runtime)).toEqual({
    ...{ runtime, code: "InvalidRuntimeException", message: expect.stringMatching(message) },
  });
});

/** It says how it was started, by way of the Runtime API, as an assembly with AWS's client would. */
const standIn = `#!${process.execPath}
const args = process.argv.slice(2);
const serve = async () => {
  const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime/invocation/";
  for (;;) {
    const next = await fetch(api + "next");
    const id = next.headers.get("lambda-runtime-aws-request-id");
    await fetch(api + id + "/response", { method: "POST", body: JSON.stringify(args) });
  }
};
if (args[0] !== "--list-runtimes") serve();
else console.log("Microsoft.AspNetCore.App 9.0.1 [/x]\\nMicrosoft.NETCore.App 9.0.1 [/x]");
`;

let fixture: HostFixture | undefined;
afterEach(async () => {
  delete process.env.DOTNET_ROOT;
  await fixture?.host.close();
  fixture = undefined;
});

test("a program of Go is started by itself, and asks the Runtime API", async () => {
  const codeRoot = mkdtempSync(join(folder, "code-"));
  mkdirSync(join(codeRoot, "bin"));
  writeFileSync(join(codeRoot, "bin", "hello"), standIn, { mode: 0o755 });
  fixture = startHost();
  fixture.host.create(everything({ runtime: "go1.x", codeRoot, handler: "bin/hello", timeoutSeconds: 60 }));
  expect(await fixture.host.invoke({ functionName: "everything" })).toMatchObject({ payload: "[]" });
});

test.each([
  {
    what: "a class library, by the client in its package",
    files: [
      "Readings.dll",
      "Readings.deps.json",
      "Readings.runtimeconfig.json",
      "Amazon.Lambda.RuntimeSupport.dll",
    ],
    handler: "Readings::Readings.Handler::Take",
    started: [
      ...["--depsfile", "Readings.deps.json", "--runtimeconfig", "Readings.runtimeconfig.json"],
      ...["Amazon.Lambda.RuntimeSupport.dll", "Readings::Readings.Handler::Take"],
    ],
  },
  {
    what: "an assembly that is a program of its own",
    files: ["Readings.dll", "Readings.runtimeconfig.json"],
    handler: "Readings",
    started: ["Readings.dll"],
  },
  {
    what: "an assembly that is named with its ending",
    files: ["Readings.dll", "Readings.runtimeconfig.json"],
    handler: "Readings.dll",
    started: ["Readings.dll"],
  },
  {
    what: "a class of a library beside the main assembly, which alone is described",
    files: ["Parts.dll", "Main.deps.json", "Main.runtimeconfig.json", "Amazon.Lambda.RuntimeSupport.dll"],
    handler: "Parts::Parts.Handler::Take",
    started: [
      ...["--depsfile", "Main.deps.json", "--runtimeconfig", "Main.runtimeconfig.json"],
      ...["Amazon.Lambda.RuntimeSupport.dll", "Parts::Parts.Handler::Take"],
    ],
  },
])("a .NET function is started as Lambda does: $what", async ({ files, handler, started }) => {
  const root = mkdtempSync(join(folder, "dotnet-"));
  writeFileSync(join(root, "dotnet"), standIn, { mode: 0o755 });
  const codeRoot = mkdtempSync(join(folder, "code-"));
  for (const file of files) writeFileSync(join(codeRoot, file), "");
  process.env.DOTNET_ROOT = root;
  fixture = startHost();
  fixture.host.create(everything({ runtime: "dotnet8", codeRoot, handler, timeoutSeconds: 60 }));
  const { payload } = await fixture.host.invoke({ functionName: "everything" });
  const args = (JSON.parse(payload) as readonly string[]).map((arg) => arg.replace(`${codeRoot}/`, ""));
  expect(args).toEqual(["exec", "--roll-forward", "Major", ...started]);
  const messages = fixture.log.map(({ message }) => message);
  expect(messages).toContain("WARNING: dotnet8 is run by .NET 9, the one of this machine");
});

test("a .NET function that was compiled to a program of its own needs no .NET", async () => {
  const codeRoot = mkdtempSync(join(folder, "code-"));
  writeFileSync(join(codeRoot, "bootstrap"), standIn, { mode: 0o755 });
  process.env.DOTNET_ROOT = folder;
  fixture = startHost();
  fixture.host.create(everything({ runtime: "dotnet8", codeRoot, handler: "bootstrap", timeoutSeconds: 60 }));
  expect(await fixture.host.invoke({ functionName: "everything" })).toMatchObject({ payload: "[]" });
});

test("what describes a .NET function's assemblies may be named", async () => {
  const root = mkdtempSync(join(folder, "dotnet-"));
  writeFileSync(join(root, "dotnet"), standIn, { mode: 0o755 });
  const codeRoot = mkdtempSync(join(folder, "code-"));
  const described = ["A", "B"].flatMap((name) => [`${name}.deps.json`, `${name}.runtimeconfig.json`]);
  for (const file of ["Parts.dll", "Amazon.Lambda.RuntimeSupport.dll", ...described])
    writeFileSync(join(codeRoot, file), "");
  process.env.DOTNET_ROOT = root;
  fixture = startHost();
  const handler = "Parts::Parts.Handler::Take";
  const environment = { LAMBDA_DOTNET_MAIN_ASSEMBLY: "B.dll" };
  const of = { runtime: "dotnet8", codeRoot, handler, timeoutSeconds: 60 };
  fixture.host.create(everything({ ...of, environment }));
  const { payload } = await fixture.host.invoke({ functionName: "everything" });
  expect(JSON.parse(payload)).toEqual(expect.arrayContaining([join(codeRoot, "B.deps.json")]));
  fixture.host.create(everything({ ...of, functionName: "either" }));
  await expect(fixture.host.invoke({ functionName: "either" })).rejects.toMatchObject({
    message: expect.stringMatching(/has no Parts\.deps\.json in its code/),
  });
});

test.each([
  ["Absent::Absent.Handler::Take", /there is no Absent\.dll in its code/],
  ["Readings::Readings.Handler::Take", /dotnet add package Amazon\.Lambda\.RuntimeSupport/],
])("a .NET function whose handler is %s is refused", async (handler, message) => {
  const codeRoot = mkdtempSync(join(folder, "code-"));
  writeFileSync(join(codeRoot, "Readings.dll"), "");
  const root = mkdtempSync(join(folder, "dotnet-"));
  const listing = "#!/bin/sh\necho 'Microsoft.NETCore.App 8.0.1 [/x]'\n";
  writeFileSync(join(root, "dotnet"), listing, { mode: 0o755 });
  process.env.DOTNET_ROOT = root;
  fixture = startHost();
  fixture.host.create(everything({ runtime: "dotnet8", codeRoot, handler }));
  await expect(fixture.host.invoke({ functionName: "everything" })).rejects.toMatchObject({
    code: "InvalidRuntimeException",
    message: expect.stringMatching(message),
  });
});
