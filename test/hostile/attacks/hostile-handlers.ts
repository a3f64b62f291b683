// Handlers in JavaScript and Python that mean harm, as data: what stands in the handler, and what may come of it.

export interface HostileHandler {
  readonly name: string;
  readonly language: "node" | "python" | "ruby";
  /** The body of the handler; of the module instead where it is to happen while that is loaded. */
  readonly source: string;
  readonly atInit?: true;
  /** What the answer has to hold. */
  readonly ends: RegExp;
}

const outOfMemory = /Runtime\.OutOfMemory/;
const timedOut = /Task timed out after 3\.00 seconds/;
const exited = /Runtime\.ExitError/;
/** The process may see it coming, or be ended first. */
const noMemory =
  /Runtime\.OutOfMemory|RangeError|ERR_STRING_TOO_LONG|Invalid (?:string|array) length|ERR_OUT_OF_RANGE|Array buffer allocation failed|Runtime\.ExitError/;
const tooLarge = /Function\.ResponseSizeTooLarge|Runtime\.OutOfMemory|Runtime\.JSONStringifyError/;
const survived = /survived/;
/** Whatever comes, it comes in time. */
const anything = /^/;

const node = (name: string, source: string, ends: RegExp): HostileHandler => ({
  name,
  language: "node",
  source,
  ends,
});
const nodeInit = (name: string, source: string, ends: RegExp): HostileHandler => ({
  ...node(name, source, ends),
  atInit: true,
});
const python = (name: string, source: string, ends: RegExp): HostileHandler => ({
  ...{ name, language: "python", source, ends },
});
const pythonInit = (name: string, source: string, ends: RegExp): HostileHandler => ({
  ...python(name, source, ends),
  atInit: true,
});

