import { expect, test } from "@jest/globals";
import { foldersOf, folderTitle, lastStep } from "../../../src/console/page/parts/folder-names.ts";

test.each([
  ["", [], []],
  ["a/", ["a/"], ["a"]],
  ["a/b/", ["a/", "a/b/"], ["a", "b"]],
  ["/", ["/"], ["/"]],
  ["/lead/", ["/", "/lead/"], ["/", "lead"]],
  ["a//", ["a/", "a//"], ["a", "/"]],
])("the folders on the way to %j, and what they are called", (prefix, folders, titles) => {
  expect(foldersOf(prefix)).toEqual(folders);
  expect(foldersOf(prefix).map(folderTitle)).toEqual(titles);
});

test("in a list a folder has a slash after its name, if that is empty too", () => {
  expect(["a/", "/", "a//"].map((key) => `${lastStep(key)}/`)).toEqual(["a/", "/", "/"]);
});
