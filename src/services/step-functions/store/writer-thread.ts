// The writing thread as seen from the region's: requests are answered in their order. There is none until something is to be written.

import type { Worker } from "node:worker_threads";
import { siblingModule } from "../../../aws/sibling-module.ts";
import { guarded } from "../../../aws/unexpected.ts";
import { startDiskThread } from "../../../storage/disk-thread.ts";
import type { WriterAnswer, WriterData, WriterRequest } from "./sqlite-writer.ts";
import type { WatchedMemory } from "./turn-watch.ts";

export class WriterThread {
  readonly #data: WriterData;
  #worker: Worker | undefined = undefined;
  readonly #exited = Promise.withResolvers<void>();
  readonly #unanswered: ((answer: WriterAnswer) => void)[] = [];
  /** Why the thread has ended, if it has. */
  #demise: WriterAnswer | undefined = undefined;

  constructor(path: string, watched: WatchedMemory) {
    this.#data = { path, watched };
  }

  /** Has it run: from now on it looks at the turns of the region's thread, too. */
  start(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = startDiskThread(siblingModule("./sqlite-writer", import.meta), this.#data);
    worker.on("message", (answer: WriterAnswer) =>
      guarded("what a commit was waited for", () => this.#answered(answer)),
    );
    worker.on("error", (problem: Error) => {
      const message = `${this.#data.path} is not written any more: ${problem.message}`;
      this.#demise = { type: "failed", message };
      while (this.#unanswered.length > 0) this.#answered(this.#demise);
    });
    worker.once("exit", () => this.#exited.resolve());
    this.#worker = worker;
    return worker;
  }

  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  send(request: WriterRequest, onAnswer: (answer: WriterAnswer) => void): void {
    if (this.#demise !== undefined) {
      onAnswer(this.#demise);
      return;
    }
    let worker: Worker;
    try {
      worker = this.start();
    } catch (problem) {
      // There is none to be had now: whoever asks again may have more luck.
      onAnswer({
        type: "failed",
        message: `${this.#data.path} cannot be written: ${(problem as Error).message}`,
      });
      return;
    }
    if (this.#unanswered.push(onAnswer) === 1) worker.ref();
    worker.postMessage(request);
  }

  async close(): Promise<void> {
    if (this.#worker === undefined) return;
    this.#worker.ref();
    this.#worker.postMessage({ type: "close" } satisfies WriterRequest);
    await this.#exited.promise;
  }

  #answered(answer: WriterAnswer): void {
    const onAnswer = this.#unanswered.shift();
    if (this.#unanswered.length === 0) this.#worker?.unref();
    onAnswer?.(answer);
  }
}