const memory: readonly HostileHandler[] = [
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

const loops: readonly HostileHandler[] = [
  node("an endless loop", "for (;;);", timedOut),
  node("an endless loop of awaits", "for (;;) await null;", timedOut),
  node(
    "microtasks without an end",
    "const f = () => queueMicrotask(f); f(); await new Promise(() => {});",
    timedOut,
  ),
  node(
    "ticks without an end",
    "const f = () => process.nextTick(f); f(); await new Promise(() => {});",
    timedOut,
  ),
  node(
    "immediates without an end",
    "const f = () => setImmediate(f); f(); await new Promise(() => {});",
    timedOut,
  ),
  node("a promise that is never settled", "await new Promise(() => {});", /Runtime\.ExitError/),
  node("a sleep beyond the timeout", "await new Promise((r) => setTimeout(r, 60000));", timedOut),
  node("a catastrophic pattern", "return /^(a+)+$/.test('a'.repeat(60) + 'b');", timedOut),
  node("Atomics.wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);", timedOut),
  node("work left behind that spins", "setTimeout(() => { for (;;); }, 1); return 'survived';", anything),
  node("a getter that spins in the response", "return { get x() { for (;;); } };", timedOut),
  node("toJSON that spins", "return { toJSON() { for (;;); } };", timedOut),
  node(
    "a busy child",
    "const { spawnSync } = await import('node:child_process'); spawnSync(process.execPath, ['-e', 'for (;;);']);",
    timedOut,
  ),
  nodeInit("an endless loop at init", "for (;;);", timedOut),
  nodeInit("an await at init that never ends", "await new Promise(() => {});", /exit status 13/),
  python("an endless loop (Python)", "while True: pass", timedOut),
  python("a sleep beyond the timeout (Python)", "import time\ntime.sleep(60)", timedOut),
  python(
    "a pattern that is catastrophic (Python)",
    "import re\nreturn bool(re.match('(a+)+$', 'a' * 60 + 'b'))",
    timedOut,
  ),
  python(
    "a thread that goes on (Python)",
    "import threading\ndef f():\n  while True: pass\nthreading.Thread(target=f, daemon=True).start()\nreturn 'survived'",
    survived,
  ),
];

const output: readonly HostileHandler[] = [
  node("console without an end", "for (;;) console.log('x'.repeat(1000));", timedOut),
  node("stdout without an end", "for (;;) process.stdout.write('x'.repeat(100000));", timedOut),
  node("short lines without an end", "for (;;) console.log('');", timedOut),
  node(
    "the real stdout without an end",
    "const fs = await import('node:fs'); const b = Buffer.alloc(65536, 'x\\n'); for (;;) try { fs.writeSync(1, b); } catch {}",
    timedOut,
  ),
  node(
    "the real stderr without an end",
    "const fs = await import('node:fs'); const b = Buffer.alloc(65536, 'y'); for (;;) try { fs.writeSync(2, b); } catch {}",
    timedOut,
  ),
  node(
    "a line of 200 MB",
    "console.log('x'.repeat(2e8)); return 'survived';",
    /survived|Runtime\.OutOfMemory/,
  ),
  node(
    "rubbish on the runtime's socket",
    "const fs = await import('node:fs'); fs.writeSync(3, Buffer.alloc(10000, 0x41)); await new Promise((r) => setTimeout(r, 60000));",
    exited,
  ),
  node(
    "a frame of null",
    "const fs = await import('node:fs'); const h = Buffer.from('null'); const b = Buffer.alloc(8 + h.length); b.writeUInt32LE(4 + h.length, 0); b.writeUInt32LE(h.length, 4); h.copy(b, 8); fs.writeSync(3, b); await new Promise((r) => setTimeout(r, 60000));",
    exited,
  ),
  node(
    "a frame of 4 GB",
    "const fs = await import('node:fs'); const b = Buffer.alloc(8, 255); fs.writeSync(3, b); await new Promise((r) => setTimeout(r, 60000));",
    exited,
  ),
  node(
    "an end of its own, and another",
    "const fs = await import('node:fs'); const h = Buffer.from(JSON.stringify({ type: 'end', failed: false, fatal: false, durationMs: 1, rssBytes: 1, logged: 0 })); const b = Buffer.alloc(8 + h.length + 8); b.writeUInt32LE(4 + h.length + 8, 0); b.writeUInt32LE(h.length, 4); h.copy(b, 8); b.write('\"forged\"', 8 + h.length); fs.writeSync(3, b); fs.writeSync(3, b); await new Promise((r) => setTimeout(r, 60000));",
    /forged/,
  ),
  node(
    "a header with wrong types",
    "const fs = await import('node:fs'); const h = Buffer.from(JSON.stringify({ type: 'end', durationMs: 'x', rssBytes: {}, logged: -1 })); const b = Buffer.alloc(8 + h.length); b.writeUInt32LE(4 + h.length, 0); b.writeUInt32LE(h.length, 4); h.copy(b, 8); fs.writeSync(3, b); await new Promise((r) => setTimeout(r, 60000));",
    exited,
  ),
  node(
    "rubbish on the runtime's log",
    "const fs = await import('node:fs'); fs.writeSync(4, Buffer.alloc(1000, 255)); await new Promise((r) => setTimeout(r, 60000));",
    exited,
  ),
  node(
    "all files closed",
    "const fs = await import('node:fs'); for (let i = 0; i < 30; i++) try { fs.closeSync(i); } catch {} await new Promise((r) => setTimeout(r, 60000));",
    /Task timed out|Runtime\.ExitError/,
  ),
  node(
    "a message to a parent that there is not",
    "const { parentPort } = await import('node:worker_threads'); parentPort?.postMessage(null); process.send?.({ type: 'end' }); return 'survived';",
    survived,
  ),
  python("print without an end (Python)", "while True: print('x' * 1000)", timedOut),
  python(
    "the real stdout without an end (Python)",
    "import os\nwhile True: os.write(1, b'x' * 65536)",
    timedOut,
  ),
  python(
    "rubbish on the runtime's socket (Python)",
    "import os, time\nos.write(3, b'A' * 10000)\ntime.sleep(60)",
    exited,
  ),
  python("logging without an end (Python)", "import logging\nwhile True: logging.error('x' * 100)", timedOut),
];

const ends: readonly HostileHandler[] = [
  node("process.exit", "process.exit(1);", exited),
  node("process.exit without an error", "process.exit(0);", exited),
  node("process.abort", "process.abort();", exited),
  node(
    "SIGKILL to itself",
    "process.kill(process.pid, 'SIGKILL'); await new Promise((r) => setTimeout(r, 60000));",
    exited,
  ),
  node(
    "SIGTERM to itself",
    "process.kill(process.pid, 'SIGTERM'); await new Promise((r) => setTimeout(r, 60000));",
    exited,
  ),
  node(
    "SIGSTOP to itself",
    "process.kill(process.pid, 'SIGSTOP'); await new Promise((r) => setTimeout(r, 60000));",
    timedOut,
  ),
  node(
    "SIGSEGV to itself",
    "process.kill(process.pid, 'SIGSEGV'); await new Promise((r) => setTimeout(r, 60000));",
    exited,
  ),
  node(
    "SIGINT to its group",
    "process.kill(0, 'SIGINT'); await new Promise((r) => setTimeout(r, 60000));",
    /Task timed out|Runtime\.ExitError/,
  ),
  node(
    "SIGKILL to its group",
    "process.kill(0, 'SIGKILL'); await new Promise((r) => setTimeout(r, 60000));",
    exited,
  ),
  node(
    "SIGKILL to its parent",
    "try { process.kill(process.ppid, 'SIGKILL'); } catch {} await new Promise((r) => setTimeout(r, 60000));",
    /Task timed out|Runtime\.ExitError/,
  ),
  node(
    "SIGTERM ignored",
    "process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); await new Promise((r) => setTimeout(r, 60000));",
    timedOut,
  ),
  node(
    "an exception outside the handler",
    "setImmediate(() => { throw new Error('outside'); }); await new Promise((r) => setTimeout(r, 60000));",
    /outside/,
  ),
  node(
    "an exception that is no error",
    "setImmediate(() => { throw null; }); await new Promise((r) => setTimeout(r, 60000));",
    anything,
  ),
  node(
    "a rejection that nobody takes",
    "Promise.reject(new Error('nobody')); await new Promise((r) => setTimeout(r, 60000));",
    /Runtime\.UnhandledPromiseRejection/,
  ),
  node(
    "an error whose members throw",
    "throw Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('no'); } });",
    anything,
  ),
  node(
    "a proxy as the response",
    "return new Proxy({}, { get() { throw new Error('no'); }, ownKeys() { throw new Error('no'); } });",
    anything,
  ),
  node(
    "the built-ins broken",
    "JSON.stringify = () => { throw new Error('no'); }; Buffer.allocUnsafe = () => null; return 1;",
    anything,
  ),
  node(
    "Object.prototype polluted",
    "Object.prototype.type = 'ready'; Object.prototype.then = 1; return 'survived';",
    anything,
  ),
  nodeInit("an exception at init", "throw new Error('at init');", /at init/),
  nodeInit("an exit at init", "process.exit(3);", /exit status 3/),
  nodeInit("memory at init", "const a = []; for (;;) a.push(Buffer.alloc(1e6, 1));", outOfMemory),
  nodeInit("a syntax error", "const ;", /Runtime\.UserCodeSyntaxError/),
  nodeInit("output without an end at init", "for (;;) console.log('x'.repeat(1000));", timedOut),
  python("os._exit (Python)", "import os\nos._exit(9)", /exit status 9/),
  python("SIGKILL to itself (Python)", "import os\nos.kill(os.getpid(), 9)", exited),
  python(
    "SIGKILL to its parent (Python)",
    "import os, time\ntry: os.kill(os.getppid(), 9)\nexcept Exception: pass\ntime.sleep(60)",
    /Task timed out|Runtime\.ExitError/,
  ),
  python("a null pointer (Python)", "import ctypes\nctypes.string_at(0)", exited),
  python(
    "an exception that cannot be told (Python)",
    "class E(Exception):\n  def __str__(self): raise ValueError('no')\nraise E()",
    anything,
  ),
  pythonInit("an exception at init (Python)", "raise RuntimeError('at init')", /at init/),
  pythonInit("an exit at init (Python)", "import sys\nsys.exit(3)", /exit status 3/),
];

const resources: readonly HostileHandler[] = [
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

export const hostileHandlers: readonly HostileHandler[] = [
  ...memory,
  ...loops,
  ...output,
  ...ends,
  ...resources,
];
