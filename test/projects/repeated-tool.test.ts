// A tool that is run again and again: the next run has its modules loaded before it is wanted, and sees the project as it is then.

import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { RepeatedTool } from "../../src/projects/repeated-tool.ts";
import { until } from "../support/until.ts";
import { type ProjectFolder, projectFolder } from "./support/project-folder.ts";

let folder: ProjectFolder;
let tool: RepeatedTool;
afterEach(() => {
  tool.close();
  folder.remove();
});

/** Notes by which process each of its parts is loaded, and what the project says when it runs. */
const files = {
  "node_modules/heavy/index.js": `require("node:fs").appendFileSync("loaded", process.pid + "\\n"); require("./part.json");`,
  "node_modules/heavy/part.json": "{}",
  "tool.js": `
const fs = require("node:fs");
require("heavy");
const config = fs.readFileSync("config", "utf8");
if (config === "mistake") { console.error("Error: a mistake"); process.exit(3); }
if (config === "whole runs only" && process.env.HELD) process.exit(4);
if (config === "careless" && !process.env.HELD) { console.error("app.ts:1: a wrong type in " + process.env.INTO); process.exit(5); }
fs.writeFileSync("made", process.pid + " " + config);
`,
  config: "first",
};

function repeated(): RepeatedTool {
  folder = projectFolder(files);
  tool = new RepeatedTool(folder.path, {
    isTheTool: ({ pid }, startedPid) => pid === startedPid,
    environment: { HELD: "yes" },
  });
  return tool;
}

const environment = { PATH: process.env.PATH };
const run = () =>
  tool.run(
    { folder: folder.path, program: process.execPath, args: ["tool.js"], environment },
    "nothing was made",
  );
const lines = (name: string) => readFileSync(join(folder.path, name), "utf8").trim().split("\n");
const made = () => readFileSync(join(folder.path, "made"), "utf8").split(" ");
/** The process that has loaded what the last one did, and waits. */
const heldPid = (runsBefore: number) => until(() => lines("loaded")[runsBefore]);

test("the next run is loaded before, and reads the project when it is wanted", async () => {
  repeated();
  await run();
  rmSync(join(folder.path, "made"));
  tool.prepare();
  const pid = await heldPid(1);
  folder.write({ config: "second" });
  expect(existsSync(join(folder.path, "made"))).toBe(false);
  await run();
  expect(made()).toEqual([pid, "second"]);
  expect(lines("loaded")).toHaveLength(2);
});

test("a long text that the tool makes a module of is compiled before, and again if it has become another", async () => {
  repeated();
  folder.write({
    "tool.js": `
const fs = require("node:fs");
const Module = require("node:module");
const config = fs.readFileSync("config", "utf8");
const rule = config.split(" ")[0];
const text = 'require("node:fs").appendFileSync("loaded", process.pid + "\\\\n"); module.exports = () => "' + rule + '";';
const generated = new Module(__dirname + "/generated.js");
generated.paths = module.paths;
generated._compile(text + " ".repeat(100000), __dirname + "/generated.js");
fs.writeFileSync("made", process.pid + " " + generated.exports() + "|" + config.slice(rule.length + 1));
`,
    config: "old first",
  });
  await run();
  for (const [index, config, told] of [
    [1, "old second", "old|second"],
    [2, "new third", "new|third"],
  ] as const) {
    tool.prepare();
    const pid = await heldPid(index);
    folder.write({ config });
    await run();
    expect(made()).toEqual([pid, told]);
  }
  expect(lines("loaded")).toHaveLength(4);
});

test("a program that is a link, and tells its children to be started as ts-node does, is held as it was started", async () => {
  repeated();
  folder.write({
    "node_modules/runner/bin.js": `
const [, , entry] = process.argv;
if (require.main === module) {
  process.execArgv.push(__filename);
  process.argv.splice(1, 2, require("node:path").resolve(entry));
  require(process.argv[1]);
}`,
  });
  mkdirSync(join(folder.path, "node_modules/.bin"));
  symlinkSync("../runner/bin.js", join(folder.path, "node_modules/.bin/runner"));
  const runByRunner = () =>
    tool.run(
      {
        ...{ folder: folder.path, program: process.execPath, environment },
        args: ["node_modules/.bin/runner", "./tool.js"],
      },
      "nothing was made",
    );
  await runByRunner();
  tool.prepare();
  const pid = await heldPid(1);
  folder.write({ config: "second" });
  await runByRunner();
  expect(made()).toEqual([pid, "second"]);
});

test("what a held run does not look at is told by a run as it was recorded", async () => {
  repeated();
  const complaint = (isNeeded: boolean) =>
    tool.complaint(() => isNeeded, { INTO: "another folder" }, new AbortController().signal);
  await run();
  expect(await complaint(true)).toBeUndefined();
  tool.prepare();
  await heldPid(1);
  folder.write({ config: "careless" });
  await run();
  expect(await complaint(false)).toBeUndefined();
  expect(await complaint(true)).toBe("app.ts:1: a wrong type in another folder");
  expect(await tool.complaint(() => true, {}, AbortSignal.abort())).toBeUndefined();
  folder.write({ config: "right" });
  expect(await complaint(true)).toBeUndefined();
});

test("without being prepared each run is a whole one", async () => {
  repeated();
  await run();
  await run();
  expect(lines("loaded")).toHaveLength(2);
  expect(made()[0]).toBe(lines("loaded")[1]);
});

test("a mistake is told as a whole run tells it, and the run after it is a held one again", async () => {
  repeated();
  await run();
  tool.prepare();
  await heldPid(1);
  folder.write({ config: "mistake" });
  await expect(run()).rejects.toMatchObject({
    name: "ProjectProblem",
    message: "nothing was made:\nError: a mistake",
  });
  tool.prepare();
  const pid = await heldPid(3);
  folder.write({ config: "mended" });
  await run();
  expect(made()).toEqual([pid, "mended"]);
});

test("what only a whole run can do is done by whole runs", async () => {
  repeated();
  await run();
  folder.write({ config: "whole runs only" });
  for (const runsBefore of [1, 3]) {
    tool.prepare();
    await heldPid(runsBefore);
    await run();
    expect(made().slice(1).join(" ")).toBe("whole runs only");
  }
  tool.prepare();
  await run();
  // Two of the held were in vain, and no third was started.
  expect(lines("loaded")).toHaveLength(6);
});

test("what has been installed since is loaded anew", async () => {
  repeated();
  await run();
  tool.prepare();
  const pid = await heldPid(1);
  folder.write({ "package.json": { dependencies: { heavy: "2" } } });
  await run();
  expect(made()[0]).not.toBe(pid);
  await until(() => !isRunning(Number(pid)));
});

test("ends with what was made ready when it is closed", async () => {
  repeated();
  await run();
  tool.prepare();
  const pid = Number(await heldPid(1));
  tool.close();
  await until(() => !isRunning(pid));
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
