// Saved files in the packages and templates that held them before, without the tools that made those.

import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { build } from "esbuild";
import { unzipSync } from "fflate";
import { contentKey } from "../../src/projects/artifacts.ts";
import { ProjectProblem, type ProjectStack, type Upload } from "../../src/projects/project.ts";
import { sourcesIn } from "../../src/projects/project-sources.ts";
import { QuickReload } from "../../src/projects/quick-reload.ts";
import { zip } from "../../src/projects/zip-folder.ts";
import { type ProjectFolder, projectFolder } from "./support/project-folder.ts";

let folder: ProjectFolder;
afterEach(() => folder.remove());

const machine = (comment: string) => ({
  Comment: comment,
  StartAt: "A",
  States: { A: { Type: "Pass", End: true } },
});

/** A stack of one function, whose package has these files, and one machine. */
function stackOf(files: Readonly<Record<string, string>>, definition: object): ProjectStack {
  const path = join(folder.path, ".serverless", "code.zip");
  const content = zip(Object.entries(files).map(([name, text]) => ({ name, content: Buffer.from(text) })));
  folder.write({ ".serverless/empty": "" });
  writeFileSync(path, content);
  const upload: Upload = { bucket: "packages", key: contentKey({ path }), path };
  const template = {
    Resources: {
      F: { Type: "AWS::Lambda::Function", Properties: { Code: { S3Bucket: "packages", S3Key: upload.key } } },
      M: {
        Type: "AWS::StepFunctions::StateMachine",
        Properties: { DefinitionString: JSON.stringify(definition) },
      },
    },
  };
  return {
    stackName: "s",
    template: { file: "t", body: template, transforms: [] },
    parameters: {},
    uploads: [upload],
  };
}

function packaged(stack: ProjectStack | undefined): Readonly<Record<string, string>> {
  const upload = stack?.uploads[0];
  if (upload === undefined || !("content" in upload)) throw new Error("the package was not made anew");
  expect(JSON.stringify(stack?.template.body)).toContain(upload.key);
  const files = unzipSync(upload.content as Uint8Array);
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
  );
}

/** The stacks with a saved file in them, which is known and has no mistake. */
async function reloadedBy(quick: QuickReload, name: string): Promise<readonly ProjectStack[]> {
  const saved = [join(folder.path, name)];
  expect(quick.sorted(saved)).toEqual({ known: saved, others: [] });
  const { quick: other, mistakes } = await quick.with(saved);
  expect(mistakes).toEqual([]);
  return other.stacks;
}

test("a file that is packaged as it is", async () => {
  folder = projectFolder({ "src/a.mjs": "export const a = 1;", "src/b.mjs": "export const b = 1;" });
  const stack = stackOf(
    { "src/a.mjs": "export const a = 1;", "src/b.mjs": "export const b = 1;" },
    machine("x"),
  );
  const quick = QuickReload.of(folder.path, sourcesIn(folder.path), [stack]);
  folder.write({ "src/a.mjs": "export const a = 2;" });
  const [reloaded] = await reloadedBy(quick, "src/a.mjs");
  expect(packaged(reloaded)).toEqual({
    "src/a.mjs": "export const a = 2;",
    "src/b.mjs": "export const b = 1;",
  });
});

test("a file that is gone is the tools' to leave out", async () => {
  folder = projectFolder({ "src/a.mjs": "export const a = 1;" });
  const quick = QuickReload.of(folder.path, sourcesIn(folder.path), [
    stackOf({ "src/a.mjs": "export const a = 1;" }, machine("x")),
  ]);
  rmSync(join(folder.path, "src/a.mjs"));
  expect(quick.changed([join(folder.path, "src/a.mjs")])).toHaveLength(1);
  expect(quick.sorted([join(folder.path, "src/a.mjs")])).toEqual({
    ...{ known: [], others: [join(folder.path, "src/a.mjs")] },
  });
});

test.each([
  ["src/a.js", "exports.a = 1;", "exports.a = ;", "src/a.js:1:13: Unexpected"],
  ["src/a.ts", "const a: number = 1;", "const a: number = ;", "src/a.ts:1:19: Unexpected"],
  ["src/a.py", "a = 1", "def a(:", "src/a.py:1:7: invalid syntax"],
])("a mistake in %s, which is packaged as it is, is told with its place", async (name, good, wrong, told) => {
  folder = projectFolder({ [name]: good });
  const quick = QuickReload.of(folder.path, sourcesIn(folder.path), [
    stackOf({ [name]: good }, machine("x")),
  ]);
  folder.write({ [name]: wrong });
  const path = join(folder.path, name);
  const { quick: other, mistakes } = await quick.with([path]);
  expect(mistakes).toEqual([{ problem: expect.any(ProjectProblem), held: [path] }]);
  expect(String(mistakes[0]?.problem)).toContain(told);
  expect(other.stacks).toEqual(quick.stacks);
});

