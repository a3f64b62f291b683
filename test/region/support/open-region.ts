// Opens a region and says what stopped it, as the user that it was started as.

import { writeSync } from "node:fs";
import { DataFolderError } from "../../../src/region/data-folder.ts";
import { Region } from "../../../src/region/region.ts";

const [directory = ""] = process.argv.slice(2);
try {
  const region = await Region.open({ directory, endpoint: "http://127.0.0.1:4566" });
  await region.close();
  writeSync(1, "opened");
} catch (problem) {
  writeSync(1, problem instanceof DataFolderError ? `${problem.message}\n${problem.hint}` : String(problem));
}
