// What a project's tool loads first leaves its main module to whatever compiles it.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { preloadedModule, preloading } from "../../src/projects/preloaded-module.ts";
import { type ProjectFolder, projectFolder } from "./support/project-folder.ts";

let folder: ProjectFolder;
afterEach(() => folder.remove());

test.each(["held-tool", "packaging-requests"] as const)("%s leaves it to ts-node", (name) => {
  folder = projectFolder({
    "as-ts-node.cjs": `
const { readFileSync } = require("node:fs");
require.extensions[".ts"] = (module, file) =>
  module._compile(readFileSync(file, "utf8").replace('import { told } from', 'const { told } = require(') + ")", file);
process.argv.splice(1, 1);
require("node:module").runMain();
`,
    "app.ts": `import { told } from "./there"`,
    "there.ts": "(console.log('compiled')",
  });
  const told = execFileSync(process.execPath, ["as-ts-node.cjs", join(folder.path, "app.ts")], {
    cwd: folder.path,
    env: { ...process.env, NODE_OPTIONS: preloading(undefined, preloadedModule(name)) },
  });
  expect(String(told)).toBe("compiled\n");
});
