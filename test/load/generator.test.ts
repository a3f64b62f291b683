// Records that come from another process: the groups as they cross, and the process itself.

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { GroupReader, type RecordGroup, writeGroup } from "../../src/load/generated-records.ts";
import { Generator } from "../../src/load/generator.ts";
import { createLoadRecords } from "../../src/weather/load-records.ts";

const group: fc.Arbitrary<RecordGroup> = fc.record({
  dueMs: fc.double({ noNaN: true }),
  records: fc.array(
    fc.record({
      partitionKey: fc.string({ unit: "grapheme" }),
      data: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    }),
  ),
});

test("groups come out as they went in, whatever pieces they come in", () => {
  fc.assert(
    fc.property(fc.array(group), fc.array(fc.nat(64), { minLength: 1 }), (groups, sizes) => {
      const bytes = Buffer.concat(groups.map(writeGroup));
      const read: RecordGroup[] = [];
      const reader = new GroupReader((each) => read.push(each));
      for (let position = 0, piece = 0; position < bytes.length; piece++) {
        const size = 1 + (sizes[piece % sizes.length] ?? 0);
        reader.push(bytes.subarray(position, position + size));
        position += size;
      }
      expect(read).toEqual(groups);
    }),
  );
});

test("the process sends every record once, in order, none before it is due, and says what it took", async () => {
  const generator = await Generator.open({ ratePerSecond: 50_000, total: 2500 });
  const groups: RecordGroup[] = [];
  const processorSeconds = await generator.run((each) => groups.push(each));
  const sent = groups.flatMap(({ records }) => records);
  const recordAt = createLoadRecords();
  const text = ({ data }: { readonly data: Uint8Array }) => Buffer.from(data).toString();
  expect(sent.map(text)).toEqual(Array.from({ length: 2500 }, (_, index) => text(recordAt(index))));
  const due = groups.map(({ dueMs }) => dueMs);
  expect(due).toEqual(due.toSorted((one, other) => one - other));
  expect((due.at(-1) ?? 0) - (due[0] ?? 0)).toBeLessThan(50);
  expect(processorSeconds).toBeGreaterThan(0);
});

test("one that is stopped ends, and one that dies is told", async () => {
  const [stopped, killed] = await Promise.all([
    Generator.open({ ratePerSecond: 1, total: 1000 }),
    Generator.open({ ratePerSecond: 1, total: 1000 }),
  ]);
  const ends = Promise.allSettled([stopped.run(() => undefined), killed.run(() => undefined)]);
  stopped.stop();
  process.kill(killed.pid);
  expect(await ends).toEqual([
    { status: "fulfilled", value: 0 },
    {
      status: "rejected",
      reason: expect.objectContaining({ message: expect.stringMatching(/has ended before its work did/) }),
    },
  ]);
});
