// Writes frames to environments from buffers that are used again and again: asking the system for memory for each frame would take
// longer than writing it, and leave much to collect.

import type { Writable } from "node:stream";
import type { RegionHeader } from "../environment/frame-headers.ts";
import { type Body, encodeFrame } from "../environment/frames.ts";

/** Most invocations fit into it. */
const usualBytes = 512 * 1024;
/** Kept for the frames to come; more are in use only while as many environments are slow to take theirs. */
const mostSpares = 4;

const spares: Buffer[] = [];

export function writeFrameTo(channel: Writable, header: RegionHeader, body?: Body): void {
  const into = spares.pop() ?? Buffer.allocUnsafeSlow(usualBytes);
  const isTaken = channel.write(encodeFrame(header, body, into));
  // Mostly the system has taken all of it by now; of a long frame the rest is still in the buffer.
  if (channel.writableLength === 0) giveBack(into);
  else if (!isTaken && channel.listenerCount("drain") === 0) channel.once("drain", () => giveBack(into));
}

function giveBack(buffer: Buffer): void {
  if (spares.length < mostSpares) spares.push(buffer);
}
