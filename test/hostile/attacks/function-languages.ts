// Handlers that take away or replace what a runtime rests on: the parts of a language, its exits, its output.

import type { Attack } from "../attack.ts";
import { node, python } from "./function-bodies.ts";
import { anything, exited, survived, timedOut } from "./hostile-handler.ts";

export const languageAttacks: readonly Attack[] = [
  node(
    "the call that runs what is due replaced",
    "process._tickCallback = () => { throw new Error('no'); }; return 'survived';",
    anything,
  ),
  node(
    "the call that runs what is due left out",
    "process._tickCallback = undefined; Promise.reject(new Error('left')); return 'survived';",
    survived,
  ),
  node(
    "setImmediate left out",
    "globalThis.setImmediate = undefined; globalThis.queueMicrotask = undefined; return 'survived';",
    anything,
  ),
  node(
    "work before each exit",
    "process.on('beforeExit', () => setTimeout(() => {}, 10)); await new Promise(() => {});",
    /timed out|ExitError/,
  ),
  node(
    "an exit before each exit",
    "process.on('beforeExit', () => process.exit(7)); await new Promise(() => {});",
    exited,
  ),
  node("a loop at each exit", "process.on('exit', () => { for (;;); }); process.exit(1);", timedOut),
  node(
    "all listeners taken away",
    "process.removeAllListeners(); Promise.reject(new Error('left')); return 'survived';",
    anything,
  ),
  node(
    "a listener for what is fatal",
    "process.setUncaughtExceptionCaptureCallback(() => {}); setImmediate(() => { throw new Error('left'); }); await new Promise((r) => setTimeout(r, 100)); return 'survived';",
    anything,
  ),
  node("promises that never go on", "Promise.prototype.then = () => {}; return 'survived';", anything),
  node(
    "lists that take nothing",
    "Array.prototype.push = () => { throw new Error('no'); }; return 'survived';",
    anything,
  ),
  node(
    "iterators that never end",
    "Array.prototype[Symbol.iterator] = function* () { for (;;) yield 1; }; return 'survived';",
    anything,
  ),
  node(
    "output destroyed",
    "process.stdout.destroy(); process.stderr.destroy(); console.log('unheard'); return 'survived';",
    anything,
  ),
  node(
    "a debugger",
    "const inspector = await import('node:inspector'); if (!inspector.url()) inspector.open(0); return 'survived';",
    survived,
  ),
  node(
    "a debugger that is waited for",
    "const inspector = await import('node:inspector'); inspector.open(0, '127.0.0.1', true); return 'survived';",
    timedOut,
  ),
  node(
    "a snapshot of its heap",
    "const v8 = await import('node:v8'); v8.writeHeapSnapshot((await import('node:os')).tmpdir() + '/heap'); return 'survived';",
    /survived|OutOfMemory|timed out|EACCES/,
  ),
  node(
    "a child with its files",
    `const { spawn } = await import('node:child_process'); spawn(process.execPath, [process.argv[1], ...process.argv.slice(2)], { stdio: [0, 1, 2, 3, 4] }); await new Promise((r) => setTimeout(r, 60000));`,
    /timed out|ExitError/,
  ),
  node(
    "lines that are no text",
    "const fs = await import('node:fs'); for (let at = 0; at < 256; at++) { fs.writeSync(1, Buffer.from([at])); fs.writeSync(2, Buffer.from([at, 10])); } console.log('\\ud800\\u0000\\u001b[2J'); return 'survived';",
    /survived|EAGAIN/,
  ),
  python("the handler twice", "os.fork()\nreturn 'survived'", /survived|ExitError/),
  python(
    "the handler a hundred times",
    "for _ in range(7): os.fork()\nreturn 'survived'",
    /survived|ExitError|OutOfMemory/,
  ),
  python("a session of its own", "os.setsid()\nreturn 'survived'", /survived|PermissionError/),
  python(
    "a daemon that prints",
    "if os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0:\n    while True: os.write(1, b'x' * 1000 + b'\\n')\n  os._exit(0)\nreturn 'survived'",
    survived,
  ),
  python("another program in its place", "os.execv('/bin/sleep', ['sleep', '60'])", anything),
  python(
    "a loop at its exit",
    "import atexit\ndef f():\n  while True: pass\natexit.register(f)\nsys.exit(0)",
    anything,
  ),
  python(
    "a thread that outlives it",
    "import threading\nthreading.Thread(target=time.sleep, args=(60,)).start()\nsys.exit(0)",
    anything,
  ),
  python("no output", "sys.stdout = sys.stderr = None\nprint('unheard')\nreturn 'survived'", survived),
  python(
    "output without an end that is no line",
    "for _ in range(3000): os.write(2, b'x' * 65536)\nreturn 'survived'",
    /survived|timed out/,
  ),
  python(
    "lines that are no text",
    "os.write(1, bytes(range(256)))\nos.write(2, bytes(range(255, 0, -1)))\nprint('\\x00\\x1b[2J')\nreturn 'survived'",
    survived,
  ),
  python(
    "a dump again and again",
    "import faulthandler\nfaulthandler.dump_traceback_later(0.001, repeat=True)\ntime.sleep(1)\nreturn 'survived'",
    anything,
  ),
  python(
    "a response nested without an end",
    "a = []\nfor _ in range(100000): a = [a]\nreturn a",
    /Recursion|Marshal/,
  ),
  python("a response that holds itself", "a = []\na.append(a)\nreturn a", /errorType/),
  python("half a character", "return '\\ud800'", anything),
  python("numbers that are none", "return [float('nan'), float('inf'), 10 ** 5000]", anything),
  python(
    "the built-ins left out",
    "import builtins, json\nbuiltins.open = builtins.print = builtins.len = json.dumps = json.loads = None\nreturn 'survived'",
    anything,
  ),
  python(
    "a trace of all that runs",
    "import threading\nsys.settrace(lambda *a: time.sleep(60))\nthreading.setprofile(lambda *a: time.sleep(60))\nreturn 'survived'",
    anything,
  ),
  python(
    "a signal each millisecond",
    "import signal\nsignal.signal(signal.SIGALRM, lambda *a: 1 / 0)\nsignal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)\nreturn 'survived'",
    anything,
  ),
];
