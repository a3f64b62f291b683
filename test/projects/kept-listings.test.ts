// What `npm ls` told once it tells again, until something is installed; whatever else npm is asked it is asked.

import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, utimesSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { KeptListings } from "../../src/projects/kept-listings.ts";
import { type ProjectFolder, projectFolder } from "./support/project-folder.ts";

let folder: ProjectFolder;
let listings: KeptListings;
let environment: NodeJS.ProcessEnv;
beforeEach(() => {
  folder = projectFolder({
    "package.json": "{}",
    // Tells how often it was asked, and fails as npm does where something is missing.
    "bin/npm": `#!/bin/sh\necho asked >> '$LOG'\necho "$@" in $PWD\nexit 3\n`.replace("'$LOG'", '"$LOG"'),
    "asked.txt": "",
    "below/package.json": "{}",
  });
  chmodSync(join(folder.path, "bin/npm"), 0o755);
  // What was written just now is not newer than what is kept.
  for (const name of ["package.json", "below/package.json"]) utimesSync(join(folder.path, name), 1, 1);
  listings = new KeptListings();
  const PATH = [join(folder.path, "bin"), process.env.PATH].join(delimiter);
  environment = listings.asked({ PATH, LOG: join(folder.path, "asked.txt") });
});
afterEach(() => {
  listings.close();
  folder.remove();
});

function npm(at: string, ...args: readonly string[]) {
  const { status, stdout } = spawnSync("npm", args, { cwd: join(folder.path, at), env: environment });
  return [status, stdout.toString().trim()];
}
const asked = () =>
  execFileSync("cat", [join(folder.path, "asked.txt")])
    .toString()
    .trim()
    .split("\n").length;

test("each question once, in each folder", () => {
  const all = (at: string) => [npm(at, "ls", "--dev=true"), npm(at, "ls", "--prod=true")];
  const told = (at: string) => [
    [3, `ls --dev=true in ${join(folder.path, at)}`],
    [3, `ls --prod=true in ${join(folder.path, at)}`],
  ];
  for (const at of [".", "below", ".", "below"]) expect(all(at)).toEqual(told(at));
  expect(asked()).toBe(4);
});

test("again once something is installed", () => {
  npm(".", "ls");
  mkdirSync(join(folder.path, "node_modules"));
  const later = Date.now() / 1000 + 10;
  utimesSync(join(folder.path, "node_modules"), later, later);
  npm(".", "ls");
  expect(asked()).toBe(2);
});

test("whatever else is asked, and all of it once nothing is kept any more", () => {
  npm(".", "install");
  npm(".", "install");
  npm(".", "ls");
  listings.close();
  expect(spawnSync("npm", ["ls"], { cwd: folder.path, env: environment }).status).toBe(3);
  expect(asked()).toBe(4);
});
