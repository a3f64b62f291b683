// Moves pages from the write-ahead log into the file when asked to: that waits for the disk, and the region must not.

import { parentPort, workerData } from "node:worker_threads";
import { connectTableFile } from "./table-file.ts";

export interface CheckpointAnswer {
  /** Pages in the log. */
  readonly logged: number;
}

const { path } = workerData as { readonly path: string };
const database = connectTableFile(path);

parentPort?.on("message", (request: "checkpoint" | "close") => {
  if (request === "close") {
    database.close();
    parentPort?.close();
    return;
  }
  parentPort?.postMessage({ logged: checkpoint() } satisfies CheckpointAnswer);
});

function checkpoint(): number {
  try {
    return Number(database.prepare("PRAGMA wal_checkpoint(PASSIVE)").get()?.log ?? 0);
  } catch {
    // The disk is full, say. The log holds all that there is, and the next checkpoint tries again.
    return 0;
  }
}
