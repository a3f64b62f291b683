// Where environments live: a folder for each, the programs that start them, and somebody who ends them if the region cannot do it any
// more. A region that is killed leaves no process and no folder behind.

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { confinement } from "./confinement.ts";
import { ControlGroup, controlGroups } from "./control-groups.ts";
import { MemoryWatch } from "./memory-watch.ts";
import { type Programs, writePrograms } from "./program.ts";

/**
 * Reads the process groups that begin (+) and have ended (-). At the end of its input, which is the region's end, it kills those that are
 * left and removes the folder, which is its first argument, and the control groups, whose paths begin with the others. Those are empty as
 * soon as the kernel has done away with what was in them.
 */
const guardianScript = `groups=' '
while read -r what group; do
  case $what in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -9 -"$group"; done
rm -rf "$1"; shift
tries=0
while [ $tries -lt 50 ]; do
  left=
  for beginning; do for each in "$beginning"*; do
    if [ -d "$each" ] && ! rmdir "$each" 2>/dev/null; then left=yes; fi
  done; done
  if [ -z "$left" ]; then break; fi
  sleep 0.1; tries=$((tries + 1))
done`;

/** A control group is empty a moment after its last process has ended. */
const sweepMs = 50;

export class Sandboxes {
  readonly watch = new MemoryWatch();
  #folder: string | undefined;
  #programs: Programs | undefined;
  #guardian: ChildProcess | undefined;
  #made = 0;
  /** What the names of this region's control groups begin with. */
  readonly #groupPrefix = `millrace-${randomBytes(6).toString("hex")}-`;
  #groupsMade = 0;
  readonly #released = new Set<ControlGroup>();
  #sweep: NodeJS.Timeout | undefined;

  /** Written when they are first needed. */
  get programs(): Programs {
    this.#programs ??= writePrograms(this.#subfolder("programs"));
    return this.#programs;
  }

  /** The folder of the programs. */
  get programFolder(): string {
    return join(this.#root, "programs");
  }

  /** A new folder for an environment, and of whoever its processes are. */
  makeFolder(): string {
    this.#made += 1;
    const folder = this.#subfolder(String(this.#made));
    const { user } = confinement();
    if (user !== undefined) chownSync(folder, user, user);
    return folder;
  }

  /** For the processes of an environment of this size; undefined where there is none to be had. */
  makeGroup(memorySizeMb: number): ControlGroup | undefined {
    this.#groupsMade += 1;
    return ControlGroup.make(`${this.#groupPrefix}${this.#groupsMade}`, memorySizeMb);
  }

  /** Its processes have ended, or are about to. */
  releaseGroup(group: ControlGroup | undefined): void {
    if (group === undefined || group.remove()) return;
    this.#released.add(group);
    this.#sweepLater();
  }

  #sweepLater(): void {
    this.#sweep ??= setTimeout(() => {
      this.#sweep = undefined;
      for (const group of this.#released) if (group.remove()) this.#released.delete(group);
      if (this.#released.size > 0) this.#sweepLater();
    }, sweepMs).unref();
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
    clearTimeout(this.#sweep);
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
    const places = new Set(Object.values(controlGroups()).flatMap((place) => place?.folder ?? []));
    const groups = [...places].map((place) => join(place, this.#groupPrefix));
    const guardian = spawn("sh", ["-c", guardianScript, "sh", this.#root, ...groups], {
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
