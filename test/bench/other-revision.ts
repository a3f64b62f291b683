// Another revision of this project in a folder of its own, ready to be measured.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const here = resolve(import.meta.dirname, "../..");

/** Hands `use` a checkout of the revision with its packages, and removes it. Throws if git does not know the revision. */
export async function withRevision<Result>(
  revision: string,
  use: (root: string) => Promise<Result>,
): Promise<Result> {
  const root = join(mkdtempSync(join(tmpdir(), "millrace-revision-")), "millrace");
  run("git", ["worktree", "add", "--detach", root, revision], here);
  const remove = () => {
    run("git", ["worktree", "remove", "--force", root], here);
    rmSync(resolve(root, ".."), { recursive: true, force: true });
  };
  const interrupted = () => {
    remove();
    process.exit(130);
  };
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    installPackages(root);
    return await use(root);
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
    remove();
  }
}

/** The packages of this checkout do where the lock files are the same. */
function installPackages(root: string): void {
  const lock = (folder: string) => readFileSync(join(folder, "package-lock.json"), "utf8");
  if (lock(root) === lock(here)) symlinkSync(join(here, "node_modules"), join(root, "node_modules"));
  else run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], root);
}

function run(program: string, args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(program, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr.trim()}`);
}
