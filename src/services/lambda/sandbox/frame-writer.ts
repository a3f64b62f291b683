// Writes frames to environments. As long as the system takes each of them at once, they are all made in one buffer: asking the system for
// memory for each would take longer than writing it.

import type { Writable } from "node:stream";
import { type Body, encodeFrame, type RegionHeader } from "../environment/frames.ts";

/** Most invocations fit into it. */
const usualBytes = 512 * 1024;

let spare: Buffer | undefined;

export function writeFrameTo(channel: Writable, header: RegionHeader, body?: Body): void {
  const into = spare ?? Buffer.allocUnsafeSlow(usualBytes);
  channel.write(encodeFrame(header, body, into));
  // What the system has not taken yet is still in it.
  spare = channel.writableLength === 0 ? into : undefined;
}
