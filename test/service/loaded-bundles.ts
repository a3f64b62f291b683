// The bundles of the service's functions, loaded where nothing is installed.

import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export const functionNames = ["validate", "assess", "notify", "chronicle", "ask", "answer", "summarise"];

/** By function, the type of its handler, or why its module does not load: each alone in a folder, all in one process. */
export async function loadBundles(bundles: string): Promise<Readonly<Record<string, string>>> {
  const elsewhere = await mkdtemp(join(tmpdir(), "millrace-bundle-"));
  try {
    for (const name of functionNames) {
      await mkdir(join(elsewhere, name));
      await copyFile(join(bundles, `${name}.mjs`), join(elsewhere, name, "index.mjs"));
    }
    const script = `
      const loaded = {};
      for (const name of ${JSON.stringify(functionNames)})
        loaded[name] = await import(\`${elsewhere}/\${name}/index.mjs\`).then(({ handler }) => typeof handler, String);
      console.log(JSON.stringify(loaded));`;
    const run = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: elsewhere,
    });
    return JSON.parse(run.stdout);
  } finally {
    await rm(elsewhere, { recursive: true });
  }
}
