// Handlers that find the runtime's own files and speak on them, or take them away: frames of their own, of another invocation, cut off,
// without an end, and none.

import {
  anything,
  exited,
  type HostileHandler,
  node,
  python,
  survived,
  timedOut,
} from "./hostile-handler.ts";

/** `frame` makes one, `end` the header that ends an invocation, `say` writes what it is given. */
const words = `const fs = await import('node:fs');
const frame = (head, body = '') => { const h = Buffer.from(head); const b = Buffer.from(body); const f = Buffer.alloc(8); f.writeUInt32LE(4 + h.length + b.length, 0); f.writeUInt32LE(h.length, 4); return Buffer.concat([f, h, b]); };
const end = (invocation, { flags = 0, durationMs = 1, rss = 1, logged = 0 } = {}) => { const h = Buffer.alloc(30); h.write('e'); h[1] = flags; h.writeUInt32LE(invocation, 2); h.writeDoubleLE(durationMs, 6); h.writeDoubleLE(rss, 14); h.writeDoubleLE(logged, 22); return h; };
const say = (...frames) => { const b = Buffer.concat(frames); for (let at = 0; at < b.length; ) at += fs.writeSync(3, b, at); };
const json = (value) => JSON.stringify(value);
globalThis.calls = (globalThis.calls ?? 0) + 1;
`;
const wait = "\nawait new Promise((r) => setTimeout(r, 60000));";
const forger = (name: string, source: string, ends: RegExp) => node(name, `${words}${source}`, ends);
/** It says so, and waits for what comes of it. */
const teller = (name: string, source: string, ends: RegExp) => forger(name, `${source}${wait}`, ends);

const pythonWords = `import os, struct, time, socket, threading
def frame(head, body=b''): return struct.pack('<II', 4 + len(head) + len(body), len(head)) + head + body
def end(invocation, logged=0.0): return struct.pack('<cBIddd', b'e', 0, invocation, 1.0, 1.0, logged)
`;
const pythonForger = (name: string, source: string, ends: RegExp) =>
  python(name, `${pythonWords}${source}`, ends);

/** Ends the invocation with a word of the handler's own; what follows it is not the next one's answer. */
const forged = /forged|Runtime\.ExitError/;

