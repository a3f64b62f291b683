// The documents name files and folders; all of them are there, and the picture of the house shows every room.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";

const root = resolve(import.meta.dirname, "../..");
const pages = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
const documents = ["README.md", ...pages.map((name) => `docs/${name}`)];
const read = (document: string) => readFileSync(join(root, document), "utf8");
const foldersIn = (folder: string) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

const top = ["examples", "handlers", "infrastructure", "jobs", "src", "statemachines", "test", "tools"];

test.each(documents)("every path that %s names exists", (document) => {
  const named = [...read(document).matchAll(new RegExp(`\`((?:${top.join("|")})/[\\w./-]*)`, "g"))];
  const missing = named.map(([, path = ""]) => path).filter((path) => !existsSync(join(root, path)));
  expect(missing).toEqual([]);
});

/** What the pages call by the end of its path, such as `retry.ts`. */
const files = [...top, "bin", "plugins"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => `/${folder}/${name}`),
);
const atTheTop = readdirSync(root).map((name) => `/${name}`);

test.each(documents)("every file of code that %s calls by its name exists", (document) => {
  const text = read(document).replace(/^```[\s\S]*?^```/gm, "");
  const named = Array.from(
    text.matchAll(/`([\w-][\w./-]*\.(?:ts|mjs|cjs|yml|py|asl\.json))`/g),
    ([, name = ""]) => name,
  );
  const all = [...files, ...atTheTop];
  expect(named.filter((name) => !all.some((file) => file.endsWith(`/${name}`)))).toEqual([]);
});

describe("the picture of the house", () => {
  const [, , picture = ""] = /## The house\n+(```\n)([\s\S]*?)```/.exec(read("docs/architecture.md")) ?? [];
  const shown = (indent: number) =>
    [...picture.matchAll(new RegExp(`^ {${indent}}([\\w.-]+)/? `, "gm"))].map(([, name = ""]) => name);

  test("shows every room of src, and no other", () => {
    expect(shown(2).sort()).toEqual([...foldersIn("src"), "index.ts"].sort());
  });

  test("shows every service, and no other", () => {
    expect(shown(4).sort()).toEqual(foldersIn("src/services").sort());
  });

  test("shows no folder beside src that is not there", () => {
    expect(shown(0).filter((name) => !existsSync(join(root, name)))).toEqual([]);
    expect(shown(0).length).toBeGreaterThan(4);
  });
});
