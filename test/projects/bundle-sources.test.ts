// What bundles are made of, told by their maps or by what esbuild writes into them.

import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type BuildOptions, build } from "esbuild";
import { sourcesInComments, sourcesInMap } from "../../src/projects/bundle-sources.ts";
import { type ProjectFolder, projectFolder } from "./support/project-folder.ts";

let folder: ProjectFolder;
beforeEach(() => {
  folder = projectFolder({
    "src/hello.ts":
      'import { word } from "./word";\nimport { a } from "a";\nexport const handler = async () => [word, a];\n',
    "src/word.ts": 'import { letter } from "./letter";\nexport const word: string = `h${letter[0]}llo`;\n',
    "src/letter.ts": 'export const letter = ["e"];\n',
    "src/all.ts": 'export * from "./hello";\n',
    "node_modules/a/index.js": "export const a = 1;",
  });
});
afterEach(() => folder.remove());

const inFolder = (...names: readonly string[]) => names.map((name) => join(folder.path, name));

async function bundled(options: BuildOptions, entry = "src/hello.ts"): Promise<readonly [string, string]> {
  const { outputFiles = [] } = await build({
    ...{ absWorkingDir: folder.path, entryPoints: [entry], outfile: ".built/deep/src/hello.js" },
    ...{ bundle: true, platform: "node", write: false, ...options },
  });
  const text = (isMap: boolean) =>
    outputFiles.find(({ path }) => path.endsWith(".map") === isMap)?.text ?? "";
  return [text(false), text(true)];
}

describe.each(["cjs", "esm"] as const)("of a bundle in %s", (format) => {
  test.each([true, false])("by its map, minified: %s, wherever it was built", async (minify) => {
    const [, map] = await bundled({ format, minify, sourcemap: "external" });
    const found = sourcesInMap(folder.path, "src/hello.js", map);
    expect(found?.entry).toBe(join(folder.path, "src/hello.ts"));
    expect(found?.own.toSorted()).toEqual(inFolder("src/hello.ts", "src/letter.ts", "src/word.ts"));
  });

  test("by its comments", async () => {
    const [code] = await bundled({ format });
    const found = sourcesInComments(folder.path, "index.js", code);
    expect(found?.entry).toBe(join(folder.path, "src/hello.ts"));
    expect(found?.own.toSorted()).toEqual(inFolder("src/hello.ts", "src/letter.ts", "src/word.ts"));
  });
});

test("a bundler may have been called in a folder above, where the lock file is", async () => {
  const [code] = await bundled({});
  const moved = code.replaceAll(/^\/\/ (?=src|node_modules)/gm, `// ${basename(folder.path)}/`);
  expect(sourcesInComments(folder.path, "index.js", moved)?.entry).toBe(join(folder.path, "src/hello.ts"));
});

test("an entry that only exports what others have is known by its comment", async () => {
  const [code] = await bundled({ format: "cjs" }, "src/all.ts");
  expect(sourcesInComments(folder.path, "index.js", code)?.entry).toBe(join(folder.path, "src/all.ts"));
});

test.each([
  ["of a package", "node_modules/b/index.js", (code: string) => code],
  [
    "of files that are not there",
    "index.js",
    (code: string) => code.replaceAll("src/word.ts", "src/gone.ts"),
  ],
  ["of nobody", "index.js", () => "exports.handler = () => 1;\n// src/hello.ts\n"],
])("nothing is known of a bundle %s", async (_, name, change) => {
  const [code] = await bundled({ format: "cjs" });
  expect(sourcesInComments(folder.path, name, change(code))).toBeUndefined();
});

test("a map that is none tells nothing", () => {
  expect(sourcesInMap(folder.path, "index.js", "{")).toBeUndefined();
  expect(sourcesInMap(folder.path, "index.js", "[]")).toBeUndefined();
});
