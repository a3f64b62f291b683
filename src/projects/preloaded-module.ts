// Modules of ours that the processes of a project's tools load first, as whatever Node.js the project has can read them.

import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { siblingModule } from "../aws/sibling-module.ts";

const ofSources = new Map<string, string>();

/** Its address, for `--import`; `name` is that of a module beside this one. */
export function preloadedModule(name: "packaging-requests" | "held-tool"): string {
  const module = siblingModule(`./${name}`, import.meta);
  if (module.pathname.endsWith(".js")) return module.href;
  // In a clone there are only sources, with types that an older Node.js does not know.
  const made = ofSources.get(name) ?? javaScriptOf(fileURLToPath(module));
  ofSources.set(name, made);
  return made;
}

/** NODE_OPTIONS, with what the process is to load first. */
export function preloading(options: string | undefined, ...modules: readonly string[]): string {
  const imports = modules.map((module) => `--import=${module}`);
  return [options, ...imports].filter((each) => each !== undefined).join(" ");
}

function javaScriptOf(path: string): string {
  const { buildSync } = createRequire(import.meta.url)("esbuild") as typeof import("esbuild");
  const { outputFiles } = buildSync({
    ...{ entryPoints: [path], bundle: true, minify: true, write: false },
    ...{ platform: "node", format: "esm", logLevel: "silent" },
  });
  return `data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? "").toString("base64")}`;
}
