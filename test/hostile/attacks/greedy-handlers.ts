// Handlers in JavaScript and Python that take all that there is: memory, files, processes, connections.

import {
  anything,
  type HostileHandler,
  node,
  noMemory,
  outOfMemory,
  python,
  survived,
  tooLarge,
} from "./hostile-handler.ts";

export const memory: readonly HostileHandler[] = [
  node("a map that grows", "const m = new Map(); for (let i = 0; ; i++) m.set(i, i);", outOfMemory),
  node("a set that grows", "const s = new Set(); for (let i = 0; ; i++) s.add(i);", outOfMemory),
  node("an object that grows", "const o = {}; for (let i = 0; ; i++) o['k' + i] = i;", outOfMemory),
  node("an array of numbers that grows", "const a = []; for (let i = 0; ; i++) a.push(i + 0.5);", noMemory),
  node("an array of objects that grows", "const a = []; for (;;) a.push({ a: 1, b: [2] });", outOfMemory),
  node("arrays of arrays", "const a = []; for (;;) a.push(new Array(100000).fill(a.length));", outOfMemory),
  node(
    "Array.from of fifty million",
    "return Array.from({ length: 5e7 }, (_, i) => ({ i })).length;",
    outOfMemory,
  ),
  node(
    "a leak over time",
    "const a = []; for (;;) { a.push(new Array(1e6).fill({})); await new Promise(setImmediate); }",
    outOfMemory,
  ),
  node("a huge text split", "return 'ab'.repeat(1e8).split('').length;", noMemory),
  node("a text that doubles", "let s = 'x'; for (;;) s = s + s + Math.random();", noMemory),
  node(
    "flat texts that are kept",
    "const a = []; for (let i = 0; ; i++) a.push(Buffer.alloc(1e6, 97).toString('latin1') + i);",
    outOfMemory,
  ),
  node(
    "JSON.stringify of a tree",
    "let t = [1]; for (let i = 0; i < 60; i++) t = [t, t]; return JSON.stringify(t).length;",
    noMemory,
  ),
  node("JSON.parse of 100 MB", "return JSON.parse('[' + '[1],'.repeat(25e6) + '1]').length;", outOfMemory),
  node("buffers beyond the heap", "const a = []; for (;;) a.push(Buffer.alloc(1e7, 1));", outOfMemory),
  node(
    "shared memory",
    "const a = []; for (;;) a.push(new Uint8Array(new SharedArrayBuffer(1e7)).fill(1));",
    outOfMemory,
  ),
  node("typed arrays", "const a = []; for (;;) a.push(new Float64Array(1e6).fill(1.5));", outOfMemory),
  node(
    "memory of WebAssembly",
    "const m = new WebAssembly.Memory({ initial: 1, maximum: 65536 }); for (;;) { const at = m.grow(160) * 65536; new Uint8Array(m.buffer).fill(1, at); }",
    outOfMemory,
  ),
  node("a response of 300 MB", "return 'x'.repeat(3e8);", tooLarge),
  node("a response of many objects", "return Array.from({ length: 3e6 }, (_, i) => ({ i }));", tooLarge),
  node("a regular expression's stack", "return /^(a|b)*$/.test('ab'.repeat(1e7));", anything),
  node("recursion without an end", "const f = () => f() + 1; return f();", /RangeError/),
  node(
    "worker threads that grow",
    "const { Worker } = await import('node:worker_threads'); for (let i = 0; i < 4; i++) new Worker('const a = []; for (;;) a.push(Buffer.alloc(1e6, 1));', { eval: true }); await new Promise((r) => setTimeout(r, 60000));",
    outOfMemory,
  ),
  node(
    "a child process that grows",
    "const { spawn } = await import('node:child_process'); spawn(process.execPath, ['-e', 'const a = []; for (;;) a.push(Buffer.alloc(1e6, 1));']); await new Promise((r) => setTimeout(r, 60000));",
    outOfMemory,
  ),
  node(
    "promises that are never settled",
    "const a = []; for (;;) a.push(new Promise(() => {}).then(() => 1));",
    outOfMemory,
  ),
  node("timers without an end", "for (;;) setTimeout(() => {}, 1e6, new Array(1000).fill(1));", outOfMemory),
  node(
    "symbols without an end",
    "for (let i = 0; ; i++) Symbol.for('s' + i + 'x'.repeat(100));",
    outOfMemory,
  ),
  python("a list that grows (Python)", "a = []\nwhile True: a.append([1] * 1000)", outOfMemory),
  python("bytes that grow (Python)", "a = []\nwhile True: a.append(bytearray(1000000))", outOfMemory),
  python(
    "one huge allocation (Python)",
    "return len(bytearray(10 ** 12))",
    /MemoryError|Runtime\.OutOfMemory/,
  ),
  python("a text that doubles (Python)", "s = 'x'\nwhile True: s += s", /MemoryError|Runtime\.OutOfMemory/),
  python("a response of 300 MB (Python)", "return 'x' * 300000000", tooLarge),
  python(
    "an integer that grows (Python)",
    "n = 3\nwhile True: n = n * n",
    /Task timed out|Runtime\.OutOfMemory|MemoryError/,
  ),
  python(
    "recursion without an end (Python)",
    "def f(n): return f(n + 1) + 1\nimport sys\nsys.setrecursionlimit(10 ** 9)\nreturn f(0)",
    anything,
  ),
];

