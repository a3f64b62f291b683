// What is done to functions by their API: settings and aliases that change while they run, responses that never end,
// more than they may have, and kills.

import { request as httpRequest } from "node:http";
import { confinement } from "../../../src/services/lambda/sandbox/confinement.ts";
import type { Attack, AttackClass } from "../attack.ts";
import type { Answer, Target } from "../target.ts";
import {
  attack,
  create,
  freshName,
  functions,
  invoke,
  type Made,
  must,
  packed,
  send,
  settle,
  text,
  unless,
  well,
} from "./function-calls.ts";
import { deliveryAttacks } from "./function-deliveries.ts";
import { confinedAttacks, environmentAttacks } from "./function-environments.ts";
import { confinedExtensions, extensionAttacks } from "./function-extensions.ts";
import { languageAttacks } from "./function-languages.ts";
import { layerAttacks } from "./function-layers.ts";
import { packageAttacks } from "./function-packages.ts";
import { urlAttacks } from "./function-urls.ts";

/** A function of this source, asked once. */
const asked = (name: string, source: string, check: (answer: Answer) => boolean, made: Made = {}) =>
  attack(name, async (target) => {
    const function_ = freshName("asked");
    must(await create(target, function_, source, made), "CreateFunction");
    const answer = await invoke(target, function_);
    return unless(check(answer), answer);
  });

const settings: readonly Attack[] = [
  ...[
    ["an environment beyond 4 KB", { A: "x".repeat(5000) }],
    ["an environment of a prototype's names", JSON.parse('{"__proto__":"x","constructor":"y"}')],
    ["an environment with a zero", { AB: "a\0b" }],
    ["an environment with a zero in a name", { "A\0B": "ab" }],
    ["an environment of a lone surrogate", { AB: "\ud800" }],
  ].map(([name, Variables]) =>
    attack(String(name), async (target) => {
      const function_ = freshName("set");
      const created = await create(target, function_, well, { more: { Environment: { Variables } } });
      if (created.status === 400) return undefined;
      must(created, "CreateFunction");
      const answer = await invoke(target, function_);
      return unless(answer.status === 200, answer);
    }),
  ),
  asked("a handler with a zero", well, ({ status }) => status === 200, {
    more: { Handler: "index.hand\0ler" },
  }),
  asked("a variable that breaks Node.js", well, ({ status }) => status === 200, {
    more: { Environment: { Variables: { NODE_OPTIONS: "--no-such-option" } } },
  }),
  asked(
    "an answer of 6 MB and a byte",
    "export const handler = async () => 'x'.repeat(6291556);",
    ({ body }) => body.includes("Function.ResponseSizeTooLarge"),
  ),
  asked(
    "the largest answer",
    "export const handler = async () => 'x'.repeat(6291554);",
    ({ body }) => body.length === 6_291_556,
  ),
  attack("a request of 6 MB and a byte", async (target) => {
    const name = freshName("large");
    must(await create(target, name, well), "CreateFunction");
    const answer = await invoke(target, name, JSON.stringify("x".repeat(6_291_455)));
    return unless(answer.status === 413, answer);
  }),
  attack("a request nested without an end", async (target) => {
    const name = freshName("nested");
    must(await create(target, name, well), "CreateFunction");
    const answer = await invoke(target, name, "[".repeat(2_000_000));
    return unless(answer.status === 400, answer);
  }),
];

/** What comes of a response that is streamed, read for so long. */
function stream(target: Target, name: string, mostMs = 20_000): Promise<{ bytes: number; end: string }> {
  return new Promise((resolve, reject) => {
    const path = `/2021-11-15/functions/${name}/response-streaming-invocations`;
    const asking = httpRequest({ host: "127.0.0.1", port: target.port, method: "POST", path });
    let bytes = 0;
    let tail = "";
    const done = () => resolve({ bytes, end: tail });
    asking.on("response", (response) => {
      const timer = setTimeout(() => response.destroy(), mostMs);
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        tail = (tail + chunk.toString("latin1")).slice(-4000);
      });
      response.on("error", () => undefined);
      response.on("close", () => {
        clearTimeout(timer);
        done();
      });
    });
    asking.on("error", reject);
    asking.end("{}");
  });
}

const streaming = (body: string) =>
  `export const handler = awslambda.streamifyResponse(async (event, stream) => { ${body} });`;

