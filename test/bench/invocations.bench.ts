// What an invocation costs, side by side with the least that its way could cost: a message to a bare worker thread and back, one to a bare
// child process over Node.js's own channel, and the same bytes through a bare socket pair. Over HTTP it stands beside AWS's own emulator,
// where that is on the machine.

import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Duplex } from "node:stream";
import { Worker } from "node:worker_threads";
import { type BenchRow, compare, type Pace } from "./bench-row.ts";
import { codeRoot, openHost } from "./echo-host.ts";
import { invocationsOverHttp } from "./invocations-over-http.ts";

const echoing = "JSON.stringify(JSON.parse(text))";

const payloads: Readonly<Record<string, string>> = {
  "an empty event": "{}",
  "1 KB": eventOf(1000),
  "200 KB": eventOf(200_000),
};

export async function invocationBenches(pace: Pace): Promise<BenchRow[]> {
  const host = openHost();
  const worker = bareWorker();
  const child = bareChild();
  const crossing = bareCrossing();
  const rows: BenchRow[] = [];
  try {
    host.create({
      functionName: "echo",
      codeRoot,
      handler: "echo.handler",
      memorySizeMb: 512,
      timeoutSeconds: 60,
    });
    for (const [size, payload] of Object.entries(payloads)) {
      const comparison = {
        name: `an invocation with ${size}, and back`,
        unit: "invocations/s",
        millrace: () => host.invoke({ functionName: "echo", payload }),
        peers: {
          "bare worker thread": () => worker.ask(payload),
          "bare child process": () => child.ask(payload),
          "bare crossing of a socket pair, nothing parsed": () => crossing.ask(payload),
        },
      };
      rows.push(...(await compare(comparison, pace)));
    }
    rows.push(...(await invocationsOverHttp(payloads, pace)));
  } finally {
    worker.end();
    child.end();
    crossing.end();
    await host.close();
  }
  return rows;
}

interface Peer {
  ask(text: string): Promise<unknown>;
  end(): void;
}

function bareWorker(): Peer {
  const code = `const { parentPort } = require("node:worker_threads");
parentPort.on("message", (text) => parentPort.postMessage(${echoing}));`;
  const worker = new Worker(code, { eval: true });
  return {
    ask(text) {
      worker.postMessage(text);
      return once(worker, "message");
    },
    end: () => void worker.terminate(),
  };
}

function bareChild(): Peer {
  const code = `process.on("message", (text) => process.send(${echoing}));`;
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  return {
    ask(text) {
      child.send(text);
      return once(child, "message");
    },
    end: () => void child.kill(),
  };
}

/** What no way to another process and back can do without: the bytes there, the bytes back, and two processes that wait for them. */
function bareCrossing(): Peer {
  const code = `const { readSync, writeSync } = require("node:fs");
const bytes = Buffer.alloc(1 << 20);
for (;;) {
  let held = 0;
  while (held < 4 || held < bytes.readUInt32LE(0)) held += readSync(3, bytes, held, bytes.length - held, null) || process.exit();
  for (let at = 0; at < held; ) at += writeSync(3, bytes, at, held - at);
}`;
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "ignore", "inherit", "pipe"] });
  const channel = child.stdio[3] as Duplex;
  let left = 0;
  let answered = () => {};
  channel.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left === 0) answered();
  });
  return {
    ask(text) {
      const frame = Buffer.allocUnsafe(4 + Buffer.byteLength(text));
      frame.writeUInt32LE(frame.length, 0);
      frame.write(text, 4);
      left = frame.length;
      return new Promise<void>((resolve) => {
        answered = resolve;
        channel.write(frame);
      });
    },
    end: () => void child.kill(),
  };
}

function eventOf(bytes: number): string {
  const records = Array.from({ length: Math.ceil(bytes / 100) }, (_, at) => ({
    stationId: `station-${at}`,
    observedAt: "2026-11-26T20:00:00Z",
    temperature: 21.5 + at,
  }));
  return JSON.stringify({ records });
}
