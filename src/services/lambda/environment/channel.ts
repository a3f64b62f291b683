// The environment's end of the socket that it shares with the region. Nothing of the handler's own speaks on it.

import { Socket } from "node:net";
import { type EnvironmentHeader, encodeFrame, FrameReader, type InvokeHeader } from "./frames.ts";

/** The socket's place among the files that the region opens for an environment. */
const channelFile = 3;
const largestFrame = 64 * 1024 * 1024;

export class Channel {
  readonly #socket = new Socket({ fd: channelFile, readable: true, writable: true });

  /** Until something is listened for, the socket does not keep the process up: a module that waits for nothing ends it. */
  constructor() {
    this.#socket.unref();
    // The region is gone, and nobody waits for what runs.
    this.#socket.on("close", () => process.kill(process.pid, "SIGKILL"));
    this.#socket.on("error", () => process.kill(process.pid, "SIGKILL"));
  }

  listen(invoked: (header: InvokeHeader, payload: Buffer) => void): void {
    const reader = new FrameReader(largestFrame);
    this.#socket.on("data", (chunk) => {
      for (const { header, body } of reader.read(chunk)) invoked(header as InvokeHeader, body);
    });
    this.wait();
  }

  /** Keeps the process up. */
  wait(): void {
    this.#socket.ref();
  }

  /** A handler that awaits what can never happen empties the event loop, and the process ends at once, as on Lambda. */
  work(): void {
    this.#socket.unref();
  }

  /** False if what was sent before is still to be taken; `done` is called once this is. */
  send(header: EnvironmentHeader, body?: string | Uint8Array, done?: () => void): boolean {
    return this.#socket.write(encodeFrame(header, body), done);
  }
}
