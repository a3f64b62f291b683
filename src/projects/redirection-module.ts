// The module that sends to the region what the packaging of a project asks AWS, as whatever Node.js the project has can read it.

import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { siblingModule } from "../aws/sibling-module.ts";

let ofSources: string | undefined;

/** Its address, for `--import`. */
export function redirectionModule(): string {
  const module = siblingModule("./packaging-requests", import.meta);
  if (module.pathname.endsWith(".js")) return module.href;
  // In a clone there are only sources, with types that an older Node.js does not know.
  ofSources ??= javaScriptOf(fileURLToPath(module));
  return ofSources;
}

function javaScriptOf(path: string): string {
  const { outputFiles } = buildSync({
    ...{ entryPoints: [path], bundle: true, minify: true, write: false },
    ...{ platform: "node", format: "esm", logLevel: "silent" },
  });
  return `data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? "").toString("base64")}`;
}
