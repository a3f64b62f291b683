// The writing thread as seen from the region's: requests are answered in their order.

import { Worker } from "node:worker_threads";
import { siblingModule } from "../../../aws/sibling-module.ts";
import { guarded } from "../../../aws/unexpected.ts";
import type { WriterAnswer, WriterData, WriterRequest } from "./sqlite-writer.ts";
import type { WatchedMemory } from "./turn-watch.ts";

export class WriterThread {
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  readonly #unanswered: ((answer: WriterAnswer) => void)[] = [];
  /** Why the thread has ended, if it has. */
  #demise: WriterAnswer | undefined = undefined;

  constructor(path: string, watched: WatchedMemory) {
    const workerData: WriterData = { path, watched };
    this.#worker = new Worker(siblingModule("./sqlite-writer", import.meta), { workerData });
    this.#worker.on("message", (answer: WriterAnswer) =>
      guarded("what a commit was waited for", () => this.#answered(answer)),
    );
    this.#worker.on("error", (problem: Error) => {
      this.#demise = { type: "failed", message: `${path} is not written any more: ${problem.message}` };
      while (this.#unanswered.length > 0) this.#answered(this.#demise);
    });
    this.#exited = new Promise((resolve) => this.#worker.once("exit", () => resolve()));
    // A thread with nothing to do must not keep the process up.
    this.#worker.unref();
  }

  send(request: WriterRequest, onAnswer: (answer: WriterAnswer) => void): void {
    if (this.#demise !== undefined) {
      onAnswer(this.#demise);
      return;
    }
    if (this.#unanswered.push(onAnswer) === 1) this.#worker.ref();
    this.#worker.postMessage(request);
  }

  async close(): Promise<void> {
    this.#worker.ref();
    this.#worker.postMessage({ type: "close" } satisfies WriterRequest);
    await this.#exited;
  }

  #answered(answer: WriterAnswer): void {
    const onAnswer = this.#unanswered.shift();
    if (this.#unanswered.length === 0) this.#worker.unref();
    onAnswer?.(answer);
  }
}
