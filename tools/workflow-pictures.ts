// Draws the pictures of docs/workflows.md anew, as `millrace graph --format svg` does. A test says whether they are current.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { layOut } from "../src/asl/graph/layout.ts";
import { stateGraph } from "../src/asl/graph/state-graph.ts";
import { renderSvg } from "../src/asl/graph/svg.ts";
import { loadDefinition } from "../src/asl/validate/validate.ts";
import type { Json } from "../src/aws/json.ts";

const root = resolve(import.meta.dirname, "..");
const ending = ".asl.json";

export const pictureFolder = join(root, "docs", "pictures", "workflows");

/** The picture of each workflow of the service, by the workflow's name. */
export function workflowPictures(): ReadonlyMap<string, string> {
  const folder = join(root, "statemachines");
  const files = readdirSync(folder).filter((file) => file.endsWith(ending));
  return new Map(
    files.map((file) => {
      const { definition } = loadDefinition(JSON.parse(readFileSync(join(folder, file), "utf8")) as Json, {
        type: "STANDARD",
      });
      if (definition === undefined) throw new Error(`statemachines/${file} is not valid`);
      const name = file.slice(0, -ending.length);
      const drawn = renderSvg(layOut(stateGraph(definition))).trimEnd();
      // What somebody hears who does not see it.
      return [name, `${drawn.replace(">", `><title>The states of ${name}</title>`)}\n`];
    }),
  );
}

if (import.meta.main) {
  mkdirSync(pictureFolder, { recursive: true });
  for (const [name, picture] of workflowPictures())
    writeFileSync(join(pictureFolder, `${name}.svg`), picture);
}
