// What an environment shares with others or with what confines it: its code, its layers, the runtime's program, search paths, memory that no
// process has for itself alone, and the region's end of the Runtime API.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import { confinement } from "../../../src/services/lambda/sandbox/confinement.ts";
import { until } from "../../support/until.ts";
import { everything, type HostFixture, startHost } from "./host-fixture.ts";

let fixture: HostFixture;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "shared-places-"));
  fixture = startHost();
});
afterAll(async () => {
  await fixture.host.close();
  rmSync(folder, { recursive: true, force: true });
});

const codeOf = (functionName: string) => join(folder, functionName);

function create(functionName: string, files: Readonly<Record<string, string>>, more: object = {}): void {
  mkdirSync(codeOf(functionName));
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(codeOf(functionName), name), text, { mode: 0o755 });
  const set = { functionName, codeRoot: codeOf(functionName), handler: "index.handler", timeoutSeconds: 20 };
  fixture.host.create(everything({ ...set, ...more }));
}

async function invoke(functionName: string): Promise<unknown> {
  const { payload } = await fixture.host.invoke({ functionName, payload: "{}" });
  return JSON.parse(payload);
}

const isConfined = confinement().unshare.length > 0;
const well = "export const handler = async () => 'well';";

(isConfined ? test : test.skip)("code, layers and the runtime's own program are read-only", async () => {
  const text = `import { writeFileSync } from "node:fs";
const places = ["index.mjs", process.env.LAMBDA_TASK_ROOT + "/index.mjs", "/opt/word", process.argv[1]];
const write = (place) => { try { writeFileSync(place, "x"); return "written"; } catch ({ code }) { return code; } };
export const handler = async () => places.map(write);`;
  const layer = join(folder, "layer.zip");
  writeFileSync(layer, zipSync({ word: Buffer.from("of the layer") }));
  create("writing", { "index.mjs": text }, { layers: [layer] });
  expect(await invoke("writing")).toEqual(["EROFS", "EROFS", "EROFS", "EROFS"]);
  expect(readFileSync(join(codeOf("writing"), "index.mjs"), "utf8")).toBe(text);
});

const notProgram = "#!/bin/sh\nexit 1\n";
test.each([
  ["no search path", {}, { PATH: "" }],
  [
    "a search path to programs of its own",
    { sh: notProgram, mount: notProgram, unshare: notProgram },
    { PATH: "." },
  ],
])("a function with %s runs: what confines it has the machine's own", async (what, files, environment) => {
  const functionName = what.replaceAll(" ", "-");
  create(functionName, { "index.mjs": well, ...files }, { environment });
  expect(await invoke(functionName)).toBe("well");
});

(process.platform === "linux" ? test : test.skip)("memory that is shared counts", async () => {
  const text = `import mmap, time
def handler(event, context):
  memory = mmap.mmap(-1, 600 * 2 ** 20)
  for at in range(0, len(memory), 4096): memory[at] = 1
  time.sleep(5)
  return "kept"
`;
  create("sharing", { "index.py": text }, { runtime: "python3.12", memorySizeMb: 128 });
  expect(await invoke("sharing")).toMatchObject({ errorType: "Runtime.OutOfMemory" });
});

/** An extension of Node.js, in an environment whose handler is well. */
function createExtended(functionName: string, source: string): void {
  const layer = join(folder, `${functionName}.zip`);
  const script = `#!${process.execPath}\n${source}`;
  writeFileSync(
    layer,
    zipSync({ "extensions/own": [Buffer.from(script), { os: 3, attrs: 0o100755 << 16 }] }),
  );
  create(functionName, { "index.mjs": well }, { layers: [layer] });
}

test("a connection of the Runtime API whose requests wait for no answer is closed", async () => {
  createExtended(
    "pipelining",
    `const net = require("node:net");
const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2020-01-01/extension/";
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
(async () => {
  const named = { "Lambda-Extension-Name": "own" };
  const { headers } = await fetch(api + "register", { method: "POST", headers: named, body: "{}" });
  const id = headers.get("lambda-extension-identifier");
  const socket = net.connect(Number(port), host);
  socket.write(("GET /2020-01-01/extension/event/next HTTP/1.1\\r\\nhost: x\\r\\nlambda-extension-identifier: " + id + "\\r\\n\\r\\n").repeat(100));
  socket.on("error", () => {}).on("close", () => {
    console.log("closed");
    fetch(api + "event/next", { headers: { "Lambda-Extension-Identifier": id } });
  });
})();`,
  );
  const isClosed = () => fixture.log.some(({ message }) => message === "closed");
  await until(async () => {
    expect(await invoke("pipelining")).toBe("well");
    return isClosed();
  });
});
