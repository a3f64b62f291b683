// docs/dependencies.md has a line for each package, and for none that is not there.

import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";

const page = readFileSync("docs/dependencies.md", "utf8");
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Readonly<
  Record<"dependencies" | "devDependencies" | "optionalDependencies", Readonly<Record<string, string>>>
>;
const packages = Object.keys({
  ...manifest.dependencies,
  ...manifest.devDependencies,
  ...manifest.optionalDependencies,
});

/** Those of a row's first cell; after the first of a row a scope goes without saying. */
const told = Array.from(page.matchAll(/^\| (`[^|]*) \| /gm), ([, cell = ""]) => {
  const names = Array.from(cell.matchAll(/`([^`]+)`/g), ([, name = ""]) => name);
  const scope = /^@[^/]+\//.exec(names[0] ?? "")?.[0] ?? "";
  return names.flatMap((name) => (name.includes("/") ? [name] : [name, `${scope}${name}`]));
}).flat();

const isOf = (name: string, line: string) =>
  line.endsWith("*") ? name.startsWith(line.slice(0, -1)) : name === line;

test("every package has its line", () => {
  expect(packages.filter((name) => !told.some((line) => isOf(name, line)))).toEqual([]);
});

test("every line is of a package", () => {
  const lines = told.filter(
    (line) => line.startsWith("@") || !told.some((other) => other.endsWith(`/${line}`)),
  );
  expect(
    lines.filter((line) => !line.startsWith("npm:") && !packages.some((name) => isOf(name, line))),
  ).toEqual([]);
});

/** Of a package that is here under another's name the manifest says which it is. */
const licenceOf = (name: string) =>
  (JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")) as { readonly license: string })
    .license;

test("every line tells the licence of its packages", () => {
  const rows = Array.from(page.matchAll(/^\| (`[^|]*) \| ([^|]*) \| /gm), ([, cell = "", licences = ""]) => {
    const names = Array.from(cell.matchAll(/`([^`]+)`/g), ([, name = ""]) => name);
    const scope = /^@[^/]+\//.exec(names[0] ?? "")?.[0] ?? "";
    const meant = names.flatMap((line) =>
      packages.filter((name) => isOf(name, line) || isOf(name, `${scope}${line}`)),
    );
    return { meant, licences: licences.replaceAll(" or ", " OR ") };
  });
  const untold = rows.flatMap(({ meant, licences }) =>
    meant.filter((name) => !licences.includes(licenceOf(name))).map((name) => `${name}: ${licenceOf(name)}`),
  );
  expect(untold).toEqual([]);
});
