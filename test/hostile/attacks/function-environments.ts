// Handlers that mean harm by what their functions are set up with, or to what they share with others: wrappers, search paths, memory that is
// nobody's own, signals to all that they see, and the runtime's own programs.

import type { Attack } from "../attack.ts";
import { handler, isWell, node, python, variables } from "./function-bodies.ts";
import { program, well } from "./function-calls.ts";
import { anything, exited, outOfMemory, survived, timedOut } from "./hostile-handler.ts";

const wrapped = (name: string, script: string, ends: RegExp) =>
  handler(
    `a wrapper that ${name}`,
    well,
    ends,
    variables({ AWS_LAMBDA_EXEC_WRAPPER: "/var/task/wrapper" }, { wrapper: program(script) }),
  );

const places: readonly Attack[] = [
  wrapped("never starts the runtime", "sleep 60", timedOut),
  wrapped("ends at once", "exit 3", /exit status 3/),
  wrapped("loops", "while :; do :; done", timedOut),
  wrapped("prints without an end", "while :; do echo x; done", timedOut),
  wrapped("starts the runtime twice", '"$@" & exec "$@"', anything),
  wrapped("starts the runtime and leaves", '"$@" & exit 0', anything),
  wrapped("is stopped", "kill -STOP $$", timedOut),
  wrapped("starts something else", "exec cat", anything),
  wrapped("speaks rubbish in the runtime's place", "while :; do printf rubbish >&3; done", exited),
  ...[
    "/",
    "/var/task",
    "/var/task/index.mjs",
    "-c",
    "--",
    "none\nnone",
    "/var/task/../../bin/false",
    "/proc/self/exe",
  ].map((wrapper) =>
    handler(
      `the wrapper ${JSON.stringify(wrapper)}`,
      well,
      anything,
      variables({ AWS_LAMBDA_EXEC_WRAPPER: wrapper }),
    ),
  ),
  handler("a search path with nothing in it", well, isWell, variables({ PATH: "/nonexistent" })),
  handler("an empty search path", well, isWell, variables({ PATH: "" })),
  handler(
    "a search path with programs of the function's own",
    well,
    isWell,
    variables({ PATH: "." }, { mount: program("exit 1"), sh: program("exit 1"), unshare: program("exit 1") }),
  ),
  handler("a library to load that is none", well, anything, variables({ LD_PRELOAD: "/nonexistent.so" })),
  handler("libraries from nowhere", well, isWell, variables({ LD_LIBRARY_PATH: "/nonexistent" })),
  handler(
    "a shell's own variables",
    well,
    isWell,
    variables({
      IFS: "abc",
      ENV: "/dev/zero",
      BASH_ENV: "/dev/zero",
      PS4: "$(sleep 60)",
      SHELLOPTS: "xtrace",
    }),
  ),
];

const memory: readonly Attack[] = [
  python(
    "memory that is shared",
    "import mmap\nm = mmap.mmap(-1, 700000000)\nfor at in range(0, len(m), 4096): m[at] = 1\ntime.sleep(2)\nreturn 'kept'",
    outOfMemory,
  ),
  python(
    "memory that is shared with children",
    "import mmap\nm = mmap.mmap(-1, 500000000)\nfor _ in range(4):\n  if os.fork() == 0:\n    for at in range(0, len(m), 4096): m[at] = 1\n    time.sleep(60)\ntime.sleep(2.5)\nreturn 'kept'",
    /OutOfMemory|timed out/,
  ),
  node(
    "the heap's bound lifted",
    "const v8 = await import('node:v8'); v8.setFlagsFromString('--max-old-space-size=8000'); const a = []; for (;;) { a.push(new Array(1e5).fill({})); await new Promise(setImmediate); }",
    /OutOfMemory|timed out/,
  ),
  node(
    "metrics of endless names in its lines",
    "for (let at = 0; at < 1500; at++) { const names = Array.from({ length: 100 }, (_, n) => `m${Math.random()}${n}`); console.log(JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics: [{ Namespace: 'own', Dimensions: [[]], Metrics: names.map((Name) => ({ Name })) }] }, ...Object.fromEntries(names.map((name) => [name, 1])) })); } return 'survived';",
    /survived|timed out/,
  ),
];

