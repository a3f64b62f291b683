// A response that comes in pieces: handed on to whoever takes it so, or gathered.

import { largestResponseBytes, largestStreamBytes, type ResponseSink } from "../invocation.ts";

export class StreamedResponse {
  readonly #sink: ResponseSink | undefined;
  #hasBegun = false;
  #gathered: Buffer[] = [];
  #bytes = 0;

  constructor(sink: ResponseSink | undefined) {
    this.#sink = sink;
  }

  /** Whether somebody has it already. */
  get isTaken(): boolean {
    return this.#hasBegun && this.#sink !== undefined;
  }

  /** More came than may be handed on; what was too much has been dropped. */
  get isTooLarge(): boolean {
    return this.isTaken && this.#bytes > largestStreamBytes;
  }

  /** What was gathered, if anything came in pieces. More than a response may have is not kept, but still too long. */
  get payload(): string | undefined {
    return this.#hasBegun && this.#sink === undefined ? Buffer.concat(this.#gathered).toString() : undefined;
  }

  begin(contentType: string): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#sink?.begin(contentType);
  }

  write(chunk: Buffer): Promise<void> | undefined {
    if (!this.#hasBegun || chunk.length === 0) return undefined;
    this.#bytes += chunk.length;
    if (this.#sink !== undefined) return this.isTooLarge ? undefined : this.#sink.write(chunk);
    if (this.#bytes - chunk.length <= largestResponseBytes) this.#gathered.push(chunk);
    return undefined;
  }
}
