// The documents name commands, their options, scripts and parameters; all of them are there, and so is what they link to.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { optionsOf } from "../../src/cli/command.ts";
import { commands } from "../../src/cli/main.ts";

const root = resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const pages = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
const readmes = readdirSync(join(root, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `examples/${name}/README.md`);
const documents = ["README.md", "CHANGELOG.md", ...pages.map((name) => `docs/${name}`), ...readmes];

const { scripts } = JSON.parse(read("package.json")) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const ofNpm = ["ci", "install", "ls", "pack", "start", "test"];

/** Inline code, and the lines of blocks without those that go on. */
function codeOf(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```(?:sh|bash)?\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
  const lines = blocks.flatMap((block) => block.replace(/\\\n\s*/g, "").split("\n"));
  const inline = text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/`([^`]+)`/g);
  return [...lines, ...Array.from(inline, ([, code = ""]) => code.replace(/\s+/g, " "))].flatMap((code) =>
    code.split(/ && | \| |#/).map((each) => each.replace(/^\$ /, "").trim()),
  );
}

const code = documents.flatMap((document) => codeOf(read(document)).map((each) => [document, each] as const));

const optionsIn = (text: string) =>
  Array.from(text.matchAll(/(?<=^|[\s[(])--([a-z][\w-]*)/g), ([, name = ""]) => name);

/** Of a command of ours, with what every one has; what is a switch can be switched off as well. */
function optionNamesOf(name: string): readonly string[] {
  const found = commands.find((command) => command.name === name);
  if (found === undefined) return [];
  const options = Object.entries(optionsOf(found));
  return [
    "help",
    ...options.flatMap(([each, { type }]) => (type === "boolean" ? [each, `no-${each}`] : [each])),
  ];
}

/** A script's own program reads its options. */
function takes(script: string, option: string): boolean {
  const [program = ""] = /(?:test|tools)\/[\w/-]+\.ts/.exec(scripts[script] ?? "") ?? [];
  if (program === "") return optionNamesOf(script === "start" ? "replay" : script).includes(option);
  const folder = dirname(program);
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".ts"))
    .some((name) =>
      new RegExp(`["\`' -]${option}["\`' :=]|\\b${option}: \\{`).test(read(join(folder, name))),
    );
}

function faultOf(text: string): string | undefined {
  const npm = /^npm (?:run )?([\w:]+)(?: -- (.*))?$/.exec(text);
  if (npm !== null) {
    const [, script = "", given = ""] = npm;
    if (scripts[script] === undefined && !ofNpm.includes(script)) return `there is no script ${script}`;
    const unknown = optionsIn(given).find((option) => option !== "help" && !takes(script, option));
    return unknown && `${script} has no option --${unknown}`;
  }
  const ours = /^(?:npx )?millrace ([a-z]+)(.*)$/.exec(text);
  if (ours !== null) {
    const [, name = "", given = ""] = ours;
    if (!commands.some((command) => command.name === name)) return `there is no command ${name}`;
    // What stands behind `--` is another program's.
    const [own = ""] = given.split(" -- ");
    const unknown = optionsIn(own).find((option) => !optionNamesOf(name).includes(option));
    return unknown && `${name} has no option --${unknown}`;
  }
  const [, program] = /^npx node ([\w/.-]+\.[jt]s)/.exec(text) ?? [];
  if (program !== undefined && !existsSync(join(root, program))) return `there is no ${program}`;
  return undefined;
}

test("the pages are seen to name commands", () => {
  expect(code.filter(([, text]) => /^(?:npm|npx|millrace) /.test(text)).length).toBeGreaterThan(100);
});

test.each(documents)("%s names commands, scripts and options that there are", (document) => {
  const faults = code.flatMap(([of, text]) => {
    const fault = of === document ? faultOf(text) : undefined;
    return fault === undefined ? [] : [`${text}: ${fault}`];
  });
  expect(faults).toEqual([]);
});

/** Of the tools of others that the pages name by themselves. */
const ofOthers = ["endpoint-url", "role-arn", "status-filter", "param", "template", "expose-gc"];

test.each(documents)("every option that %s names by itself is one of ours", (document) => {
  const all = new Set([...commands.flatMap(({ name }) => optionNamesOf(name)), ...ofOthers]);
  const alone = code.filter(([of, text]) => of === document && /^(?:-- )?--[a-z]/.test(text));
  const unknown = alone.flatMap(([, text]) =>
    optionsIn(text).filter(
      (name) => !all.has(name) && !Object.keys(scripts).some((each) => takes(each, name)),
    ),
  );
  expect(unknown).toEqual([]);
});

test.each(documents)("every parameter of the deployment that %s names is one", (document) => {
  const parameters = /^params:\n {2}default:\n((?: {4}.*\n)*)/m.exec(read("serverless.yml"))?.[1] ?? "";
  const known = Array.from(parameters.matchAll(/^ {4}([\w-]+):/gm), ([, name]) => name);
  expect(known.length).toBeGreaterThan(5);
  const named = Array.from(read(document).matchAll(/--param ([a-z][\w-]*)=/g), ([, name]) => name);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

const slugOf = (heading: string) =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");

test.each(documents)("every link of %s within the project leads somewhere", (document) => {
  const links = Array.from(read(document).matchAll(/\]\(([^)\s]+)\)/g), ([, link = ""]) => link);
  const astray = links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = "", anchor] = link.split("#");
      const file = path === "" ? document : join(dirname(document), path);
      if (!existsSync(join(root, file))) return true;
      if (anchor === undefined) return false;
      const headings = Array.from(read(file).matchAll(/^#+ (.*)$/gm), ([, heading = ""]) => slugOf(heading));
      return !headings.includes(anchor);
    });
  expect(astray).toEqual([]);
});
