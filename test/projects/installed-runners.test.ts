// What a project has installed, run as npx and its like run it, without them.

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { withInstalledRunners } from "../../src/projects/installed-runners.ts";
import { type ProjectFolder, projectFolder } from "./support/project-folder.ts";

let folder: ProjectFolder;
let environment: NodeJS.ProcessEnv;
beforeEach(() => {
  folder = projectFolder({
    "app/node_modules/.bin/hello": '#!/bin/sh\necho installed "$@"\n',
    "others/npx": '#!/bin/sh\necho npx "$@"\n',
    "others/pnpm": '#!/bin/sh\necho pnpm "$@"\n',
    "others/yarn": '#!/bin/sh\necho yarn "$@"\n',
  });
  for (const name of ["app/node_modules/.bin/hello", "others/npx", "others/pnpm", "others/yarn"])
    chmodSync(join(folder.path, name), 0o755);
  for (const name of ["app/src", "made"]) mkdirSync(join(folder.path, name));
  const PATH = `${join(folder.path, "others")}:/usr/bin:/bin`;
  environment = withInstalledRunners(join(folder.path, "made"), { PATH });
});
afterEach(() => folder.remove());

const said = (place: string, command: string) => {
  const options = { cwd: join(folder.path, place), env: environment, encoding: "utf8" } as const;
  return execFileSync("/bin/sh", ["-c", command], options).trim();
};

test.each([
  ["app", "npx --no-install hello 'a b' --c", "installed a b --c"],
  ["app/src", "npx --no-install hello", "installed"],
  ["app", "yarn run hello x", "installed x"],
  ["app", "pnpm exec -- hello x", "installed x"],
  ["app", "npx --no-install other x", "npx --no-install other x"],
  ["app", "npx hello", "npx hello"],
  ["app", "yarn install", "yarn install"],
  ["app", "pnpm exec hello", "pnpm exec hello"],
  ["others", "npx --no-install hello", "npx --no-install hello"],
])("in %s: %s", (place, command, answer) => {
  expect(said(place, command)).toBe(answer);
});