test("a mistake in one file of a package keeps no other file out of it", async () => {
  const files = { "a.js": "exports.a = 1;", "b.js": "exports.b = 1;" };
  folder = projectFolder(files);
  const quick = QuickReload.of(folder.path, sourcesIn(folder.path), [stackOf(files, machine("x"))]);
  folder.write({ "a.js": "exports.a = ;", "b.js": "exports.b = 2;" });
  const saved = ["a.js", "b.js"].map((name) => join(folder.path, name));
  const { quick: other, mistakes } = await quick.with(saved);
  expect(mistakes.flatMap(({ held }) => held)).toEqual([join(folder.path, "a.js")]);
  expect(packaged(other.stacks[0])).toEqual({ "a.js": "exports.a = 1;", "b.js": "exports.b = 2;" });
});

test("what was packaged anew can keep a file and a definition as they were before", async () => {
  const files = { "a.js": "exports.a = 1;", "b.js": "exports.b = 1;" };
  folder = projectFolder({ ...files, "m.asl.json": machine("before") });
  const former = QuickReload.of(folder.path, sourcesIn(folder.path), [stackOf(files, machine("before"))]);
  const later = { "a.js": "exports.a = ;", "b.js": "exports.b = 2;" };
  folder.write({ ...later, "m.asl.json": machine("after") });
  const anew = QuickReload.of(folder.path, sourcesIn(folder.path), [stackOf(later, machine("after"))]);
  const held = ["a.js", "m.asl.json"].map((name) => join(folder.path, name));
  const [stack] = anew.keeping(held, former).stacks;
  expect(packaged(stack)).toEqual({ "a.js": "exports.a = 1;", "b.js": "exports.b = 2;" });
  expect(JSON.stringify(stack?.template.body)).toContain("before");
});

test.each([
  ["is text no more", "{", "m.asl.json:1:"],
  ["is no definition any more", {}, "m.asl.json"],
])("a definition that %s is a mistake, and stays as it was", async (_, text, told) => {
  folder = projectFolder({ "m.asl.json": machine("before") });
  const quick = QuickReload.of(folder.path, sourcesIn(folder.path), [stackOf({}, machine("before"))]);
  folder.write({ "m.asl.json": text });
  const { quick: other, mistakes } = await quick.with([join(folder.path, "m.asl.json")]);
  expect(String(mistakes[0]?.problem)).toContain(told);
  expect(other.stacks).toEqual(quick.stacks);
});

test("of two definitions that are alike none is told apart: the tools must look", async () => {
  folder = projectFolder({ "m.asl.json": machine("x"), "n.asl.json": machine("x") });
  const quick = QuickReload.of(folder.path, sourcesIn(folder.path), [stackOf({}, machine("x"))]);
  expect(quick.sorted([join(folder.path, "m.asl.json")])).toMatchObject({ known: [] });
});

test("the names of a package's files are known by its key", () => {
  folder = projectFolder({ "a.js": "1" });
  const stack = stackOf({ "a.js": "1" }, machine("x"));
  const quick = QuickReload.of(folder.path, sourcesIn(folder.path), [stack]);
  const names = (key = "") => [...(quick.filesIn(key)?.keys() ?? [undefined])];
  expect([stack.uploads[0]?.key, "another"].map(names)).toEqual([["a.js"], [undefined]]);
});

test("what Python's virtual environments hold is no source", () => {
  folder = projectFolder({ "app.py": "", "env/pyvenv.cfg": "", "env/lib/x.py": "" });
  expect(sourcesIn(folder.path)).toEqual([join(folder.path, "app.py")]);
});

