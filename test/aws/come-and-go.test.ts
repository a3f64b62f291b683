// What has gone is not kept alive by what comes after it. A region under load spent half of its memory on batches that had ended.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

const program = join(import.meta.dirname, "support/come-and-go.ts");

// Of 240 MB that come and go.
test.each(["roster", "deadlines", "text"])("what is gone from %s does not grow old", (way) => {
  const node = ["--expose-gc", "--disable-warning=ExperimentalWarning", program, way];
  expect(Number(execFileSync(process.execPath, node, { encoding: "utf8" }))).toBeLessThan(16);
});
