// What this machine can keep an environment from. Where the system lets us, each has its own process ids, `/tmp` and `/opt`, by namespaces
// (`unshare` of util-linux), as root or by a user namespace, and its processes have no power over what confines them (`setpriv`). Elsewhere
// it is a plain process, and what that cannot hold is named.
// https://man7.org/linux/man-pages/man1/unshare.1.html and .../setpriv.1.html

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { release, tmpdir } from "node:os";
import { join } from "node:path";
import { controlGroups } from "./control-groups.ts";
import { filesystemsOf } from "./mounts.ts";

export interface Confinement {
  /** The command that gives a process namespaces of its own; empty where there are none to be had. */
  readonly unshare: readonly string[];
  /** The command that starts a handler's process without the powers of the region's; empty where it has them all. */
  readonly drop: readonly string[];
  /** Whose that process is, if not the region's user's: environments' folders are then theirs. */
  readonly user: number | undefined;
  /** What it may only read: where file systems begin. Empty where its user can write to none of them anyway. */
  readonly readOnly: readonly string[];
  /** What holds the number of an environment's processes, if anything does but the region's own look at them. */
  readonly processLimit: "namespace" | "user" | "group" | undefined;
  /** What is not confined here, each as the end of "a handler can …". */
  readonly gaps: readonly string[];
}

const namespaces = ["--pid", "--mount", "--mount-proc", "--fork", "--kill-child"];
const asUser = ["--user", "--map-root-user"];

/** The user that owns nothing, by the number that it has on every Linux. */
const nobody = 65_534;
/** Root's folders may be closed to others: code, runtimes and layers in them are read all the same. */
const onlyReading = "-all,+dac_read_search";
const asNobody = [
  // Else what asks whether a file is there, as access(2) does, is answered without that power.
  ...["--securebits", "+no_setuid_fixup"],
  ...[`--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups", "--no-new-privs"],
  ...[`--inh-caps=${onlyReading}`, `--ambient-caps=${onlyReading}`, `--bounding-set=${onlyReading}`],
];
const withoutPowers = ["--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"];

let known: Confinement | undefined;

/** Tried once, by doing it. */
export function confinement(): Confinement {
  known ??= process.platform === "linux" ? probe(process.getuid?.() === 0) : nothing();
  return known;
}

const always = ["use the network and the processor without a limit", "fill the disk"];

/** On a system that has none of it. */
function nothing(): Confinement {
  return {
    ...{ unshare: [], drop: [], user: undefined, readOnly: [], processLimit: undefined },
    gaps: [
      "start processes without a limit",
      "send signals to other processes of this user",
      "read and write this user's files, with /tmp and /opt the machine's",
      "use more memory than its size outside of its heap",
      ...always,
    ],
  };
}

function probe(isRoot: boolean): Confinement {
  const ways = isRoot ? [[], asUser] : [asUser];
  const options = ways.find((way) => works(unsharedBy(way), []));
  const unshare = options === undefined ? [] : unsharedBy(options);
  const setpriv = programNamed("setpriv");
  // Without namespaces the powers of root may be what lets it read the code at all.
  const powers = [...(isRoot ? [asNobody] : []), ...(options === undefined ? [] : [withoutPowers])];
  const dropped =
    setpriv === undefined ? undefined : powers.find((each) => works(unshare, [setpriv, ...each]));
  const drop = setpriv === undefined || dropped === undefined ? [] : [setpriv, ...dropped];
  const user = dropped === asNobody ? nobody : undefined;
  const isReadOnly = options !== undefined && user === undefined && drop.length > 0;
  const readOnly = isReadOnly ? filesystemsOf(readFileSync("/proc/self/mountinfo", "utf8")) : [];
  const processLimit = limitOfProcesses(options !== undefined, isRoot);
  return {
    ...{ unshare, drop, user, readOnly, processLimit },
    gaps: [
      ...(processLimit === undefined ? ["start processes without a firm limit"] : []),
      ...(options === undefined ? ["send signals to other processes of its user"] : []),
      whatOfFiles({ isConfined: options !== undefined, isRoot, isNobody: user !== undefined, isReadOnly }),
      ...(controlGroups().memory === undefined
        ? ["take more memory than its size for a tenth of a second"]
        : []),
      ...always,
    ],
  };
}

interface FileFacts {
  readonly isConfined: boolean;
  readonly isRoot: boolean;
  readonly isNobody: boolean;
  readonly isReadOnly: boolean;
}

function whatOfFiles({ isConfined, isRoot, isNobody, isReadOnly }: FileFacts): string {
  const where = isConfined ? " outside of /tmp and /opt" : ", with /tmp and /opt the machine's";
  if (isNobody) return `read the files of all users${where}`;
  if (isReadOnly) return `read this user's files${where}`;
  return isRoot ? `read and write as root all files${where}` : `read and write this user's files${where}`;
}

function unsharedBy(options: readonly string[]): readonly string[] {
  return ["unshare", ...options, ...namespaces];
}

/** Of namespaces first, for they need nothing else; the number of a user's processes is not of root's. */
function limitOfProcesses(isConfined: boolean, isRoot: boolean): Confinement["processLimit"] {
  if (isConfined && limitsIds()) return "namespace";
  if (controlGroups().pids !== undefined) return "group";
  return isConfined && !isRoot ? "user" : undefined;
}

/**
 * Since Linux 6.14 the highest process id is a namespace's own; before that, setting it would change the machine's. The kernel does not
 * limit root's processes in any other way, whatever namespace they are in; anybody else's it counts for each user namespace.
 */
function limitsIds(): boolean {
  const [major = 0, minor = 0] = release().split(".").map(Number);
  return major > 6 || (major === 6 && minor >= 14);
}

/** By its whole path: a function may have a search path of its own. */
function programNamed(name: string): string | undefined {
  const { status, stdout } = spawnSync("sh", ["-c", 'command -v "$1"', "sh", name], { encoding: "utf8" });
  const path = stdout?.trim() ?? "";
  return status === 0 && path.startsWith("/") ? path : undefined;
}

/** Whether a process can be started so, with places of its own where it has namespaces. */
function works(unshare: readonly string[], drop: readonly string[]): boolean {
  const folder = mkdtempSync(join(tmpdir(), "millrace-probe-"));
  try {
    // In this order, because the folder lies in /tmp.
    const places = unshare.length === 0 ? "" : 'mount --rbind "$1" /opt && mount --rbind "$1" /tmp && ';
    const script = `${places}shift && "$@" true`;
    const [command = "", ...args] = [...unshare, "sh", "-c", script, "sh", folder, ...drop];
    return spawnSync(command, args, { stdio: "ignore", timeout: 5000 }).status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