export const forgers: readonly HostileHandler[] = [
  teller("an end of its own", "say(frame(end(calls), '\"forged\"'));", /forged|Task timed out/),
  teller(
    "an end of its own, and another",
    "say(frame(end(calls), '\"forged\"'), frame(end(calls), '\"again\"'));",
    forged,
  ),
  forger(
    "an end of its own, and that of the runtime",
    "say(frame(end(calls), '\"forged\"')); return 'late';",
    forged,
  ),
  teller(
    "an end that is JSON",
    "say(frame(json({ type: 'end', failed: false, fatal: false, invocation: calls, durationMs: 1, rssBytes: 1, logged: 0 }), '\"forged\"'));",
    /forged|Task timed out/,
  ),
  teller("an end of the invocation before", "say(frame(end(calls - 1), '\"old\"'));", exited),
  teller("an end of the invocation to come", "say(frame(end(calls + 1), '\"new\"'));", exited),
  teller("an end of invocation 4,294,967,295", "say(frame(end(4294967295), '\"new\"'));", exited),
  teller(
    "an end that lasts for ever",
    "say(frame(end(calls, { durationMs: Infinity }), '\"forged\"'));",
    exited,
  ),
  teller(
    "an end that is no time at all",
    "say(frame(end(calls, { durationMs: NaN }), '\"forged\"'));",
    exited,
  ),
  teller("an end before it began", "say(frame(end(calls, { durationMs: -1 }), '\"forged\"'));", exited),
  teller(
    "an end with more memory than there is",
    "say(frame(end(calls, { rss: 1e300 }), '\"forged\"'));",
    exited,
  ),
  teller(
    "an end after output that never comes",
    "say(frame(end(calls, { logged: 1e15 }), '\"forged\"'));",
    timedOut,
  ),
  teller(
    "an end with every flag",
    'say(frame(end(calls, { flags: 255 }), \'{"errorType":"Forged"}\'));',
    /Forged/,
  ),
  teller("an end that is cut off", "say(frame(end(calls).subarray(0, 20), '\"forged\"'));", exited),
  teller(
    "an end with a tail",
    "say(frame(Buffer.concat([end(calls), Buffer.alloc(5)]), '\"forged\"'));",
    exited,
  ),
  teller("an end whose body is no JSON", "say(frame(end(calls), Buffer.from([255, 254, 0, 1])));", anything),
  teller(
    "an end of 6 MB and one byte",
    "say(frame(end(calls), Buffer.alloc(6291557, 0x20)));",
    /ResponseSizeTooLarge|Task timed out/,
  ),
  teller("an end of 20 MB", "say(frame(end(calls), Buffer.alloc(20000000, 0x20)));", exited),
  teller("half a frame", "say(frame(end(calls), '\"forged\"').subarray(0, 12));", timedOut),
  forger(
    "half a frame, and then the runtime's",
    "say(frame(end(calls), Buffer.alloc(5000000)).subarray(0, 12)); return 'swallowed';",
    timedOut,
  ),
  forger(
    "half a prefix, and then the runtime's",
    "say(Buffer.from([9])); return 'swallowed';",
    /Task timed out|Runtime\.ExitError/,
  ),
  teller(
    "a frame byte by byte",
    "for (const byte of frame(end(calls), '\"forged\"')) say(Buffer.from([byte]));",
    /forged|Task timed out/,
  ),
  teller(
    "a header longer than its frame",
    "const f = frame(end(calls)); f.writeUInt32LE(4096, 4); say(f);",
    exited,
  ),
  teller("a frame of no length", "say(Buffer.alloc(8));", exited),
  teller("a frame of three bytes", "const f = Buffer.alloc(8); f.writeUInt32LE(3, 0); say(f);", exited),
  forger(
    "a leave of its own, and an exit",
    "say(frame(json({ type: 'left', given: calls - 1 }))); process.exit(3);",
    exited,
  ),
  teller("a leave within its invocation", "say(frame(json({ type: 'left', given: calls })));", exited),
  teller("a leave of no number", "say(frame(json({ type: 'left', given: '0' })));", exited),
  teller("an invocation of its own", "say(frame('i' + 'x\\n1\\narn\\n\\ntrace', '{}'));", exited),
  teller("ready once more", "say(frame(json({ type: 'ready' })), frame(json({ type: 'ready' })));", exited),
  teller(
    "an error of its Init phase, too late",
    "say(frame(json({ type: 'initError', errorType: 'Forged' }), 'no JSON'));",
    exited,
  ),
  teller(
    "members that are a prototype's",
    'say(frame(\'{"__proto__":{"type":"end"},"type":"constructor"}\'));',
    exited,
  ),
  teller("a header nested without an end", "say(frame('['.repeat(3000000)));", exited),
  teller("pieces of no response", "say(frame(json({ type: 'chunk' }), 'x')); ", /Task timed out/),
  teller(
    "a content type with a line break",
    "say(frame(json({ type: 'stream', contentType: 'text/plain\\r\\nset-cookie: a=b' })));",
    exited,
  ),
  teller(
    "a content type of a megabyte",
    "say(frame(json({ type: 'stream', contentType: 'x'.repeat(1000000) })));",
    exited,
  ),
  forger(
    "a response that began otherwise, and goes on",
    "say(frame(json({ type: 'stream', contentType: 'text/plain' })), frame(json({ type: 'chunk' }), 'forged')); return 'survived';",
    /forged|survived/,
  ),
  teller(
    "pieces after the end",
    "say(frame(end(calls), '\"forged\"'), frame(json({ type: 'chunk' }), 'x'));",
    forged,
  ),
  teller(
    "a begin after the end",
    "say(frame(end(calls), '\"forged\"'), frame(json({ type: 'stream', contentType: 'a/b' })));",
    forged,
  ),
  forger(
    "pieces without an end",
    "say(frame(json({ type: 'stream', contentType: 'a/b' }))); for (;;) say(frame(json({ type: 'chunk' }), 'x'.repeat(60000)));",
    timedOut,
  ),
  forger(
    "empty pieces without an end",
    "say(frame(json({ type: 'stream', contentType: 'a/b' }))); const many = Buffer.concat(Array(4000).fill(frame(json({ type: 'chunk' })))); for (;;) say(many);",
    timedOut,
  ),
  forger(
    "ends without an end",
    "const many = Buffer.concat(Array(4000).fill(frame(end(calls), '\"forged\"'))); for (;;) say(many);",
    forged,
  ),
  forger("the runtime's socket closed", "fs.closeSync(3); return 'unheard';", exited),
  teller("the runtime's socket closed, and a wait", "fs.closeSync(3);", timedOut),
  forger(
    "zeros in the place of the runtime's socket",
    "fs.closeSync(3); const fd = fs.openSync('/dev/zero', 'r+'); return 'unheard ' + fd;",
    exited,
  ),
  forger(
    "nothing in the place of the runtime's socket",
    "fs.closeSync(3); const fd = fs.openSync('/dev/null', 'r+'); return 'unheard ' + fd;",
    exited,
  ),
  forger(
    "a file in the place of the runtime's socket",
    "const os = await import('node:os'); fs.closeSync(3); const fd = fs.openSync(os.tmpdir() + '/frames', 'w+'); return 'unheard ' + fd;",
    exited,
  ),
  teller("the next invocation read by the handler", "fs.readSync(3, Buffer.alloc(1000));", timedOut),
  forger(
    "the runtime's socket in a child's hands",
    "const { spawn } = await import('node:child_process'); spawn('sh', ['-c', 'while :; do printf rubbish >&3; done'], { stdio: ['ignore', 'ignore', 'ignore', 3], detached: true }).unref(); await new Promise((r) => setTimeout(r, 60000));",
    exited,
  ),
  forger(
    "the runtime's log closed",
    "fs.closeSync(4); console.log('unheard'); return 'survived';",
    /survived|EBADF/,
  ),
  forger(
    "half a record on the runtime's log",
    "fs.writeSync(4, Buffer.from([255, 0, 0])); console.log('x'); return 'survived';",
    /survived|Task timed out|Runtime\.ExitError/,
  ),
  forger(
    "a line of the year 250000",
    "const r = Buffer.alloc(14); r.writeUInt32LE(1, 0); r.writeDoubleLE(8.9e15, 5); r.write('x', 13); fs.writeSync(4, r); return 'survived';",
    survived,
  ),
  forger(
    "an exception once it has answered",
    "setTimeout(() => { throw new Error('late'); }, 0); return 'survived';",
    /survived|late|Runtime\.ExitError/,
  ),
  pythonForger(
    "an end of its own, and another (Python)",
    "os.write(3, frame(end(1), b'\"forged\"') + frame(end(1), b'\"again\"'))\ntime.sleep(60)",
    forged,
  ),
  pythonForger(
    "an end of its own, and that of the runtime (Python)",
    "os.write(3, frame(end(1), b'\"forged\"'))\nreturn 'late'",
    forged,
  ),
  pythonForger(
    "an end of the invocation before (Python)",
    "os.write(3, frame(end(0), b'\"old\"'))\ntime.sleep(60)",
    exited,
  ),
  pythonForger("an end that is cut off (Python)", "os.write(3, frame(end(1)[:20]))\ntime.sleep(60)", exited),
  pythonForger(
    "half a frame (Python)",
    "os.write(3, struct.pack('<II', 5000000, 30))\nreturn 'swallowed'",
    timedOut,
  ),
  pythonForger(
    "frames without an end (Python)",
    "many = frame(end(1), b'\"forged\"') * 4000\nwhile True: os.write(3, many)",
    forged,
  ),
  pythonForger(
    "ready once more (Python)",
    'os.write(3, frame(b\'{"type":"ready"}\'))\ntime.sleep(60)',
    exited,
  ),
  pythonForger("the runtime's socket closed (Python)", "os.close(3)\nreturn 'unheard'", exited),
  pythonForger(
    "the runtime's socket shut for writing (Python)",
    "socket.socket(fileno=os.dup(3)).shutdown(socket.SHUT_WR)\nreturn 'unheard'",
    exited,
  ),
  pythonForger(
    "the runtime's socket shut for reading (Python)",
    "socket.socket(fileno=os.dup(3)).shutdown(socket.SHUT_RD)\nreturn 'survived'",
    /survived|Runtime\.ExitError/,
  ),
  pythonForger(
    "the next invocation read by a thread (Python)",
    "threading.Thread(target=lambda: os.read(3, 100000), daemon=True).start()\nreturn 'survived'",
    /survived|Task timed out/,
  ),
  pythonForger(
    "a record of 4 GB on the runtime's log (Python)",
    "os.write(4, b'\\xff' * 100)\ntime.sleep(60)",
    exited,
  ),
];
