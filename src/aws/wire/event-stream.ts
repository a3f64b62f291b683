// Answers that go on: one event after the other on an open connection, each in a frame of its own.
// https://smithy.io/2.0/aws/amazon-eventstream.html
//
//   frame   u32 bytes in all, u32 bytes of headers, u32 CRC-32 of these two, headers, payload, u32 CRC-32 of all before
//   header  u8 bytes of the name, name, u8 type (7 is a text), u16 bytes of the value, value

import { crc32 } from "node:zlib";
import { ServiceError } from "../service-error.ts";
import type { WireObject } from "./operation.ts";

export const eventStreamType = "application/vnd.amazon.eventstream";

export interface WireEvent {
  /** The member of the answer's union that it is. */
  readonly name: string;
  readonly members: WireObject;
}

/** What an operation answers with to go on telling. It is asked for no more once the client is gone. */
export class EventStream {
  /** So that it passes for an answer. */
  readonly [member: string]: unknown;
  readonly events: AsyncIterable<WireEvent>;

  constructor(events: AsyncIterable<WireEvent>) {
    this.events = events;
  }
}

export interface EventSpelling {
  /** Of the payloads. */
  readonly contentType: string;
  readonly write: (members: WireObject) => string | Uint8Array;
}

const prelude = 12;
const checksum = 4;
const textHeader = 7;

/**
 * The frames of a stream: first what the answer itself is, which is empty, then each event, and last what it failed with, if it
 * did. Throws what is no refusal, once it has told the client of it.
 */
export async function* eventFrames(
  { events }: EventStream,
  { contentType, write }: EventSpelling,
): AsyncGenerator<Uint8Array> {
  const frame = (type: string, members: WireObject) =>
    eventFrame(
      { ":event-type": type, ":content-type": contentType, ":message-type": "event" },
      Buffer.from(write(members)),
    );
  yield frame("initial-response", {});
  try {
    for await (const { name, members } of events) yield frame(name, members);
  } catch (thrown) {
    const isRefusal = thrown instanceof ServiceError;
    const code = isRefusal ? thrown.code : "InternalFailureException";
    const message = isRefusal
      ? thrown.message
      : "The request processing has failed because of an unknown error.";
    yield eventFrame(
      { ":exception-type": code, ":content-type": contentType, ":message-type": "exception" },
      Buffer.from(write({ message })),
    );
    if (!isRefusal) throw thrown;
  }
}

export function eventFrame(headers: Readonly<Record<string, string>>, payload: Uint8Array): Uint8Array {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => textHeaderOf(name, value)));
  const frame = Buffer.allocUnsafe(prelude + head.length + payload.length + checksum);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(head.length, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  head.copy(frame, prelude);
  frame.set(payload, prelude + head.length);
  const end = frame.length - checksum;
  frame.writeUInt32BE(crc32(frame.subarray(0, end)), end);
  return frame;
}

function textHeaderOf(name: string, value: string): Buffer {
  const text = Buffer.from(value);
  const header = Buffer.allocUnsafe(4 + name.length);
  header.writeUInt8(name.length, 0);
  header.write(name, 1, "latin1");
  header.writeUInt8(textHeader, 1 + name.length);
  header.writeUInt16BE(text.length, 2 + name.length);
  return Buffer.concat([header, text]);
}
