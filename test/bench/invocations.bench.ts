// What an invocation costs, side by side with the least that its way could cost: a message to a bare worker thread and back, and one to
// a bare child process over Node.js's own channel; and a cold start beside that of a bare `node`.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { localIdentity } from "../../src/aws/arn.ts";
import { FunctionHost } from "../../src/services/lambda/function-host.ts";
import { systemClock } from "../../src/time/clock.ts";
import { type BenchRow, compare, type Pace } from "./bench-row.ts";

const codeRoot = fileURLToPath(new URL("../fixtures/functions/", import.meta.url));
const echoing = "JSON.stringify(JSON.parse(text))";

const payloads: Readonly<Record<string, string>> = {
  "an empty event": "{}",
  "1 KB": eventOf(1000),
  "200 KB": eventOf(200_000),
};

export async function invocationBenches(pace: Pace): Promise<BenchRow[]> {
  const host = new FunctionHost({
    ...{ clock: systemClock, identity: localIdentity },
    logs: { append: () => undefined },
    metrics: { series: () => ({ record: () => undefined }) },
  });
  const worker = bareWorker();
  const child = bareChild();
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
        },
      };
      rows.push(...(await compare(comparison, pace)));
    }
    rows.push(...(await coldStart(host, pace)));
  } finally {
    worker.end();
    child.end();
    await host.close();
  }
  return rows;
}

function coldStart(host: FunctionHost, pace: Pace): Promise<BenchRow[]> {
  let made = 0;
  const comparison = {
    name: "a cold start",
    unit: "starts/s",
    async millrace() {
      const functionName = `cold-${made++}`;
      host.create({ functionName, codeRoot, handler: "echo.handler" });
      await host.invoke({ functionName });
      await host.remove(functionName);
    },
    peers: {
      "bare node -e ''": () => once(spawn(process.execPath, ["-e", ""], { stdio: "ignore" }), "exit"),
    },
  };
  return compare(comparison, pace);
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

function eventOf(bytes: number): string {
  const records = Array.from({ length: Math.ceil(bytes / 100) }, (_, at) => ({
    stationId: `station-${at}`,
    observedAt: "2026-11-26T20:00:00Z",
    temperature: 21.5 + at,
  }));
  return JSON.stringify({ records });
}
