// Objects put and got over HTTP, beside a bare node:http server that writes files: what buckets, digests and the catalogue add. What the
// client itself takes is in both figures.

import { Agent, request } from "node:http";
import { type BenchRow, inTurns, type Pace, rowOf } from "./bench-row.ts";
import { withServer } from "./server-process.ts";

const connections = 16;
const body = Buffer.alloc(64 * 1024, "object");
const methods = { "PutObject of 64 KiB": "PUT", "GetObject of 64 KiB": "GET" } as const;

export async function objectBenches(pace: Pace): Promise<BenchRow[]> {
  return withServer("objects-millrace.ts", (port) =>
    withServer("objects-bare.ts", async (barePort) => {
      const rows: BenchRow[] = [];
      for (const [name, method] of Object.entries(methods)) {
        const milliseconds = pace.millisecondsPerRound * 2;
        const sides = [port, barePort].map((each) => () => requestsPerSecond(each, method, milliseconds));
        const [millrace = [], peer = []] = await inTurns(sides, pace.rounds);
        const peerName = "bare node:http that writes files";
        rows.push(rowOf({ name, millrace, peer, peerName, unit: "requests/s" }));
      }
      return rows;
    }),
  );
}

async function requestsPerSecond(port: number, method: string, milliseconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const startedAt = performance.now();
  let answers = 0;
  const keepAsking = async (_: unknown, connection: number) => {
    do {
      await ask({ agent, port, method, path: `/bucket/key-${connection}` });
      answers += 1;
    } while (performance.now() < startedAt + milliseconds);
  };
  await Promise.all(Array.from({ length: connections }).map(keepAsking));
  agent.destroy();
  return (answers * 1000) / (performance.now() - startedAt);
}

interface Asked {
  readonly agent: Agent;
  readonly port: number;
  readonly method: string;
  readonly path: string;
}

function ask({ method, ...options }: Asked): Promise<void> {
  const sent = method === "PUT" ? body : undefined;
  const headers = sent === undefined ? {} : { "content-length": sent.length };
  return new Promise((resolve, reject) => {
    const sending = request({ ...options, host: "127.0.0.1", method, headers }, (response) => {
      response.resume();
      response.on("end", () =>
        response.statusCode === 200
          ? resolve()
          : reject(new Error(`${method} answered ${response.statusCode}`)),
      );
    });
    sending.on("error", reject);
    sending.end(sent);
  });
}
