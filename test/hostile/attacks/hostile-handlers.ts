// Handlers in JavaScript and Python that mean harm, as data: what stands in the handler, and what may come of it.

import { forgers } from "./forging-handlers.ts";
import { memory, resources } from "./greedy-handlers.ts";
import {
  anything,
  exited,
  type HostileHandler,
  node,
  nodeInit,
  outOfMemory,
  python,
  pythonInit,
  survived,
  timedOut,
} from "./hostile-handler.ts";

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

export const hostileHandlers: readonly HostileHandler[] = [
  ...memory,
  ...loops,
  ...output,
  ...forgers,
  ...ends,
  ...resources,
];
