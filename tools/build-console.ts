// Puts the console's page into the package, as it is served: bundled and minified.

import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { bundlePage } from "../src/console/assets.ts";

const folder = resolve(import.meta.dirname, "../lib/console/assets");
mkdirSync(folder, { recursive: true });
for (const { path, contents } of (await bundlePage()).outputFiles)
  writeFileSync(join(folder, basename(path)), contents);
