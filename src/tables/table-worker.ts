// Runs dynalite in a thread of its own, so that its work does not hold up the engine. It says where it listens, and closes
// its database when told to.

import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { isJsonObject } from "../aws/json.ts";

export type TableWorkerMessage = { readonly port: number } | { readonly closed: true };

interface DynaliteOptions {
  readonly path?: string;
  readonly createTableMs: number;
  readonly deleteTableMs: number;
  readonly updateTableMs: number;
}

// dynalite is CommonJS and has no types.
const dynalite = createRequire(import.meta.url)("dynalite") as (options: DynaliteOptions) => Server;
const { path } = workerData as { readonly path: string | undefined };

const server = dynalite({
  createTableMs: 0,
  deleteTableMs: 0,
  updateTableMs: 0,
  ...(path === undefined ? {} : { path }),
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  parentPort?.postMessage({ port } satisfies TableWorkerMessage);
});

parentPort?.on("message", (message: unknown) => {
  if (!isJsonObject(message) || message.close !== true) return;
  server.closeAllConnections();
  server.close(() => {
    parentPort?.postMessage({ closed: true } satisfies TableWorkerMessage);
    parentPort?.close();
  });
});
