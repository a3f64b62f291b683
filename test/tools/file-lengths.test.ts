// Files are about one thing each: the linter refuses one of more than 350 lines, wherever it stands.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "@jest/globals";

const root = resolve(import.meta.dirname, "../..");

test("a TypeScript file has 350 lines at most", () => {
  const folder = mkdtempSync(join(tmpdir(), "lengths-"));
  try {
    const linesOf = (count: number) =>
      Array.from({ length: count }, (_, line) => `export const a${line} = ${line};\n`).join("");
    writeFileSync(join(folder, "just.ts"), linesOf(350));
    writeFileSync(join(folder, "long.ts"), linesOf(351));
    const { status, stderr } = lint(folder);
    expect(status).toBe(1);
    expect(stderr).toMatch(/long\.ts.*noExcessiveLinesPerFile/);
    expect(stderr).toContain("This file has too many lines (351). Maximum allowed is 350.");
    expect(stderr).not.toContain("just.ts");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function lint(folder: string) {
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const args = [biome, "lint", `--config-path=${join(root, "biome.json")}`, folder];
  return spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
}
