// What a shell does before a runtime starts: limits that a process can only take on for itself, and the mounts of its own namespace.

import type { Confinement } from "./confinement.ts";
import { mostProcesses } from "./control-groups.ts";

/** Bytes beyond the memory size that a process may map for writing: what Node.js and its threads take, mostly without touching it. */
const mappedBeyondMb = 2048;
const mostOpenFiles = 1024;
/** Ids below it are not given a second time. */
const reservedIds = 300;

export interface LaunchFacts extends Pick<Confinement, "drop" | "readOnly" | "processLimit"> {
  readonly memorySizeMb: number;
  /** The size of /tmp. */
  readonly storageMb: number;
  /** Programs that run beside the runtime. */
  readonly extensions: readonly string[];
}

/** Enters control groups and becomes the command. Arguments: the folders of the groups, `--`, the command. */
export const joiningScript = `while [ "$1" != -- ]; do echo $$ >"$1/cgroup.procs" 2>/dev/null; shift; done
shift
exec "$@"`;

/** Arguments: those that `started` takes. The shell stays, so that a handler which signals its parent meets no more than that. */
export function plainScript(facts: LaunchFacts): string {
  return `${limits(facts)}
${started(facts)}`;
}

/**
 * Arguments: the folder for /tmp, that for /opt, that of the code (the first two may be empty), folders under /tmp that stay visible, `--`,
 * and those that `started` takes. The shell stays, as the first process of its namespace, because a runtime in that place would not be ended
 * by its own signals. What other environments have, too, is read-only where the system lets us, and memory that a handler takes as files
 * ends with it.
 */
export function confinedScript(facts: LaunchFacts): string {
  return `set -e
shown() { mount -o rbind,ro "$1" "$2" 2>/dev/null || mount --rbind "$1" "$2"; }
tmp=$1 opt=$2 code=$3; shift 3
while [ "$1" != -- ]; do place=$1; if [ -n "$tmp" ]; then place=$tmp/\${1#/tmp/}; mkdir -p "$place"; fi; shown "$1" "$place"; shift; done
shift
if [ -n "$opt" ]; then shown "$opt" /opt; fi
if [ -n "$tmp" ]; then mount --rbind "$tmp" /tmp; fi
set +e
if [ -z "$tmp" ]; then ${facts.readOnly.length === 0 ? "" : "mount --rbind /tmp /tmp; "}mount --bind "$TMPDIR" "$TMPDIR" 2>/dev/null; fi
mount -t tmpfs -o size=${facts.memorySizeMb}m tmpfs /dev/shm 2>/dev/null
if [ -d "$code" ]; then shown "$code" "$code" 2>/dev/null; cd "$code"; fi
${facts.readOnly.map((place) => `mount -o remount,bind,ro ${quoted(place)} 2>/dev/null`).join("\n")}
${facts.processLimit === "namespace" ? `echo ${mostProcesses + reservedIds} >/proc/sys/kernel/pid_max` : ""}
${limits(facts)}
${started(facts)}`;
}

/**
 * Arguments: variables that are for what is started and not for this shell, each as NAME=VALUE, `--`, the command. A shell tells of a
 * command that a signal ended, on the error output, which is the function's log. It is given another, and the command takes the first only
 * once it has left the shell: what a command redirects, some shells write on.
 */
function started(facts: LaunchFacts): string {
  const dropped = facts.drop.map(quoted).join(" ");
  const without = (script: string, args: string) =>
    `${dropped} sh -c ${quoted(script)} sh ${args} ${ownErrors}`;
  const extensions = facts.extensions.map(
    (program) => `${without(beside, `${quoted(program)} "$@"`)} 3>&- 4>&- &\n`,
  );
  return `exec 5>&2 2>/dev/null
${extensions.join("")}(exec ${without(itself, '"$@"')})
exit $?`;
}

const ownErrors = "2>&5 5>&-";
/** The last before what is the function's own: neither its variables nor its programs come into what has powers that it has not. */
const exported = 'while [ "$1" != -- ]; do export "$1"; shift; done; shift';
const itself = `${exported}; exec "$@"`;
/** Each with the environment of the runtime, and not with the files that it speaks on. */
const beside = `program=$1; shift; ${exported}; exec "$program"`;

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
