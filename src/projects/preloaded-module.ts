// Modules of ours that the processes of a project's tools load first, as whatever Node.js the project has can read them.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { siblingModule } from "../aws/sibling-module.ts";

const made = new Map<string, string>();

/** Its path, for `--require`; `name` is that of a module beside this one. */
export function preloadedModule(name: "packaging-requests" | "held-tool"): string {
  const known = made.get(name);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), "millrace-preloaded-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, `${name}.cjs`);
  writeFileSync(path, commonJsOf(fileURLToPath(siblingModule(`./${name}`, import.meta))));
  made.set(name, path);
  return path;
}

/** NODE_OPTIONS, with what the process is to load first. With `--import` Node.js would take a main module that ts-node runs for its own. */
export function preloading(options: string | undefined, ...modules: readonly string[]): string {
  const required = modules.map((module) => `--require=${JSON.stringify(module)}`);
  return [options, ...required].filter((each) => each !== undefined).join(" ");
}

function commonJsOf(path: string): Uint8Array {
  const { buildSync } = createRequire(import.meta.url)("esbuild") as typeof import("esbuild");
  const { outputFiles } = buildSync({
    ...{ entryPoints: [path], bundle: true, minify: true, write: false },
    ...{ platform: "node", format: "cjs", logLevel: "silent" },
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}