export const resources: readonly HostileHandler[] = [
  node(
    "forks without an end",
    "const { spawn } = await import('node:child_process'); for (;;) { const c = spawn('sleep', ['60'], { stdio: 'ignore' }); c.on('error', () => {}); await null; }",
    /Task timed out|Runtime\.ExitError|Runtime\.OutOfMemory|EAGAIN|EMFILE/,
  ),
  node(
    "a fork bomb of the shell",
    "const { spawnSync } = await import('node:child_process'); spawnSync('sh', ['-c', 'f() { f | f & }; f; sleep 60']);",
    /Task timed out|Runtime\.ExitError|Runtime\.OutOfMemory/,
  ),
  node(
    "a child that leaves its group",
    "const { spawn } = await import('node:child_process'); spawn('sh', ['-c', 'for i in 1 2 3; do setsid sleep 600 & done; sleep 600'], { detached: true, stdio: 'inherit' }).unref(); return 'survived';",
    survived,
  ),
  node(
    "open files without an end",
    "const fs = await import('node:fs'); for (;;) fs.openSync('/dev/null');",
    /EMFILE/,
  ),
  node(
    "sockets without an end",
    "const net = await import('node:net'); for (;;) { net.createServer().on('error', () => {}).listen(0); await new Promise(setImmediate); }",
    /Task timed out|Runtime\.OutOfMemory|Runtime\.ExitError/,
  ),
  node(
    "a file without an end",
    "const fs = await import('node:fs'); const os = await import('node:os'); const f = fs.openSync(os.tmpdir() + '/large', 'w'); try { for (;;) fs.writeSync(f, Buffer.alloc(1 << 24)); } finally { fs.rmSync(os.tmpdir() + '/large'); }",
    /EFBIG|Runtime\.ExitError|ENOSPC|Task timed out/,
  ),
  node("its working folder changed", "process.chdir('/'); return 'survived';", survived),
  node(
    "its temporary folder removed",
    "const fs = await import('node:fs'); const os = await import('node:os'); for (const n of fs.readdirSync(os.tmpdir())) fs.rmSync(os.tmpdir() + '/' + n, { recursive: true, force: true }); return 'survived';",
    /survived|EBUSY|ENOENT/,
  ),
  node(
    "a million connections to the region",
    "const net = await import('node:net'); const p = Number(new URL(process.env.AWS_ENDPOINT_URL).port); for (let i = 0; i < 3000; i++) net.connect(p, '127.0.0.1').on('error', () => {}); await new Promise((r) => setTimeout(r, 500)); return 'survived';",
    /survived|EMFILE|Runtime\.OutOfMemory/,
  ),
  node(
    "itself invoked",
    "const body = await (await fetch(process.env.AWS_ENDPOINT_URL + '/2015-03-31/functions/' + process.env.AWS_LAMBDA_FUNCTION_NAME + '/invocations', { method: 'POST', body: '{}' })).text(); return 'survived ' + body.length;",
    /survived|Task timed out/,
  ),
  node(
    "the environment of the region read",
    "const fs = await import('node:fs'); const seen = []; for (const p of fs.readdirSync('/proc')) if (/^\\d+$/.test(p)) try { seen.push(fs.readFileSync('/proc/' + p + '/cmdline', 'utf8')); } catch {} return 'survived ' + seen.filter((s) => s.includes('region.ts')).length;",
    anything,
  ),
  python(
    "forks without an end (Python)",
    "import os, time\ntry:\n  while True:\n    if os.fork() == 0: time.sleep(60)\nexcept OSError: time.sleep(60)",
    /Task timed out|Runtime\.ExitError|Runtime\.OutOfMemory/,
  ),
  python(
    "open files without an end (Python)",
    "a = []\nwhile True: a.append(open('/dev/null'))",
    /Too many open files/,
  ),
  python(
    "threads without an end (Python)",
    "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
    /Task timed out|RuntimeError|Runtime\.OutOfMemory|Runtime\.ExitError/,
  ),
];
