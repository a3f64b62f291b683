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

/** The first pass may take long, and much be written meanwhile; what the last one leaves is little. */
const passes = 3;

function checkpoint(): number {
  try {
    const statement = database.prepare("PRAGMA wal_checkpoint(PASSIVE)");
    for (let pass = 1; pass < passes; pass += 1) statement.get();
    return Number(statement.get()?.log ?? 0);
  } catch {
    // The disk is full, say. The log holds all that there is, and the next checkpoint tries again.
    return 0;
  }
}