const streamed = (name: string, body: string, ends: RegExp, mostMs?: number) =>
  attack(name, async (target) => {
    const function_ = freshName("streaming");
    must(await create(target, function_, streaming(body)), "CreateFunction");
    const { bytes, end } = await stream(target, function_, mostMs);
    if (!ends.test(end)) return `ended otherwise after ${bytes} bytes: ${end.slice(-300)}`;
    // Nobody of those who went away holds its environment.
    const changed = await send(target, "PUT", `${functions}/${function_}/code`, {
      ZipFile: packed({ "index.mjs": text(well) }),
    });
    must(changed, "UpdateFunctionCode");
    const answer = await invoke(target, function_);
    return unless(answer.body === '"well"', answer);
  });

const streams: readonly Attack[] = [
  streamed(
    "a stream that never ends",
    "stream.write('x'); await new Promise(() => setInterval(() => {}, 1000));",
    /Task timed out/,
  ),
  streamed(
    "a stream that never ends, and a client that goes away",
    "stream.write('x'); await new Promise(() => setInterval(() => {}, 1000));",
    /x/,
    200,
  ),
  streamed(
    "a flood that nobody stops",
    "const b = Buffer.alloc(65536, 'x'); for (;;) if (!stream.write(b)) await new Promise((r) => stream.once('drain', r));",
    /Task timed out|exceeded/i,
  ),
  streamed(
    "a flood without a pause",
    "const b = Buffer.alloc(65536, 'x'); for (;;) stream.write(b);",
    /Task timed out|OutOfMemory|ExitError/,
  ),
  streamed(
    "a flood, and a client that goes away",
    "const b = Buffer.alloc(65536, 'x'); for (;;) if (!stream.write(b)) await new Promise((r) => stream.once('drain', r));",
    /x/,
    100,
  ),
  streamed(
    "a stream of 201 MB",
    "const b = Buffer.alloc(3e6, 'x'); for (let i = 0; i < 70; i++) if (!stream.write(b)) await new Promise((r) => stream.once('drain', r)); stream.end();",
    /209715200 bytes|Task timed out/,
  ),
  streamed("a stream that is cut", "stream.write('x'); process.exit(1);", /ExitError/),
  streamed("a stream that breaks", "stream.write('x'); throw new Error('broken');", /broken/),
  streamed("a stream that ends twice", "stream.end('x'); stream.end('y');", /InvokeComplete/),
  streamed("a stream that is destroyed", "stream.write('x'); stream.destroy(); ", /^/),
  streamed(
    "a stream of the machine's zeros",
    "const fs = await import('node:fs'); fs.createReadStream('/dev/zero').pipe(stream); await new Promise(() => setInterval(() => {}, 1000));",
    /Task timed out|exceeded/i,
  ),
  streamed(
    "a content type with a line break in a stream",
    "stream.setContentType('text/plain\\r\\nset-cookie: a=b'); stream.end('x');",
    /^/,
  ),
  streamed(
    "a content type of a megabyte in a stream",
    "stream.setContentType('x'.repeat(1e6)); stream.end('x');",
    /^/,
  ),
  streamed(
    "a content type that is none",
    "stream.setContentType({ toString() { throw new Error('no'); } }); stream.end('x');",
    /^/,
  ),
  streamed(
    "pieces that are none",
    "for (const piece of [1, {}, [], undefined, Symbol('x')]) try { stream.write(piece); } catch {} stream.end();",
    /^/,
  ),
  streamed("a piece after the end", "stream.end('x'); stream.on('error', () => {}); stream.write('y');", /^/),
  streamed(
    "metadata that is none",
    "const { HttpResponseStream } = awslambda; HttpResponseStream.from(stream, { statusCode: 1e9, headers: { 'a\\r\\nb': 'c' } }).end('x');",
    /^/,
  ),
  streamed(
    "pieces of nothing",
    "for (let i = 0; i < 10000; i++) stream.write(''); stream.end();",
    /InvokeComplete/,
  ),
];

