// The body of a request: as much as its service takes, and unpacked if its client has packed it.

import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { ServiceError } from "../aws/service-error.ts";
import type { Exchange, Request } from "./listener.ts";

const unpack = promisify(gunzip);

/** Throws RequestEntityTooLargeException (413). */
export function readBody(exchange: Exchange, mostBytes: number): Promise<Buffer> {
  const { request } = exchange;
  return new Promise((resolve, reject) => {
    const body = new GatheredBody(expectedBytes(request, mostBytes));
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      // The rest is read and dropped: closing the connection would lose the answer that says why.
      if (bytes > mostBytes) return;
      body.add(chunk);
      exchange.holds(bytes);
    });
    request.on("end", () => {
      if (bytes > mostBytes) return reject(tooLarge(`${bytes} bytes`, mostBytes));
      exchange.received();
      resolve(body.whole());
    });
    // Nobody is left to read the answer; what matters is that nobody waits for the rest, and that it is no fault of ours.
    // Every request is closed at last: an error with its stack is made only for one that had not ended.
    const ended = () => {
      if (!request.readableEnded) reject(goneAway());
    };
    request.on("error", ended);
    request.on("close", ended);
  });
}

/** What the client has told, if it can be believed; 0 otherwise. */
function expectedBytes({ headers }: Request, mostBytes: number): number {
  const told = Number(headers["content-length"]);
  return told <= Math.min(mostBytes, mostExpected) ? told : 0;
}

/** Memory is asked for at once for no more. */
const mostExpected = 128 * 1024 * 1024;
/** As much is put together in less than a millisecond. */
const bytesAtOnce = 1024 * 1024;

/** Half a hundred megabytes that are put together at the end keep others waiting: a large body is written into its place as it comes. */
class GatheredBody {
  readonly #expected: number;
  readonly #chunks: Buffer[] = [];
  #place: Buffer | undefined;
  #bytes = 0;

  constructor(expected: number) {
    this.#expected = expected;
  }

  add(chunk: Buffer): void {
    const end = this.#bytes + chunk.length;
    if (end > bytesAtOnce) chunk.copy(this.#placeFor(end), this.#bytes);
    else this.#chunks.push(chunk);
    this.#bytes = end;
  }

  whole(): Buffer {
    if (this.#place !== undefined) return this.#place.subarray(0, this.#bytes);
    const [first] = this.#chunks;
    if (first !== undefined && this.#chunks.length === 1) return first;
    const whole = Buffer.concat(this.#chunks);
    for (const chunk of this.#chunks) letGo(chunk);
    return whole;
  }

  #placeFor(end: number): Buffer {
    if (this.#place !== undefined && this.#place.length >= end) return this.#place;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#expected, 2 * end));
    let at = 0;
    for (const before of this.#place === undefined ? this.#chunks : [this.#place.subarray(0, this.#bytes)])
      at += before.copy(larger, at);
    this.#place = larger;
    return larger;
  }
}

/** The body in pieces, each once it is asked for, and good until the next is. What is left of it is for whoever answers. Throws RequestAborted. */
export async function* streamedBody(exchange: Exchange): AsyncGenerator<Buffer> {
  try {
    // An iterator that is left early would otherwise close the connection before its answer is written.
    for await (const chunk of exchange.request.iterator({ destroyOnReturn: false })) {
      exchange.progressed();
      yield chunk as Buffer;
      letGo(chunk as Buffer);
    }
  } catch {
    throw goneAway();
  }
  exchange.received();
}

/** Of so much it is worth the call. */
const worthLettingGo = 16 * 1024;

/** Its memory is free at once: what waits for the collector is half a hundred megabytes on the way of a large body. */
export function letGo({ buffer, byteLength }: Buffer<ArrayBufferLike>): void {
  if (byteLength < worthLettingGo) return;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

function goneAway(): ServiceError {
  return new ServiceError("RequestAborted", "The client went away before it had sent all");
}

/**
 * Clients of CloudWatch send large bodies packed. Throws SerializationException, or RequestEntityTooLargeException for one
 * that is too large once it is unpacked. https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait
 */
export async function unpacked(body: Buffer, mostBytes: number): Promise<Buffer> {
  try {
    return await unpack(body, { maxOutputLength: mostBytes });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw tooLarge("more bytes unpacked", mostBytes);
    throw new ServiceError(
      "SerializationException",
      `The request body is not gzip: ${(cause as Error).message}`,
    );
  }
}

export function tooLarge(size: string, mostBytes: number): ServiceError {
  return new ServiceError(
    "RequestEntityTooLargeException",
    `The request body has ${size}; the most is ${mostBytes}`,
    { status: 413 },
  );
}
