// Every page of the console has a picture, and docs/console.md shows each of them and no other.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { Scene } from "../../tools/console-scene.ts";
import { pages } from "../../tools/pictured-pages.ts";

const root = join(import.meta.dirname, "../..");
const text = (path: string) => readFileSync(join(root, path), "utf8");

const scene: Scene = {
  ...{ bucket: "bucket", key: "key", secret: "secret", mapping: "mapping" },
  ...{ execution: "execution", alert: "alert", failure: "failure", mapRun: "run", trace: "trace" },
};

/** `machines` of a list, `machines/` of one of its things. */
function placeOf(hash: string): string {
  const [section = "", one] = hash.replace(/^#\//, "").split("?")[0]?.split("/") ?? [];
  return one === undefined ? section : `${section}/`;
}

test("each section of the navigation, each of their things and each that is reached from these", () => {
  const app = text("src/console/page/app.tsx");
  const sections = [...app.matchAll(/name: "([a-z-]*)", title: "[^"]+"[^[\]]*?page: \w+(, one: \w+)?/g)];
  const inner = [...app.matchAll(/^ {2}"?([a-z-]+)"?: \{ page: \w+, section: /gm)];
  expect(sections.length).toBeGreaterThan(15);
  expect(inner.length).toBeGreaterThan(3);
  const wanted = [
    ...sections.flatMap(([, name = "", one]) => (one === undefined ? [name] : [name, `${name}/`])),
    ...inner.map(([, name]) => `${name}/`),
  ];
  // The home page is drawn while records flow.
  const pictured = new Set(["", ...pages.map(({ hash }) => placeOf(hash(scene)))]);
  expect(wanted.filter((place) => !pictured.has(place))).toEqual([]);
});

test("docs/console.md shows each of them, as a file that is there", () => {
  const shown = [...text("docs/console.md").matchAll(/\]\(pictures\/([a-z-]+)\.png\)/g)].map(
    ([, name]) => name,
  );
  const pictured = ["home", ...pages.map(({ name }) => name)];
  expect(shown.toSorted()).toEqual(pictured.toSorted());
  expect(pictured.filter((name) => !existsSync(join(root, "docs/pictures", `${name}.png`)))).toEqual([]);
});
