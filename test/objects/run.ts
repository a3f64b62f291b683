// `npm run objects`: an object of 5 GiB in parts through a region that may take 200 MiB of memory, a hundred uploads at once, and a full
// disk. Prints what it found, and ends with exit code 1 if anything is not as it must be. `--short` does the same with less.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { canMount, fullDisk, largeObject, manyUploads } from "./campaigns.ts";

const usage = `Usage: npm run objects -- [options]

  --short         the same with less
  --mebibytes N   the large object's size (default 5120, 256 with --short)
  --uploads N     how many at once (default 100, 30 with --short)
`;
if (process.argv.includes("--help")) {
  console.log(usage);
  process.exit();
}
const { values } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    mebibytes: { type: "string" },
    uploads: { type: "string" },
  },
});
const mebibytes = Number(values.mebibytes ?? (values.short ? 256 : 5120));
const uploads = Number(values.uploads ?? (values.short ? 30 : 100));
const folder = mkdtempSync(join(tmpdir(), "objects-"));
const tell = (what: string) => console.log(`  ${what}`);
try {
  console.log("one large object");
  await largeObject(join(folder, "large"), mebibytes, tell);
  rmSync(join(folder, "large"), { recursive: true });
  console.log("many uploads at once");
  await manyUploads(join(folder, "many"), uploads, tell);
  console.log("a full disk");
  if (canMount()) await fullDisk(join(folder, "full"), tell);
  else tell("left out: only root can make a small file system");
} catch (problem) {
  console.error(problem);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
