// A Parquet file that is decoded in another process, as seen from the region's. Not asked for a while, it gives the process back,
// since a Map Run may take hours over its items. Asked again, another goes on where it was, and so does one in place of a process that
// has ended meanwhile.

import type { ChildProcess } from "node:child_process";
import { DatasetProblem } from "./dataset-problem.ts";
import { decodingProcesses } from "./decoding-processes.ts";
import type { DecodingAnswer, DecodingRequest } from "./parquet-process.ts";

/** What the process asks the region for. */
export interface ParquetFile {
  readonly byteLength: number;
  /** Piece by piece, as it is asked for. */
  read(span: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
}

type ReadRequest = Extract<DecodingAnswer, { type: "read" }>;
type Decoded = Exclude<DecodingAnswer, ReadRequest>;
export type DecodedRows = Extract<Decoded, { type: "rows" }>;

const idleMs = 1000;
/** As many processes may have ended unnoticed as are kept, and then there is a new one. */
const mostAttempts = 3;
/** Nothing that fits into the quotas takes as long. */
const decodingLimitMs = 120_000;

export class ParquetDecoder {
  readonly #file: ParquetFile;
  readonly #signal: AbortSignal;
  #process: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;

  /** Once `signal` says that it is not wanted any more, what decodes it is ended. */
  constructor(file: ParquetFile, signal: AbortSignal) {
    this.#file = file;
    this.#signal = signal;
  }

  /**
   * From a row on. Throws DatasetProblem, what reading the file throws, the signal's reason, and an Error that says what is wrong
   * with the file.
   */
  async rows(from: number): Promise<DecodedRows> {
    clearTimeout(this.#idle);
    const answer = await this.#answerOf(from);
    this.#idle = setTimeout(() => this.close(), idleMs).unref();
    if (answer.type === "rows") return answer;
    throw answer.isOfDataset ? new DatasetProblem(answer.message) : new Error(answer.message);
  }

  close(): void {
    clearTimeout(this.#idle);
    if (this.#process !== undefined) decodingProcesses.giveBack(this.#process);
    this.#process = undefined;
  }

  async #answerOf(from: number): Promise<Decoded> {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const decoding = this.#process ?? (await this.#take());
      this.#process = decoding;
      this.#signal.throwIfAborted();
      const answer = await this.#ask(decoding, from).catch((problem: unknown) => {
        decoding.kill("SIGKILL");
        this.#process = undefined;
        throw problem;
      });
      if (answer !== undefined) return answer;
      this.#process = undefined;
    }
    throw tooLittleMemory();
  }

  async #take(): Promise<ChildProcess> {
    const decoding = await decodingProcesses.take();
    decoding.send({ type: "open", byteLength: this.#file.byteLength } satisfies DecodingRequest);
    return decoding;
  }

  /** Undefined if the process had ended before it heard of it. */
  #ask(decoding: ChildProcess, from: number): Promise<Decoded | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<Decoded | undefined>();
    let isHeard = false;
    const ended = () => (isHeard ? reject(tooLittleMemory()) : resolve(undefined));
    const broken = (problem: Error) => (decoding.pid === undefined ? reject(problem) : ended());
    const stopped = () => reject(this.#signal.reason);
    const late = () => reject(new Error(`decoding it took longer than ${decodingLimitMs / 1000} s`));
    const limit = setTimeout(late, decodingLimitMs);
    const answered = (answer: DecodingAnswer) => {
      isHeard = true;
      if (answer.type === "read") this.#read(decoding, answer).catch(reject);
      else resolve(answer);
    };
    decoding.on("message", answered);
    decoding.once("exit", ended);
    decoding.once("error", broken);
    this.#signal.addEventListener("abort", stopped);
    decoding.ref();
    decoding.channel?.ref();
    decoding.send({ type: "rows", from } satisfies DecodingRequest);
    return promise.finally(() => {
      clearTimeout(limit);
      decoding.off("message", answered);
      decoding.off("exit", ended);
      decoding.off("error", broken);
      this.#signal.removeEventListener("abort", stopped);
      decoding.unref();
      decoding.channel?.unref();
    });
  }

  async #read(decoding: ChildProcess, { number, start, end }: ReadRequest): Promise<void> {
    if (end > start)
      for await (const bytes of this.#file.read({ start, end }))
        await told(decoding, { type: "bytes", number, bytes });
    await told(decoding, { type: "read", number });
  }
}

function tooLittleMemory(): Error {
  return new Error("what decoded it has ended, as if it had too little memory for it");
}

/** Once the request is on its way. */
function told(decoding: ChildProcess, request: DecodingRequest): Promise<void> {
  return new Promise((resolve, reject) =>
    decoding.send(request, (problem) => (problem === null ? resolve() : reject(problem))),
  );
}
