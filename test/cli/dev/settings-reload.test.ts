// `millrace.config.json` as it is saved: taken in, or refused with its mistake, and no business of the project's tools.

import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { settingsReload } from "../../../src/cli/dev/settings-reload.ts";
import { type ProjectFolder, projectFolder } from "../../projects/support/project-folder.ts";

let folder: ProjectFolder;
afterEach(() => folder.remove());

const file = "millrace.config.json";
const settings = (value: string) => ({ mocks: { "bedrock:invokeModel": { return: value } } });

function reloading(files: Readonly<Record<string, object | string>>) {
  folder = projectFolder(files);
  const told: unknown[] = [];
  const reload = settingsReload(folder.path, ({ mocks }) => told.push([...mocks.keys()]), {
    taken: (path) => told.push(path),
    refused: (problem, path) => told.push([path, String(problem)]),
  });
  return { told, reload };
}

test("counts once it is another, and what is saved with it is left to the project", () => {
  const { told, reload } = reloading({ [file]: settings("one") });
  expect(reload(["app.js"])).toEqual(["app.js"]);
  expect([reload([file]), told]).toEqual([[], []]);
  folder.write({ [file]: settings("two") });
  expect(reload([file, "app.js"])).toEqual(["app.js"]);
  expect(told).toEqual([["bedrock:invokeModel"], join(folder.path, file)]);
});

test("is refused with its mistakes, and taken in once these are mended", () => {
  const { told, reload } = reloading({ "app.js": "" });
  folder.write({ [file]: { mock: {} } });
  reload([file]);
  expect(told).toEqual([[join(folder.path, file), expect.stringContaining(`${file}: /mock: unknown`)]]);
  folder.write({ [file]: settings("one") });
  reload([file]);
  expect(told.slice(1)).toEqual([["bedrock:invokeModel"], join(folder.path, file)]);
});
