// Threads that wait for the disk, so that the region need not. Each runs a module of its own in an engine of its own, with as little
// memory as it can do with: what it holds is on its way to the disk.

import { Worker } from "node:worker_threads";

/** In MiB. Batches come to it as bytes, which are outside of its heap. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 };

/** It keeps the process up only while it is told to (`ref`). Throws what the system says if there is no thread to be had. */
export function startDiskThread(script: URL, workerData: unknown): Worker {
  const thread = new Worker(script, { workerData, resourceLimits });
  thread.unref();
  return thread;
}
