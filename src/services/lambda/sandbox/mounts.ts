// What is mounted, as /proc/self/mountinfo tells it.
// https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html

export interface Mount {
  /** Which folder of its file system is mounted. */
  readonly root: string;
  readonly place: string;
  readonly type: string;
  readonly options: readonly string[];
}

export function mountsIn(mountinfo: string): readonly Mount[] {
  return mountinfo.split("\n").flatMap((line) => {
    const [mounted = "", source = ""] = line.split(" - ");
    const [, , , root, place] = mounted.split(" ");
    const [type, , options = ""] = source.split(" ");
    if (root === undefined || place === undefined || type === undefined) return [];
    return [{ root: unescaped(root), place: unescaped(place), type, options: options.split(",") }];
  });
}

/** Those of the kernel and of devices, which hold no files of anybody, and memory. */
const ofKernel =
  /^(?:proc|sysfs|cgroup2?|devtmpfs|devpts|mqueue|hugetlbfs|securityfs|debugfs|tracefs|pstore|bpf|fusectl|configfs|binfmt_misc|autofs|ramfs|rpc_pipefs|nsfs|efivarfs|tmpfs)$/;
/** What an environment has for its own. */
const ofEnvironment = /^\/(?:tmp|opt|dev|proc|sys)(?:\/|$)/;

/** Where the file systems with users' files begin, each once. */
export function filesystemsOf(mountinfo: string): readonly string[] {
  const places = mountsIn(mountinfo)
    .filter(({ type, place }) => !ofKernel.test(type) && !ofEnvironment.test(place))
    .map(({ place }) => place);
  return [...new Set(places)];
}

/** A space is told as `\040`. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
