// Whatever the times of an archive's events are, a replay sends them minute by minute, and within a minute as they came, without having
// more of them in memory than it was given room for.

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  type DatedEvent,
  inReplayOrder,
  type ReplaySource,
} from "../../../../src/services/eventbridge/archives/replay-order.ts";
import type { ArchiveSpan } from "../../../../src/storage/archive-log.ts";

const minute = 60_000;
const bytesOfEvent = 10;

/** An archive of spans with events of these minutes; tells how often spans were read. */
function sourceOf(spans: readonly (readonly number[])[]): ReplaySource & { readonly reads: () => number } {
  let reads = 0;
  let from = 0;
  const dated = spans.map((minutes, at) => {
    const span: ArchiveSpan = { day: "d", from, to: from + minutes.length * bytesOfEvent };
    from = span.to;
    const events = minutes.map((each, n): DatedEvent => ({ event: { at, n }, time: each * minute + n }));
    return { span, events };
  });
  return {
    async *spans() {
      yield* dated;
    },
    async read(span) {
      reads += 1;
      return dated.find((each) => each.span === span)?.events ?? [];
    },
    reads: () => reads,
  };
}

async function inOrder(source: ReplaySource, most: number): Promise<readonly DatedEvent[]> {
  const found: DatedEvent[] = [];
  for await (const each of inReplayOrder(source, most)) found.push(each);
  return found;
}

const spans = fc.array(fc.array(fc.nat({ max: 5000 }), { maxLength: 6 }), { maxLength: 12 });

test("events come in the order of their minutes, and within one as they came", async () => {
  await fc.assert(
    fc.asyncProperty(spans, fc.integer({ min: 1, max: 300 }), async (minutes, most) => {
      const source = sourceOf(minutes);
      const all: DatedEvent[] = [];
      for await (const { events } of source.spans()) all.push(...events);
      const minuteOf = ({ time }: DatedEvent) => Math.floor(time / minute);
      expect(await inOrder(source, most)).toEqual(all.sort((a, b) => minuteOf(a) - minuteOf(b)));
    }),
    { numRuns: 200 },
  );
});

test("where they came in the order of their times, each is read once", async () => {
  const source = sourceOf([[1, 1, 2], [2, 3], [3], [4, 5, 6]]);
  expect(await inOrder(source, 30)).toHaveLength(9);
  expect(source.reads()).toBe(4);
});