const shared: readonly Attack[] = [
  handler(
    "its code taken away",
    "import { rmSync, writeFileSync } from 'node:fs';\nconst root = process.env.LAMBDA_TASK_ROOT;\nexport const handler = async () => { for (const way of [() => writeFileSync(`${root}/index.mjs`, 'broken('), () => rmSync(`${root}/index.mjs`), () => writeFileSync('index.mjs', 'broken('), () => rmSync(root, { recursive: true })]) try { way(); } catch {} setTimeout(() => process.exit(1), 1); return 'well'; };",
    isWell,
    {},
    4,
  ),
  handler(
    "the runtime's own program taken away",
    "import { rmSync, writeFileSync } from 'node:fs';\nexport const handler = async () => { for (const way of [() => writeFileSync(process.argv[1], 'broken('), () => rmSync(process.argv[1])]) try { way(); } catch {} setTimeout(() => process.exit(1), 1); return 'well'; };",
    isWell,
    {},
    4,
  ),
  node(
    "namespaces within its own",
    "const { spawn } = await import('node:child_process'); spawn('unshare', ['--user', '--map-root-user', '--pid', '--mount', '--fork', 'sh', '-c', 'while :; do sleep 1; done'], { detached: true, stdio: 'inherit' }).on('error', () => {}).unref(); return 'survived';",
    survived,
  ),
  node(
    "its bounds lifted",
    "const { spawnSync } = await import('node:child_process'); return 'survived ' + spawnSync('sh', ['-c', 'ulimit -n 100000; ulimit -d unlimited; ulimit -f unlimited; ulimit -n']).stdout;",
    survived,
  ),
  node(
    "its own memory written",
    "const fs = await import('node:fs'); const f = fs.openSync('/proc/self/mem', 'r+'); for (const line of fs.readFileSync('/proc/self/maps', 'utf8').split('\\n')) { const [, from] = /^([0-9a-f]+)-\\S+ rw/.exec(line) ?? []; if (from) try { fs.writeSync(f, Buffer.alloc(4096, 65), 0, 4096, Number.parseInt(from, 16)); } catch {} } return 'survived';",
    anything,
  ),
];

const firstProcess: readonly Attack[] = [
  node(
    "its folders unmounted",
    "const { spawnSync } = await import('node:child_process'); for (const folder of ['/tmp', '/opt', '/dev/shm', '/proc']) spawnSync('umount', ['-l', folder]); return 'survived';",
    anything,
  ),
  node(
    "its first process's memory written",
    "const fs = await import('node:fs'); try { const f = fs.openSync('/proc/1/mem', 'r+'); const maps = fs.readFileSync('/proc/1/maps', 'utf8').split('\\n'); for (const line of maps) { const [, from] = /^([0-9a-f]+)-\\S+ rw/.exec(line) ?? []; if (from) try { fs.writeSync(f, Buffer.alloc(4096, 65), 0, 4096, Number.parseInt(from, 16)); } catch {} } } catch {} await new Promise((r) => setTimeout(r, 500)); return 'survived';",
    /survived|ExitError/,
  ),
  node(
    "a wish to be ended last",
    "const fs = await import('node:fs'); for (const pid of [1, 'self', process.ppid]) for (const [file, value] of [['oom_score_adj', '-1000'], ['oom_adj', '-17'], ['comm', 'node\\n'], ['timerslack_ns', '1'], ['clear_refs', '5'], ['coredump_filter', '0xff']]) try { fs.writeFileSync('/proc/' + pid + '/' + file, value); } catch {} return 'survived';",
    survived,
  ),
  node(
    "its first process's files written",
    "const fs = await import('node:fs'); for (let at = 0; at < 20; at++) for (const pid of [1, process.ppid]) try { fs.writeFileSync('/proc/' + pid + '/fd/' + at, 'rubbish'); } catch {} await new Promise((r) => setTimeout(r, 200)); return 'survived';",
    /survived|ExitError/,
  ),
  python(
    "files in memory",
    "at = 0\ntry:\n  while True:\n    with open('/dev/shm/own-%d' % at, 'wb') as f: f.write(bytes(50000000))\n    at += 1\n    if at > 5: return 'kept'\nexcept OSError: return 'survived'",
    survived,
  ),
];

const signals: readonly Attack[] = [
  "SIGSTOP",
  "SIGKILL",
  "SIGTERM",
  "SIGPIPE",
  "SIGTTIN",
  "SIGCONT",
  "SIGUSR1",
  "SIGHUP",
].flatMap((signal) => [
  node(
    `${signal} to all that it sees`,
    `process.kill(-1, '${signal}'); await new Promise((r) => setTimeout(r, 500)); return 'survived';`,
    anything,
  ),
  node(
    `${signal} to the first process and its parent`,
    `for (const pid of [1, process.ppid]) try { process.kill(pid, '${signal}'); } catch {} await new Promise((r) => setTimeout(r, 500)); return 'survived';`,
    anything,
  ),
]);

export const environmentAttacks: readonly Attack[] = [...places, ...memory, ...shared];

/** Of environments with processes and mounts of their own. */
export const confinedAttacks: readonly Attack[] = [...signals, ...firstProcess];
