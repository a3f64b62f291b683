// What this machine can keep an environment from. Where the system lets us, each has its own process ids, `/tmp` and `/opt`, by namespaces
// (`unshare` of util-linux), as root or by a user namespace. Elsewhere it is a plain process, and what that cannot hold is named.
// https://man7.org/linux/man-pages/man1/unshare.1.html

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { release, tmpdir } from "node:os";
import { join } from "node:path";

export interface Confinement {
  /** The command that gives a process namespaces of its own; empty where there are none to be had. */
  readonly unshare: readonly string[];
  /** What holds the number of an environment's processes, if anything does but the region's own look at them. */
  readonly processLimit: "namespace" | "user" | undefined;
  /** What is not confined here, each as the end of "a handler can …". */
  readonly gaps: readonly string[];
}

const namespaces = ["--pid", "--mount", "--mount-proc", "--fork", "--kill-child"];
const asUser = ["--user", "--map-root-user"];

let known: Confinement | undefined;

/** Tried once, by doing it. */
export function confinement(): Confinement {
  known ??= probe();
  return known;
}

function probe(): Confinement {
  const isLinux = process.platform === "linux";
  const isRoot = process.getuid?.() === 0;
  const ways = isRoot ? [[], asUser] : [asUser];
  const options = isLinux ? ways.find(works) : undefined;
  const always = ["use the network and the processor without a limit", "fill the disk"];
  if (options === undefined)
    return {
      unshare: [],
      processLimit: undefined,
      gaps: [
        "start processes without a firm limit",
        "send signals to other processes of this user",
        "read and write this user's files, with /tmp and /opt the machine's",
        ...(isLinux
          ? []
          : ["use more memory than its size outside of its heap, and start processes without a limit"]),
        ...always,
      ],
    };
  const processLimit = limitsIds() ? "namespace" : isRoot ? undefined : "user";
  return {
    unshare: ["unshare", ...options, ...namespaces],
    processLimit,
    gaps: [
      ...(processLimit === undefined ? ["start processes without a firm limit"] : []),
      "read and write this user's files outside of /tmp and /opt",
      ...always,
    ],
  };
}

/**
 * Since Linux 6.14 the highest process id is a namespace's own; before that, setting it would change the machine's. The kernel does not
 * limit root's processes in any other way, whatever namespace they are in; anybody else's it counts for each user namespace.
 */
function limitsIds(): boolean {
  const [major = 0, minor = 0] = release().split(".").map(Number);
  return major > 6 || (major === 6 && minor >= 14);
}

function works(options: readonly string[]): boolean {
  const folder = mkdtempSync(join(tmpdir(), "millrace-probe-"));
  try {
    // In this order, because the folder lies in /tmp.
    const script = 'mount --rbind "$1" /opt && mount --rbind "$1" /tmp';
    const args = [...options, ...namespaces, "sh", "-c", script, "sh", folder];
    return spawnSync("unshare", args, { stdio: "ignore", timeout: 5000 }).status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
