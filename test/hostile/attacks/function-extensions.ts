// Extensions that mean harm: programs of a layer beside the runtime, which speak the Extensions API, the Telemetry API and the Runtime API.

import type { Attack } from "../attack.ts";
import { type Files, program, text } from "./function-calls.ts";
import { layered } from "./function-layers.ts";

/** `call` asks the API and answers with the response; `id` is the extension's own once it has registered. */
const words = `const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API;
const net = require("node:net");
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const name = process.env.OWN_NAME;
let id = "";
const call = (method, path, body, more = {}) => fetch(api + path, { method, body, headers: { "Lambda-Extension-Name": name, "Lambda-Extension-Identifier": id, ...more } });
const register = async (events = ["INVOKE", "SHUTDOWN"]) => { id = (await call("POST", "/2020-01-01/extension/register", JSON.stringify({ events }))).headers.get("lambda-extension-identifier"); };
const next = () => call("GET", "/2020-01-01/extension/event/next");
const subscribe = (destination, more = {}) => call("PUT", "/2022-07-01/telemetry", JSON.stringify({ schemaVersion: "2022-12-13", types: ["platform", "function", "extension"], destination, ...more }));
const serve = async () => { for (;;) await (await next()).text(); };
const wait = () => new Promise((r) => setTimeout(r, 60000));
`;

/** What stands in the extension, and how invocations beside it may end. */
const extension = (name: string, source: string, ends: RegExp): Attack =>
  layered(`an extension that ${name}`, [{ "extensions/own": nodeProgram(source) }], ends);

function nodeProgram(source: string): Files[string] {
  const quoted = `${words}(async () => {\n${source}\n})();`.replaceAll("'", "'\\''");
  return program(
    `export OWN_NAME="$(basename "$0")"; printf %s '${quoted}' >"$TMPDIR/own-$$.cjs"; exec "${process.execPath}" "$TMPDIR/own-$$.cjs"`,
  );
}

const well = /^"well"$/;
const ended = /Task timed out|exited|Extension/;
const either = new RegExp(`${well.source}|${ended.source}`);

