// The pictures of docs/workflows.md show the workflows as they are, and the document shows each of them.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { pictureFolder, workflowPictures } from "../../tools/workflow-pictures.ts";

const pictures = [...workflowPictures()];

test.each(pictures)("the picture of %s is current: else `npm run workflows:pictures`", (name, picture) => {
  expect(readFileSync(join(pictureFolder, `${name}.svg`), "utf8")).toBe(picture);
});

test("docs/workflows.md shows each workflow, and no picture is left over", () => {
  const text = readFileSync("docs/workflows.md", "utf8");
  for (const [name] of pictures) {
    expect(text).toContain(`](pictures/workflows/${name}.svg)`);
    expect(text).toContain(`](../statemachines/${name}.asl.json)`);
  }
  expect(readdirSync(pictureFolder).sort()).toEqual(pictures.map(([name]) => `${name}.svg`).sort());
});
