// A process that takes a data folder, says so, and holds it until it is killed.

import { lockDataFolder } from "../../src/region/data-folder.ts";

try {
  // Whoever lets go of the function lets the lock go with it, as soon as memory is tidied.
  process.once("exit", lockDataFolder(process.argv[2] ?? ""));
  process.send?.("held");
  setInterval(() => {}, 1 << 30);
} catch (problem) {
  process.send?.((problem as Error).message, () => process.exit());
}
