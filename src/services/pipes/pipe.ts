// A pipe that is open: what it reads is handed on for as long as it runs.

import type { FeedCounters } from "../../event-sources/feed-counters.ts";
import type { OpenSource } from "./sources/pipe-source.ts";

export interface PipeStatistics extends Readonly<FeedCounters> {
  /** Age of the oldest event that the pipe has read and that has not ended; 0 if there is none. */
  readonly iteratorAgeMs: number;
}

export class Pipe {
  readonly name: string;
  readonly #source: OpenSource;
  #state: "STOPPED" | "RUNNING" | "STOPPING" = "STOPPED";
  #stopping: Promise<void> | undefined;

  constructor(name: string, source: OpenSource) {
    this.name = name;
    this.#source = source;
  }

  get state(): "STOPPED" | "RUNNING" | "STOPPING" {
    return this.#state;
  }

  /** Why nothing is read though it runs; undefined if it is read. */
  get problem(): string | undefined {
    return this.#source.problem;
  }

  /** To be called now and then: notices a source that has gone, or come again. */
  look(): void {
    if (this.#state === "RUNNING") this.#source.look?.();
  }

  /** Throws DamagedFile for checkpoints that are damaged, unless a repair is under way. */
  start(): void {
    if (this.#state !== "STOPPED") return;
    this.#source.start();
    this.#state = "RUNNING";
  }

  /** Resolves when the batches in flight have ended. What had not been handed out is delivered after the next start. */
  async stop(): Promise<void> {
    if (this.#state === "RUNNING") {
      this.#state = "STOPPING";
      this.#stopping = this.#source.stop().then(() => {
        this.#state = "STOPPED";
      });
    }
    await this.#stopping;
  }

  statistics(): PipeStatistics {
    return { ...this.#source.counters, iteratorAgeMs: this.#source.ageMs };
  }
}
