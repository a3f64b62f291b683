// Frames take records of any size, and forget those of a call that failed.

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { FrameBuilder, readFrame } from "../../../../src/services/kinesis/log/frame.ts";
import { FrameCursor } from "../../../../src/services/kinesis/log/frame-cursor.ts";

const newBuilder = () => new FrameBuilder({ index: 0, nextOffset: 1, lastArrivalMs: 0 });

/** What the frames hold, by way of their bytes. */
function contents(frames: readonly { readonly bytes: Buffer }[]): string[] {
  const cursor = new FrameCursor();
  return frames.flatMap(({ bytes }) => {
    const frame = readFrame(Buffer.from(bytes), 0);
    if (frame === undefined) throw new Error("a frame does not have its checksum");
    cursor.open(frame, 0);
    const found: string[] = [];
    while (cursor.advance()) found.push(`${cursor.partitionKey()}=${cursor.data().toString("latin1")}`);
    return found;
  });
}

test.each([3, 4, 30, 200])("400 records of %i bytes, each a commit of its own, are all taken", (bytes) => {
  const builder = newBuilder();
  const frames = Array.from({ length: 400 }, () => {
    builder.add("k", Buffer.alloc(bytes, 65), 1);
    return builder.take();
  }).flat();
  expect(contents(frames)).toEqual(Array.from({ length: 400 }, () => `k=${"A".repeat(bytes)}`));
});

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      key: fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
      bytes: fc.oneof(fc.nat(64), fc.nat(20_000)),
    }),
  },
  { weight: 3, arbitrary: fc.constant("take" as const) },
  { weight: 1, arbitrary: fc.constant("mark" as const) },
  { weight: 1, arbitrary: fc.constant("rewind" as const) },
);

test("whatever the sizes, the frames hold the records that were added and not taken back", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const builder = newBuilder();
      const taken: { readonly bytes: Buffer }[] = [];
      const expected: string[] = [];
      let mark = { of: builder.mark(), length: 0 };
      for (const each of steps) {
        if (each === "take") taken.push(...builder.take());
        if (each === "take" || each === "mark") mark = { of: builder.mark(), length: expected.length };
        else if (each === "rewind") {
          builder.rewind(mark.of);
          expected.length = mark.length;
        } else {
          const key = each.key.toWellFormed();
          expect(builder.add(key, Buffer.alloc(each.bytes, 66), 1)).toBe(expected.length + 1);
          expected.push(`${key}=${"B".repeat(each.bytes)}`);
        }
      }
      expect(contents([...taken, ...builder.take()])).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});
