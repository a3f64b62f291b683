#!/usr/bin/env node
// The command's entry point, in plain JavaScript so that an old Node can still read it and say what is wrong. In the project
// it runs the sources, whose types Node 24 strips; in an installed package what was built of them.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module, { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";

const needed = 24;
/** In MiB, of each half. V8 would have a region hold 128 MB for what has just been made. */
const youngBound = "--max-semi-space-size=16";
const stripping = `--import=${new URL("stripped-sources.js", import.meta.url).href}`;
const [major = 0] = process.versions.node.split(".").map(Number);
if (major >= needed) {
  endWithParent();
  collectYoung();
  withoutExperimentalWarnings();
  const sources = new URL("../src/cli/main.ts", import.meta.url);
  const isProject = existsSync(sources);
  const given = isProject ? [youngBound, stripping] : [youngBound];
  if (bringsRegionUp()) beginAnewWith(given);
  if (isProject && !process.execArgv.includes(stripping)) keepCompiled();
  const { main } = await import(
    isProject ? sources.href : new URL("../lib/cli/main.js", import.meta.url).href
  );
  process.exitCode = await main(process.argv.slice(2));
} else {
  runWith(installedNode());
}

/** Node warns of each process that uses SQLite; whoever runs the command can do nothing about it. */
function withoutExperimentalWarnings() {
  const { emitWarning } = process;
  process.emitWarning = (warning, ...rest) => {
    const type = typeof rest[0] === "string" ? rest[0] : rest[0]?.type;
    if (type !== "ExperimentalWarning") emitWarning.call(process, warning, ...rest);
  };
}

/**
 * More than half of a start from the sources is stripping their types, which comes out the same until they change. What is kept is held in
 * memory for as long as the process runs, so that those which run long have it otherwise.
 */
function keepCompiled() {
  module.enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/millrace", import.meta.url)));
}

/**
 * Once records have had to wait, V8 takes all that is made like them for long-lived, and makes it so for good: a region under load would
 * hold a quarter more of memory, and no longer give back what has ended but by collecting all of its heap.
 */
function collectYoung() {
  setFlagsFromString("--no-allocation-site-pretenuring");
}

function bringsRegionUp() {
  return ["start", "dev", "exec", "replay", "load"].includes(process.argv[2]);
}

/**
 * Some of what keeps memory within bounds counts only for a process that begins with it. So this one begins anew, where the system lets a
 * process become another program, and where nobody has given a bound of his own.
 */
function beginAnewWith(options) {
  const { execPath, execArgv, argv, connected, env, platform } = process;
  const isBound = [...execArgv, env.NODE_OPTIONS].some((option) => option?.includes("semi-space-size"));
  if (isBound || connected || platform === "win32") return;
  process.execve(execPath, [execPath, ...options, ...execArgv, ...argv.slice(1)]);
}

/** Whoever killed the process that was started wants this one gone, too. */
function endWithParent() {
  if (!process.connected) return;
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel?.unref();
}

/** The Node that comes as an optional dependency, for machines that have an older one. */
function installedNode() {
  try {
    const program = join(dirname(createRequire(import.meta.url).resolve("node/package.json")), "bin", "node");
    if (existsSync(program)) return program;
  } catch {
    // Optional dependencies may be left out.
  }
  process.stderr.write(
    `millrace needs Node.js ${needed} or later, and this is ${process.version}.\n` +
      "hint: `npm install --save-dev node@24` gives the project one of its own, if installed without --ignore-scripts\n",
  );
  process.exit(2);
}

function runWith(program) {
  const child = spawn(program, [youngBound, ...process.argv.slice(1)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  // It says when it is done.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
  });
}