export const extensionAttacks: readonly Attack[] = [
  extension("registers and does no more", "await register(); await wait();", ended),
  extension(
    "registers ten times",
    "for (let at = 0; at < 10; at++) await call('POST', '/2020-01-01/extension/register', '{}', { 'Lambda-Extension-Name': 'n' + at }); await wait();",
    ended,
  ),
  extension(
    "asks on one connection without waiting for answers",
    `await register();
    const one = "GET /2020-01-01/extension/event/next HTTP/1.1\\r\\nhost: x\\r\\nlambda-extension-identifier: " + id + "\\r\\n\\r\\n";
    const socket = net.connect(Number(port), host).on("error", () => {});
    const many = one.repeat(1000);
    for (let at = 0; at < 1000; at++) if (!socket.write(many)) await Promise.race([new Promise((r) => socket.once("drain", r)), new Promise((r) => socket.once("close", r))]);
    await serve();`,
    either,
  ),
  extension(
    "asks for invocations that are the runtime's, without waiting for answers",
    `await register();
    const socket = net.connect(Number(port), host).on("error", () => {});
    const many = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nhost: x\\r\\n\\r\\n".repeat(1000);
    for (let at = 0; at < 1000; at++) if (!socket.write(many)) await Promise.race([new Promise((r) => socket.once("drain", r)), new Promise((r) => socket.once("close", r))]);
    await serve();`,
    either,
  ),
  extension(
    "asks for an event 900 times at once",
    "await register(); for (let at = 0; at < 900; at++) next().catch(() => {}); await serve();",
    either,
  ),
  extension(
    "opens connections and says nothing",
    "await register(); for (let at = 0; at < 900; at++) net.connect(Number(port), host).on('error', () => {}); await serve();",
    either,
  ),
  extension(
    "sends a body without an end",
    `await register();
    const socket = net.connect(Number(port), host).on("error", () => {});
    socket.write("POST /2018-06-01/runtime/init/error HTTP/1.1\\r\\nhost: x\\r\\ntransfer-encoding: chunked\\r\\n\\r\\n");
    const piece = "10000\\r\\n" + "x".repeat(65536) + "\\r\\n";
    const flood = async () => { for (;;) if (!socket.write(piece)) await new Promise((r) => socket.once("drain", r)); };
    flood(); await serve();`,
    either,
  ),
  extension(
    "sends headers without an end",
    `await register();
    const socket = net.connect(Number(port), host).on("error", () => {});
    socket.write("GET / HTTP/1.1\\r\\n");
    const flood = async () => { for (;;) if (!socket.write("x: " + "y".repeat(60000) + "\\r\\n")) await new Promise((r) => socket.once("drain", r)); };
    flood(); await serve();`,
    either,
  ),
  extension(
    "answers for the runtime",
    "await register(); const { requestId } = await (await next()).json(); await call('POST', '/2018-06-01/runtime/invocation/' + requestId + '/response', 'forged'); await serve();",
    well,
  ),
  extension(
    "says that its Init phase failed",
    "await register(); await call('POST', '/2020-01-01/extension/init/error', '{\"errorMessage\":\"no\"}', { 'Lambda-Extension-Function-Error-Type': 'Extension.Own' }); await wait();",
    /no|Extension/,
  ),
  extension(
    "says too late that its Init phase failed",
    "await register(); await next(); await call('POST', '/2020-01-01/extension/init/error', 'no JSON'); await wait();",
    either,
  ),
  extension(
    "says that it exits, a thousand times",
    "await register(); await next(); for (let at = 0; at < 1000; at++) await call('POST', '/2020-01-01/extension/exit/error', '['.repeat(100000)).catch(() => {}); await wait();",
    either,
  ),
  extension(
    "registers with JSON nested without an end",
    "await call('POST', '/2020-01-01/extension/register', '['.repeat(200000)); await register(); await serve();",
    well,
  ),
  extension(
    "has telemetry sent to nobody",
    "await register(); await subscribe({ protocol: 'HTTP', URI: 'http://sandbox.localdomain:1' }, { buffering: { timeoutMs: 25 } }); await serve();",
    well,
  ),
  extension(
    "has telemetry sent to a port that there cannot be",
    "await register(); const { status } = await subscribe({ protocol: 'HTTP', URI: 'http://sandbox.localdomain:99999' }); if (status === 400) await serve(); await wait();",
    well,
  ),
  extension(
    "has telemetry sent to the region",
    "await register(); const at = new URL(process.env.AWS_ENDPOINT_URL).port; await subscribe({ protocol: 'HTTP', URI: 'http://sandbox.localdomain:' + at + '/2015-03-31/functions/' + process.env.AWS_LAMBDA_FUNCTION_NAME + '/invocations' }, { buffering: { timeoutMs: 25 } }); await serve();",
    well,
  ),
  extension(
    "has telemetry sent to the Runtime API",
    "await register(); await subscribe({ protocol: 'HTTP', URI: 'http://sandbox.localdomain:' + port + '/2020-01-01/extension/register' }, { buffering: { timeoutMs: 25 } }); await serve();",
    well,
  ),
  extension(
    "never answers what it is told",
    "await register(); const server = net.createServer(() => {}).listen(0, async () => { await subscribe({ protocol: 'HTTP', URI: 'http://sandbox.localdomain:' + server.address().port }, { buffering: { timeoutMs: 25 } }); await serve(); });",
    either,
  ),
  extension(
    "prints whatever it is told",
    "await register(); const server = require('node:http').createServer((q, s) => { let t = ''; q.on('data', (d) => { t += d; }); q.on('end', () => { console.log(t); console.log(t); s.end(); }); }).listen(0, async () => { await subscribe({ protocol: 'HTTP', URI: 'http://sandbox.localdomain:' + server.address().port }, { buffering: { timeoutMs: 25 } }); await serve(); });",
    either,
  ),
  extension(
    "subscribes ten thousand times",
    "await register(); for (let at = 0; at < 10000; at++) await subscribe({ protocol: 'HTTP', URI: 'http://sandbox.localdomain:' + (1000 + at) + '/' + 'x'.repeat(1000) }); await serve();",
    either,
  ),
  extension(
    "takes all memory",
    "await register(); next(); const kept = []; for (;;) kept.push(Buffer.alloc(1e7, 1));",
    /OutOfMemory|exited|timed out/,
  ),
  layered(
    "ten extensions at once, and one more",
    [
      Object.fromEntries(
        Array.from({ length: 11 }, (_, at) => [
          `extensions/own-${at}`,
          nodeProgram("await register(); await serve();"),
        ]),
      ),
    ],
    either,
  ),
  layered("an extension that is a folder", [{ "extensions/folder/x": text("x") }], either),
  layered("an extension with a name for a shell", [{ "extensions/'; exit 7; '": program("exit 0") }], either),
];

/** Of environments with processes of their own. */
export const confinedExtensions: readonly Attack[] = [
  extension(
    "ends every process that it sees",
    "await register(); try { process.kill(-1, 'SIGKILL'); } catch {} await wait();",
    ended,
  ),
  extension(
    "stops every process that it sees",
    "await register(); next(); await new Promise((r) => setTimeout(r, 300)); try { process.kill(-1, 'SIGSTOP'); } catch {} await wait();",
    either,
  ),
];
