// A process that takes a data folder, says so, and holds it until it is killed.

import { lockDataFolder } from "../../src/region/data-folder.ts";

try {
  lockDataFolder(process.argv[2] ?? "");
  process.send?.("held");
  setInterval(() => {}, 1 << 30);
} catch (problem) {
  process.send?.((problem as Error).message, () => process.exit());
}