/** While `change` is made again and again, every invocation has an answer that fits. */
const whileChanging = (
  name: string,
  change: (target: Target, function_: string, at: number) => Promise<Answer>,
  fits: (answer: Answer) => boolean,
  qualifier = "",
) =>
  attack(name, async (target) => {
    const function_ = freshName("changing");
    const versioned = "export const handler = async (event, context) => context.functionVersion;";
    must(await create(target, function_, versioned), "CreateFunction");
    for (const memory of [128, 192]) {
      const set = { MemorySize: memory };
      must(await send(target, "PUT", `${functions}/${function_}/configuration`, set), "UpdateFunction");
      await settle(target, function_);
      must(await send(target, "POST", `${functions}/${function_}/versions`, {}), "PublishVersion");
    }
    const alias = { Name: "live", FunctionVersion: "1" };
    must(await send(target, "POST", `${functions}/${function_}/aliases`, alias), "CreateAlias");
    let isOver = false;
    let problem: string | undefined;
    const asking = async () => {
      while (!isOver && problem === undefined) {
        const answer = await invoke(target, `${function_}${qualifier}`);
        if (!fits(answer)) problem = unless(false, answer);
      }
    };
    const lanes = [asking(), asking(), asking()];
    for (let at = 0; at < 20 && problem === undefined; at++) {
      const changed = await change(target, function_, at);
      if (changed.status >= 500) problem = unless(false, changed);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    isOver = true;
    await Promise.all(lanes);
    return problem;
  });

const changes: readonly Attack[] = [
  whileChanging(
    "an alias whose weights change",
    (target, name, at) =>
      send(target, "PUT", `${functions}/${name}/aliases/live`, {
        FunctionVersion: at % 2 === 0 ? "1" : "2",
        RoutingConfig: { AdditionalVersionWeights: { [at % 2 === 0 ? "2" : "1"]: 0.5 } },
      }),
    ({ body }) => body === '"1"' || body === '"2"',
    ":live",
  ),
  whileChanging(
    "settings that change",
    (target, name, at) => send(target, "PUT", `${functions}/${name}/configuration`, { MemorySize: 128 + at }),
    ({ body }) => body === '"$LATEST"',
  ),
  whileChanging(
    "code that is replaced",
    (target, name, at) =>
      send(target, "PUT", `${functions}/${name}/code`, {
        ZipFile: packed({ "index.mjs": text(`export const handler = async () => ${at};`) }),
      }),
    ({ body }) => /^(?:\d+|"\$LATEST")$/.test(body),
  ),
  whileChanging(
    "a function that is deleted and made again",
    async (target, name, at) =>
      at % 2 === 0 ? send(target, "DELETE", `${functions}/${name}`) : create(target, name, well),
    ({ status, body }) => status === 404 || body === '"well"' || body === '"$LATEST"',
  ),
  whileChanging(
    "a concurrency that comes and goes",
    (target, name, at) =>
      at % 2 === 0
        ? send(target, "PUT", `/2017-10-31/functions/${name}/concurrency`, {
            ReservedConcurrentExecutions: at % 4,
          })
        : send(target, "DELETE", `/2017-10-31/functions/${name}/concurrency`),
    ({ status, body }) => status === 429 || body === '"$LATEST"',
  ),
  attack("more at once than are reserved", async (target) => {
    const name = freshName("reserved");
    const slow = "export const handler = () => new Promise((r) => setTimeout(r, 1000, 'well'));";
    must(await create(target, name, slow), "CreateFunction");
    const reserved = { ReservedConcurrentExecutions: 2 };
    must(await send(target, "PUT", `/2017-10-31/functions/${name}/concurrency`, reserved), "Reserve");
    const answers = await Promise.all(Array.from({ length: 12 }, () => invoke(target, name)));
    const [taken, refused] = [200, 429].map((wanted) => answers.filter(({ status }) => status === wanted));
    return taken?.length === 2 && refused?.length === 10
      ? undefined
      : `statuses ${answers.map(({ status }) => status).join(" ")}`;
  }),
];

export const functionAttacks: AttackClass = {
  name: "functions",
  attacks: () => [
    ...[...packageAttacks, ...layerAttacks, ...extensionAttacks, ...environmentAttacks, ...languageAttacks],
    // Elsewhere they would reach what is not theirs, as docs/differences.md says.
    ...(confinement().unshare.length > 0 ? [...confinedAttacks, ...confinedExtensions] : []),
    ...[...settings, ...streams, ...changes, ...deliveryAttacks, ...urlAttacks],
  ],
};
