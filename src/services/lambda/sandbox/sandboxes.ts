// Where environments live: a folder for each, the programs that start them, and somebody who ends them if the region cannot do it any
// more. A region that is killed leaves no process and no folder behind.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryWatch } from "./memory-watch.ts";
import { type Programs, writePrograms } from "./program.ts";

/**
 * Reads the process groups that begin (+) and have ended (-). At the end of its input, which is the region's end, it kills those that are
 * left and removes the folder.
 */
const guardianScript = `groups=' '
while read -r what group; do
  case $what in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -9 -"$group"; done
rm -rf "$1"`;

export class Sandboxes {
  readonly watch = new MemoryWatch();
  #folder: string | undefined;
  #programs: Programs | undefined;
  #guardian: ChildProcess | undefined;
  #made = 0;

  /** Written when they are first needed. */
  get programs(): Programs {
    this.#programs ??= {
      ...writePrograms(this.#subfolder("programs")),
      compiled: this.#subfolder("compiled"),
    };
    return this.#programs;
  }

  /** The folder of the programs. */
  get programFolder(): string {
    return join(this.#root, "programs");
  }

  /** A new folder for an environment. */
  makeFolder(): string {
    this.#made += 1;
    return this.#subfolder(String(this.#made));
  }

  began(group: number): void {
    this.#guardian ??= this.#startGuardian();
    this.#guardian.stdin?.write(`+ ${group}\n`);
  }

  ended(group: number): void {
    this.#guardian?.stdin?.write(`- ${group}\n`);
  }

  close(): void {
    this.watch.close();
    this.#guardian?.stdin?.end();
    this.#guardian = undefined;
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
    this.#programs = undefined;
  }

  get #root(): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), "millrace-environments-"));
    return this.#folder;
  }

  #subfolder(name: string): string {
    const folder = join(this.#root, name);
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  }

  #startGuardian(): ChildProcess {
    const guardian = spawn("sh", ["-c", guardianScript, "sh", this.#root], {
      stdio: ["pipe", "ignore", "ignore"],
      // A signal to the region's group, such as that of Ctrl-C, must leave it.
      detached: true,
    });
    // Without it environments still end with the region, unless they are in an endless loop.
    guardian.on("error", () => undefined);
    guardian.stdin.on("error", () => undefined);
    guardian.unref();
    (guardian.stdin as unknown as { unref(): void }).unref();
    return guardian;
  }
}