describe("a handler that esbuild bundles", () => {
  const sources = {
    "handlers/hello.ts":
      'import { word } from "./word.ts";\nexport const handler = async (): Promise<string> => word;\n',
    "handlers/word.ts": 'export const word: string = "hello";\n',
  };

  async function bundledStack(): Promise<ProjectStack> {
    folder = projectFolder(sources);
    const { outputFiles } = await build({
      absWorkingDir: folder.path,
      entryPoints: ["handlers/hello.ts"],
      outfile: "out/hello.mjs",
      bundle: true,
      format: "esm",
      platform: "node",
      sourcemap: "linked",
      write: false,
    });
    const files = Object.fromEntries(
      outputFiles.map(({ path, text }) => [`out/hello.mjs${path.endsWith(".map") ? ".map" : ""}`, text]),
    );
    return stackOf(files, machine("x"));
  }

  test("is bundled again when one of its sources is saved", async () => {
    const stack = await bundledStack();
    const reload = QuickReload.of(folder.path, sourcesIn(folder.path), [stack]);
    folder.write({ "handlers/word.ts": 'export const word: string = "goodbye";\n' });
    const [reloaded] = await reloadedBy(reload, "handlers/word.ts");
    const files = packaged(reloaded);
    expect(files["out/hello.mjs"]).toContain("goodbye");
    expect(Object.keys(files).toSorted()).toEqual(["out/hello.mjs", "out/hello.mjs.map"]);
  });

  test("without a map is known by its comments, and leaves out what was left out", async () => {
    folder = projectFolder({
      "lib/hello.ts": `import { word } from "./word";\nimport { S3 } from "aws-sdk";\nexport const handler = async () => [word, S3];\n`,
      "lib/word.ts": 'export const word: string = "hello";\n',
    });
    const { outputFiles } = await build({
      ...{ absWorkingDir: folder.path, entryPoints: ["lib/hello.ts"], outfile: "asset/index.js" },
      ...{ bundle: true, platform: "node", external: ["aws-sdk"], write: false },
    });
    const stack = stackOf({ "index.js": outputFiles[0]?.text ?? "" }, machine("x"));
    const reload = QuickReload.of(folder.path, sourcesIn(folder.path), [stack]);
    folder.write({ "lib/word.ts": 'export const word: string = "goodbye";\n' });
    const [reloaded] = await reloadedBy(reload, "lib/word.ts");
    const files = packaged(reloaded);
    expect(Object.keys(files)).toEqual(["index.js"]);
    expect(files["index.js"]).toMatch(/goodbye[\s\S]*require\("aws-sdk"\)/);
  });

  test("with a mistake names the line", async () => {
    const stack = await bundledStack();
    const reload = QuickReload.of(folder.path, sourcesIn(folder.path), [stack]);
    folder.write({ "handlers/word.ts": "export const word: string = ;\n" });
    const { mistakes } = await reload.with([join(folder.path, "handlers/word.ts")]);
    expect(String(mistakes[0]?.problem)).toContain("handlers/word.ts:1:29");
  });
});

test("a definition that stands in the template", async () => {
  folder = projectFolder({ "machines/m.asl.json": machine("before") });
  const stack = stackOf({}, machine("before"));
  const quick = QuickReload.of(folder.path, sourcesIn(folder.path), [stack]);
  folder.write({ "machines/m.asl.json": machine("after") });
  const [reloaded] = await reloadedBy(quick, "machines/m.asl.json");
  const { Resources } = JSON.parse(JSON.stringify(reloaded?.template.body));
  expect(JSON.parse(Resources.M.Properties.DefinitionString).Comment).toBe("after");
});

test("what is not understood is left to the tools", async () => {
  folder = projectFolder({ "serverless.yml": "service: x" });
  const quick = QuickReload.of(folder.path, sourcesIn(folder.path), [stackOf({}, machine("x"))]);
  folder.write({ "serverless.yml": "service: y" });
  expect(quick.changed([join(folder.path, "serverless.yml")])).toHaveLength(1);
  expect(quick.sorted([join(folder.path, "serverless.yml")])).toEqual({
    ...{ known: [], others: [join(folder.path, "serverless.yml")] },
  });
});

test("a file that was written anew and stayed the same has not changed", () => {
  folder = projectFolder({ "a.txt": "same" });
  const quick = QuickReload.of(folder.path, sourcesIn(folder.path), []);
  folder.write({ "a.txt": "same" });
  expect(quick.changed([join(folder.path, "a.txt")])).toEqual([]);
});

test("of a folder that is empty the names are known: there are none", () => {
  folder = projectFolder({ "src/a.mjs": "export const a = 1;" });
  const upload = { bucket: "packages", key: "k", path: join(folder.path, "src") };
  const stack = { ...stackOf({}, machine("x")), uploads: [upload] };
  const filesIn = () => QuickReload.of(folder.path, sourcesIn(folder.path), [stack]).filesIn("k");
  const namesIn = () => [...(filesIn()?.keys() ?? [undefined])];
  expect(namesIn()).toEqual(["a.mjs"]);
  rmSync(join(folder.path, "src/a.mjs"));
  expect(namesIn()).toEqual([]);
});
