// Invocations over HTTP, beside AWS's own Runtime Interface Emulator where that is on the machine (`aws-lambda-rie` in PATH).

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { strToU8, zipSync } from "fflate";
import { type BenchRow, compare, type Pace } from "./bench-row.ts";
import { withServer } from "./server-process.ts";

const emulator = "aws-lambda-rie";
const functions = "/2015-03-31/functions";

/** No rows where the emulator is not. */
export async function invocationsOverHttp(
  payloads: Readonly<Record<string, string>>,
  pace: Pace,
): Promise<BenchRow[]> {
  if (spawnSync("which", [emulator]).status !== 0) return [];
  return withServer("invocations-millrace.ts", async (port) => {
    await createEcho(port);
    const emulated = await startEmulator();
    try {
      const rows: BenchRow[] = [];
      for (const [size, payload] of Object.entries(payloads)) {
        const comparison = {
          name: `an invocation over HTTP with ${size}`,
          unit: "invocations/s",
          millrace: () => post(port, `${functions}/echo/invocations`, payload),
          peers: {
            "AWS's Runtime Interface Emulator": () =>
              post(emulated.port, `${functions}/function/invocations`, payload),
          },
        };
        rows.push(...(await compare(comparison, pace)));
      }
      return rows;
    } finally {
      await emulated.end();
    }
  });
}

async function createEcho(port: number): Promise<void> {
  const text = "export const handler = async (event) => event;\n";
  const ZipFile = Buffer.from(zipSync({ "index.mjs": strToU8(text) })).toString("base64");
  const Role = "arn:aws:iam::000000000000:role/r";
  const given = {
    FunctionName: "echo",
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Role,
    Code: { ZipFile },
  };
  await post(port, functions, JSON.stringify({ ...given, MemorySize: 512, Timeout: 60 }));
}

async function startEmulator(): Promise<{ readonly port: number; end(): Promise<void> }> {
  const [port, apiPort] = [await freePort(), await freePort()];
  const addresses = ["--runtime-interface-emulator-address", `127.0.0.1:${port}`];
  const api = ["--runtime-api-address", `127.0.0.1:${apiPort}`];
  const runtime = fileURLToPath(new URL("rie-runtime.ts", import.meta.url));
  const args = [...addresses, ...api, "--log-level", "error", process.execPath, runtime, "echo"];
  const child = spawn(emulator, args, { stdio: "ignore" });
  while (!(await answers(port))) if (child.exitCode !== null) throw new Error(`${emulator} has ended`);
  return {
    port,
    async end() {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

async function answers(port: number): Promise<boolean> {
  try {
    await post(port, `${functions}/function/invocations`, "{}");
    return true;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function post(port: number, path: string, body: string): Promise<string> {
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method: "POST", agent, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(pieces).toString();
        if ((response.statusCode ?? 500) < 300) resolve(text);
        else reject(new Error(`${path} answered ${response.statusCode}: ${text}`));
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
