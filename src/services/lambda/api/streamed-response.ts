// A response that is handed on while the function makes it.

import type { InvocationRequest, InvocationResult, ResponseSink } from "../invocation.ts";

/** What may wait for the client before the function is held back. */
const mostWaitingBytes = 64 * 1024;

export interface StreamedInvocation {
  /** As the function says it, once it begins to stream; undefined for one that answers whole. */
  readonly contentType: string | undefined;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Rejects with what kept the function from being run. */
  readonly result: Promise<InvocationResult>;
}

/** Resolves once the response begins or is there. Rejects with what keeps the function from being run. */
export async function invokeStreaming(
  invoke: (request: InvocationRequest) => Promise<InvocationResult>,
  request: InvocationRequest,
): Promise<StreamedInvocation> {
  const response = new StreamedResponse();
  const result = invoke({ ...request, stream: response }).finally(() => response.end());
  // A client that has gone reads it no more.
  result.catch(() => undefined);
  const contentType = await Promise.race([response.began, result.then(() => undefined)]);
  return { contentType, chunks: response.chunks(), result };
}

class StreamedResponse implements ResponseSink {
  readonly began: Promise<string>;
  #begin: (contentType: string) => void = () => undefined;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isOver = false;
  /** The client has gone: what still comes is dropped. */
  #isAbandoned = false;
  #wakeReader: () => void = () => undefined;
  #wakeWriter: () => void = () => undefined;

  constructor() {
    this.began = new Promise((resolve) => {
      this.#begin = resolve;
    });
  }

  begin(contentType: string): void {
    this.#begin(contentType);
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#isAbandoned) return undefined;
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    this.#wakeReader();
    if (this.#waitingBytes <= mostWaitingBytes) return undefined;
    return new Promise((resolve) => {
      this.#wakeWriter = resolve;
    });
  }

  end(): void {
    this.#isOver = true;
    this.#wakeReader();
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const chunk = this.#waiting.shift();
        if (chunk !== undefined) {
          this.#waitingBytes -= chunk.length;
          if (this.#waitingBytes <= mostWaitingBytes) this.#wakeWriter();
          yield chunk;
        } else if (this.#isOver) return;
        else
          await new Promise<void>((resolve) => {
            this.#wakeReader = resolve;
          });
      }
    } finally {
      this.#isAbandoned = true;
      this.#waiting.length = 0;
      this.#wakeWriter();
    }
  }
}
