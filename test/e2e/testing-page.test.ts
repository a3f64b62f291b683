// docs/testing.md, executed: its code in a test runner, its case file by `millrace test`.

import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { run } from "../cli/run.ts";

const root = resolve(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/testing.md"), "utf8");
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(
    (match) => match[1] ?? "",
  );

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "documentation-"));
  cpSync(join(root, "test/fixtures/definitions"), folder, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
});
afterAll(() => rmSync(folder, { recursive: true }));

test("the code of the page passes in Jest", async () => {
  const library = pathToFileURL(join(root, "src/index.ts")).href;
  for (const [index, code] of blocks("ts").entries()) {
    writeFileSync(
      join(folder, `page-${index}.test.ts`),
      code.replaceAll('"millrace"', JSON.stringify(library)),
    );
  }
  const config = { testEnvironment: "node", extensionsToTreatAsEsm: [".ts"], transform: {} };
  const args = ["--experimental-vm-modules", join(root, "node_modules/jest/bin/jest.js")];
  const { stderr } = await promisify(execFile)(
    process.execPath,
    [...args, "--rootDir", folder, "--config", JSON.stringify(config), "--runInBand"],
    { cwd: folder },
  );
  expect(stderr).toMatch(/Tests: +3 passed, 3 total/);
}, 180_000);

test("the case file of the page passes", async () => {
  const [cases] = blocks("json");
  const file = join(folder, "order.cases.json");
  writeFileSync(file, cases ?? "");
  expect(await run("test", file)).toMatchObject({
    exitCode: 0,
    out: expect.stringMatching(/1 passed, 0 failed/),
  });
});

test("the commands of the page work", async () => {
  const commands = blocks("sh");
  expect(commands).toHaveLength(3);
  mkdirSync(join(folder, "test"));
  mkdirSync(join(folder, "events"));
  cpSync(join(folder, "MockConfigFile.json"), join(folder, "test/MockConfigFile.json"));
  writeFileSync(join(folder, "events/order.json"), '{"id":7}');
  const program = `millrace() { "${process.execPath}" "${join(root, "bin/millrace.js")}" "$@"; }`;
  const script = ["set -e", program, ...commands].join("\n");
  const { stdout } = await promisify(execFile)("bash", ["-c", script], { cwd: folder });
  for (const printed of [/1 passed, 0 failed/, /"receipt": "r1"/, /stateDiagram/])
    expect(stdout).toMatch(printed);
});
