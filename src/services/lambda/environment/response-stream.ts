// Handlers that stream their response: `awslambda.streamifyResponse` marks one, and the stream it is given sends each piece as it is made.
// https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html

import type { Writable } from "node:stream";
import type { Channel } from "./channel.ts";
import type { HandlerContext } from "./context.ts";

export type StreamingHandler = (event: unknown, stream: ResponseStream, context: HandlerContext) => unknown;
export type ResponseStream = Writable & { setContentType(contentType: string): void };

const streaming = Symbol.for("aws.lambda.runtime.handler.streaming");
const highWaterMark = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");
const defaultContentType = "application/octet-stream";
const httpContentType = "application/vnd.awslambda.http-integration-response";
const headerValue = /^[\t\x20-\x7e\x80-\xff]{1,1024}$/;
/** What stands between the prelude of an HTTP response and its body. */
const preludeEnd = new Uint8Array(8);
/** A frame at most; what is larger goes in several. */
const largestChunk = 64 * 1024;

export function isStreaming(handler: unknown): handler is StreamingHandler {
  return typeof handler === "function" && streaming in handler && handler[streaming] === "response";
}

/** `awslambda`, which every handler finds in its global scope. */
export function offerStreaming(): void {
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse(handler: object, options?: { readonly highWaterMark?: unknown }) {
        const mark = options?.highWaterMark;
        const given = typeof mark === "number" ? { [highWaterMark]: Math.trunc(mark) } : {};
        return Object.assign(handler, { [streaming]: "response", ...given });
      },
      HttpResponseStream: {
        from(stream: ResponseStream, prelude: unknown) {
          stream.setContentType(httpContentType);
          stream.write(JSON.stringify(prelude));
          stream.write(preludeEnd);
          return stream;
        },
      },
    },
  });
}

/** Resolves once the stream has ended, with whether anything was sent; rejects with what the handler throws, or what broke the stream. */
export async function callForStream(
  handler: StreamingHandler,
  {
    event,
    context,
    channel,
  }: { readonly event: unknown; readonly context: HandlerContext; readonly channel: Channel },
): Promise<void> {
  // Most handlers never stream, and loading what streams costs a start a millisecond.
  const { Writable } = await import("node:stream");
  const { finished } = await import("node:stream/promises");
  let contentType = defaultContentType;
  let hasBegun = false;
  const begin = () => {
    if (hasBegun) return;
    hasBegun = true;
    channel.send({ type: "stream", contentType });
  };
  const stream = new Writable({
    highWaterMark: (handler as { readonly [highWaterMark]?: number })[highWaterMark],
    write(chunk: Buffer, _encoding, done) {
      begin();
      sendPieces(channel, chunk, done);
    },
    final(done) {
      begin();
      done();
    },
  });
  const responseStream = Object.assign(stream, {
    setContentType(type: string) {
      if (hasBegun) throw new Error("The content type must be set before anything is written");
      if (!headerValue.test(type))
        throw new TypeError('Invalid character in header content ["Content-Type"]');
      contentType = type;
    },
  });
  const ended = finished(stream, { readable: false });
  try {
    await Promise.all([ended, promiseOf(handler(event, responseStream, context))]);
  } catch (error) {
    // What the handler left behind may still write.
    stream.destroy();
    throw error;
  }
}

async function promiseOf(returned: unknown): Promise<void> {
  if (!isPromise(returned)) throw new Error("Streaming does not support non-async handlers.");
  if ((await returned) !== undefined) console.warn("Streaming handlers ignore return values.");
}

function sendPieces(channel: Channel, chunk: Buffer, done: () => void): void {
  for (let at = 0; at < chunk.length; at += largestChunk) {
    const isLast = at + largestChunk >= chunk.length;
    channel.sendPiece({ type: "chunk" }, chunk.subarray(at, at + largestChunk), isLast ? done : () => {});
  }
  if (chunk.length === 0) done();
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
