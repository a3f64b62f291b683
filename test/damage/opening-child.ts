// Opens a region whenever it is asked to, and says what stopped it, as the user that it was started as.

import { DataFolderError } from "../../src/region/data-folder.ts";
import { Region } from "../../src/region/region.ts";

const [directory = ""] = process.argv.slice(2);
process.on("message", async () => {
  try {
    const region = await Region.open({ directory, endpoint: "http://127.0.0.1:4566" });
    await region.close();
    process.send?.("opened");
  } catch (problem) {
    process.send?.(
      problem instanceof DataFolderError ? `${problem.message}\n${problem.hint}` : String(problem),
    );
  }
});
