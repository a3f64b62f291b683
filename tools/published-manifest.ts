// The package.json that `npm pack` packs: what a project needs that installs the package, and nothing of what this project needs to
// build and test itself. Node 24 stays an optional dependency, which the command uses where the machine's own Node is older.

import { copyFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const manifest = resolve(import.meta.dirname, "../package.json");
const original = resolve(import.meta.dirname, "../package.original.json");

const published = [
  "name",
  "version",
  "description",
  "license",
  "type",
  "bin",
  "dependencies",
  "optionalDependencies",
];

/** In this project `import … from "millrace"` is the sources; in the package it is what was built of them. */
const exportsOfPackage = {
  ".": { types: "./lib/index.d.ts", default: "./lib/index.js" },
  "./package.json": "./package.json",
};

function take(): void {
  const whole = JSON.parse(readFileSync(manifest, "utf8")) as Record<string, unknown>;
  const kept = Object.fromEntries(published.map((member) => [member, whole[member]]));
  copyFileSync(manifest, original);
  const text = JSON.stringify(
    { ...kept, exports: exportsOfPackage, engines: { node: ">=20" }, files: whole.files },
    undefined,
    2,
  );
  writeFileSync(manifest, `${text}\n`);
}

const [action] = process.argv.slice(2);
if (action === "take") take();
else if (action === "restore") renameSync(original, manifest);
else throw new Error(`expected "take" or "restore", not ${JSON.stringify(action)}`);
