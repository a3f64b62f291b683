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

test("an invocation and its end come across as they were, whatever is in them", () => {
  const amount = fc.double({ min: 0, max: Number.MAX_SAFE_INTEGER, noNaN: true });
  const invoke = fc.record(
    {
      type: fc.constant("invoke" as const),
      requestId: fc.uuid(),
      remainingMs: amount,
      functionArn: text.map((name) => `arn:${name.replaceAll("\n", "")}`),
      traceHeader: fc.oneof(text, fc.constant("Root=1\nand more;\n")),
      clientContext: fc.oneof(text, fc.json()),
      identity: fc.record({ cognitoIdentityId: text, cognitoIdentityPoolId: text }),
    },
    { requiredKeys: ["type", "requestId", "remainingMs", "functionArn", "traceHeader"] },
  );
  const end = fc.record({
    ...{ type: fc.constant("end" as const), failed: fc.boolean(), fatal: fc.boolean() },
    ...{ invocation: fc.nat({ max: 2 ** 32 - 1 }), durationMs: amount, rssBytes: amount, logged: amount },
  });
  fc.assert(
    fc.property(fc.oneof(invoke, end), text, fc.nat({ max: 900 }), (header, body, room) => {
      const expected = { header, body: Buffer.from(body) };
      expect(read(encodeFrame(header, body))).toEqual(expected);
      expect(read(encodeFrame(header, body, Buffer.alloc(room)))).toEqual(expected);
    }),
  );
});

test.each([
  ["an end that is cut off", Buffer.from("e\0\0\0"), RangeError],
  ["an end that goes on", Buffer.concat([Buffer.from("e"), Buffer.alloc(30)]), RangeError],
  ["a letter of its own", Buffer.from("x"), SyntaxError],
  ["nothing, before a body", Buffer.alloc(0), SyntaxError],
])("a header that is %s is refused", (_, head, error) => {
  const frame = Buffer.alloc(8 + head.length + 4, "x");
  frame.writeUInt32LE(frame.length - 4, 0);
  frame.writeUInt32LE(head.length, 4);
  frame.set(head, 8);
  expect(() => read(frame)).toThrow(error);
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
