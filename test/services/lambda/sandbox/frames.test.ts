import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { encodeFrame } from "../../../../src/services/lambda/environment/frames.ts";
import { type Frame, FrameReader } from "../../../../src/services/lambda/sandbox/frame-reader.ts";
import { writeFrameTo } from "../../../../src/services/lambda/sandbox/frame-writer.ts";

const leave = { type: "leave" } as const;
const text = fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: "grapheme", maxLength: 60 }));

test("a frame is the same whether its body is a text, bytes or pieces, whether or not it fits into what is given", () => {
  fc.assert(
    fc.property(text, fc.array(text, { maxLength: 8 }), fc.nat({ max: 600 }), (name, pieces, room) => {
      const header = { type: "stream", contentType: name } as const;
      const whole = pieces.join("");
      const expected = { header: JSON.parse(JSON.stringify(header)), body: Buffer.from(whole) };
      expect(read(encodeFrame(header, whole))).toEqual(expected);
      for (const body of [whole, pieces, expected.body])
        expect(read(encodeFrame(header, body, Buffer.alloc(room)))).toEqual(expected);
    }),
  );
});

test("frames that are taken late are not written over by those that follow", async () => {
  const channel = new PassThrough({ highWaterMark: 1 });
  const bodies = Array.from({ length: 50 }, (_, at) => String(at).repeat(1000));
  for (const body of bodies) writeFrameTo(channel, leave, body);
  channel.end();
  const reader = new FrameReader(2 ** 20);
  reader.add(await buffer(channel));
  expect(bodies.map(() => reader.next()?.body.toString())).toEqual(bodies);
});

function read(frame: Buffer): Frame | undefined {
  const reader = new FrameReader(2 ** 20);
  reader.add(frame);
  return reader.next();
}
