// docs/service.md tells the service's parameters, metrics and parts as they are.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";

const read = (file: string) => readFileSync(file, "utf8");
const page = read("docs/service.md");

const { params, functions } = parse(read("serverless.yml"), {
  customTags: ["!Ref", "!GetAtt", "!Sub"].map((tag) => ({ tag, resolve: (text: string) => text })),
}) as {
  readonly params: Readonly<Record<"default" | "prod", Readonly<Record<string, unknown>>>>;
  readonly functions: object;
};

/** The names in the first cells of a table's rows. */
const firstCells = (pattern: RegExp) =>
  Array.from(page.matchAll(/^\| ([^|]*) \|/gm), ([, cell = ""]) => cell).flatMap((cell) =>
    Array.from(cell.matchAll(pattern), ([, name = ""]) => name),
  );

test("has each parameter with its defaults", () => {
  const missing = Object.entries(params.default).filter(([name, usual]) => {
    const cell = (value: unknown) => `\`?${String(value)}\`?`;
    const row = `\\| \`${name}\` \\| ${cell(usual)} \\| ${cell(params.prod[name] ?? usual)} \\|`;
    return !new RegExp(row).test(page);
  });
  expect(missing).toEqual([]);
});

test("has each metric that the handlers write, and no other", () => {
  const written = readdirSync("handlers").flatMap((name) =>
    Array.from(read(`handlers/${name}`).matchAll(/addMetric\("(\w+)"/g), ([, metric = ""]) => metric),
  );
  expect(firstCells(/`([A-Z]\w+)`/g).toSorted()).toEqual([...new Set(written)].toSorted());
});

test("has each function and state machine among its parts", () => {
  const machines = readdirSync("statemachines").flatMap((name) => /^(.*)\.asl\.json$/.exec(name)?.[1] ?? []);
  const parts = firstCells(/(?:function|state machine) `([\w-]+)`/g);
  expect(parts.toSorted()).toEqual([...Object.keys(functions), ...machines].toSorted());
});
