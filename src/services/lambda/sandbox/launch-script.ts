// What a shell does before a runtime starts: limits that a process can only take on for itself, and the mounts of its own namespace.

import type { Confinement } from "./confinement.ts";

/** Bytes beyond the memory size that a process may map for writing: what Node.js and its threads take, mostly without touching it. */
const mappedBeyondMb = 2048;
const mostOpenFiles = 1024;
export const mostProcesses = 1024;
/** Ids below it are not given a second time. */
const reservedIds = 300;

export interface LaunchFacts {
  readonly memorySizeMb: number;
  /** The size of /tmp. */
  readonly storageMb: number;
  /** Programs that run beside the runtime. */
  readonly extensions: readonly string[];
  readonly processLimit: Confinement["processLimit"];
}

/** Arguments: those that `started` takes. The shell stays, so that a handler which signals its parent meets no more than that. */
export function plainScript(facts: LaunchFacts): string {
  return `${limits(facts)}
${started(facts)}`;
}

/**
 * Arguments: the folder for /tmp, that for /opt, that of the code, one that it writes to for all (each but the third may be empty), folders
 * under /tmp that stay visible, `--`, and those that `started` takes. The shell stays, as the first process of its namespace, because a
 * runtime in that place would not be ended by its own signals. What other environments have, too, is read-only where the system lets us,
 * and memory that a handler takes as files ends with it.
 */
export function confinedScript(facts: LaunchFacts): string {
  return `set -e
shown() { mount -o rbind,ro "$1" "$2" 2>/dev/null || mount --rbind "$1" "$2"; }
place() { place=$1; if [ -n "$tmp" ]; then place=$tmp/\${1#/tmp/}; mkdir -p "$place"; fi; }
tmp=$1 opt=$2 code=$3 kept=$4; shift 4
while [ "$1" != -- ]; do place "$1"; shown "$1" "$place"; shift; done
shift
case $kept in /tmp/*) place "$kept"; mount --rbind "$kept" "$place" ;; esac
if [ -n "$opt" ]; then shown "$opt" /opt; fi
if [ -n "$tmp" ]; then mount --rbind "$tmp" /tmp; fi
set +e
if [ -z "$tmp" ]; then mount --bind "$TMPDIR" "$TMPDIR" 2>/dev/null; fi
mount -t tmpfs -o size=${facts.memorySizeMb}m tmpfs /dev/shm 2>/dev/null
if [ -d "$code" ]; then shown "$code" "$code" 2>/dev/null; cd "$code"; fi
${facts.processLimit === "namespace" ? `echo ${mostProcesses + reservedIds} >/proc/sys/kernel/pid_max` : ""}
${limits(facts)}
${started(facts)}`;
}

/** Arguments: variables that are for what is started and not for this shell, each as NAME=VALUE, `--`, the command. */
function started(facts: LaunchFacts): string {
  return `while [ "$1" != -- ]; do export "$1"; shift; done
shift
${silenced(facts)}`;
}

/**
 * A shell tells of a command that a signal ended, on the error output, which is the function's log. It is given another, and the
 * command takes the first only once it has left the shell: what a command redirects, some shells write on.
 */
function silenced(facts: LaunchFacts): string {
  return `exec 5>&2 2>/dev/null
${extensions(facts)}(exec "$@" ${ownErrors})
exit $?`;
}

const ownErrors = "2>&5 5>&-";

/** Each with the environment of the runtime, and not with the files that it speaks on. */
function extensions({ extensions: programs }: LaunchFacts): string {
  return programs.map((program) => `${quoted(program)} ${ownErrors} 3>&- 4>&- &\n`).join("");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A limit that is already lower stays. */
function limits({ memorySizeMb, storageMb, processLimit }: LaunchFacts): string {
  const each = [
    "-c 0",
    `-n ${mostOpenFiles}`,
    `-f ${storageMb * 2048}`,
    `-d ${(memorySizeMb + mappedBeyondMb) * 1024}`,
    ...(processLimit === "user" ? [`-u ${mostProcesses}`] : []),
  ];
  return each.map((limit) => `ulimit ${limit} 2>/dev/null`).join("\n");
}
