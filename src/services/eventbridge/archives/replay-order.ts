// The order in which a replay sends events: minute by minute of their times, and within a minute as they came. An archive may be larger
// than memory, and its events may be of any times: it is gone through once to see which minutes lie where, and then read again in
// pieces that are put in order by themselves.

import type { JsonObject } from "../../../aws/json.ts";
import type { ArchiveSpan } from "../../../storage/archive-log.ts";

export interface DatedEvent {
  readonly event: JsonObject;
  /** In milliseconds since the epoch. */
  readonly time: number;
}

export interface DatedSpan {
  readonly span: ArchiveSpan;
  readonly events: readonly DatedEvent[];
}

/** The events of a replay. */
export interface ReplaySource {
  /** All of them, some at a time, in the order in which they came. */
  spans(): AsyncIterable<DatedSpan>;
  read(span: ArchiveSpan): Promise<readonly DatedEvent[]>;
}

/** Minutes since the epoch, both included, and how much the archive has of them. */
interface Minutes {
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
}

interface Stretch extends Minutes {
  readonly span: ArchiveSpan;
}

/** Of the archive, as much is put in order together. */
const mostSortedBytes = 4 * 1024 * 1024;
/** So many parts of a time are weighed at once. */
const mostParts = 1024;

/** `most`: how many bytes of the archive may be in memory together. */
export async function* inReplayOrder(
  source: ReplaySource,
  most = mostSortedBytes,
): AsyncGenerator<DatedEvent, void> {
  const stretches: Stretch[] = [];
  for await (const { span, events } of source.spans())
    if (events.length > 0) stretches.push({ span, ...minutesOf(events), bytes: span.to - span.from });
  for (const group of groupsOf(stretches)) yield* ordered({ source, group, most }, around(group));
}

interface Work {
  readonly source: ReplaySource;
  /** In the order in which they came. */
  readonly group: readonly Stretch[];
  readonly most: number;
}

async function* ordered(work: Work, minutes: Minutes): AsyncGenerator<DatedEvent, void> {
  if (minutes.bytes <= work.most) {
    const found: DatedEvent[] = [];
    for await (const event of asTheyCame(work, minutes)) found.push(event);
    yield* found.sort((one, other) => minuteOf(one) - minuteOf(other));
  } else if (minutes.first === minutes.last) yield* asTheyCame(work, minutes);
  else for (const part of await partsOf(work, minutes)) yield* ordered(work, part);
}

async function* asTheyCame({ source, group }: Work, { first, last }: Minutes): AsyncGenerator<DatedEvent> {
  for (const stretch of group) {
    if (stretch.last < first || stretch.first > last) continue;
    for (const event of await source.read(stretch.span))
      if (minuteOf(event) >= first && minuteOf(event) <= last) yield event;
  }
}

/** Parts of the minutes that can be put in order by themselves, unless there is too much in one of them. */
async function partsOf(work: Work, { first, last }: Minutes): Promise<readonly Minutes[]> {
  const width = Math.ceil((last - first + 1) / mostParts);
  const weights = new Array<number>(Math.ceil((last - first + 1) / width)).fill(0);
  for (const stretch of work.group) {
    if (stretch.last < first || stretch.first > last) continue;
    const events = await work.source.read(stretch.span);
    for (const event of events) {
      const at = Math.floor((minuteOf(event) - first) / width);
      if (weights[at] !== undefined) weights[at] += stretch.bytes / events.length;
    }
  }
  const parts: Minutes[] = [];
  for (const [at, bytes] of weights.entries()) {
    if (bytes === 0) continue;
    const part = { first: first + at * width, last: Math.min(last, first + (at + 1) * width - 1), bytes };
    const before = parts.at(-1);
    if (before === undefined || before.bytes + bytes > work.most) parts.push(part);
    else parts[parts.length - 1] = { ...part, first: before.first, bytes: before.bytes + bytes };
  }
  return parts;
}

/** Each group has only minutes that are no later than those of the next: most events come in the order of their times. */
function groupsOf(stretches: readonly Stretch[]): readonly (readonly Stretch[])[] {
  const earliestFrom: number[] = [];
  let earliest = Number.POSITIVE_INFINITY;
  for (let at = stretches.length - 1; at >= 0; at--) {
    earliest = Math.min(earliest, (stretches[at] as Stretch).first);
    earliestFrom[at] = earliest;
  }
  const groups: Stretch[][] = [];
  let latest = Number.NEGATIVE_INFINITY;
  for (const [at, stretch] of stretches.entries()) {
    const isNext = latest <= (earliestFrom[at] as number);
    if (isNext) groups.push([stretch]);
    else groups.at(-1)?.push(stretch);
    latest = Math.max(latest, stretch.last);
  }
  return groups;
}

function around(stretches: readonly Stretch[]): Minutes {
  return stretches.reduce<Minutes>(
    (sum, { first, last, bytes }) => ({
      first: Math.min(sum.first, first),
      last: Math.max(sum.last, last),
      bytes: sum.bytes + bytes,
    }),
    { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY, bytes: 0 },
  );
}

function minutesOf(events: readonly DatedEvent[]): Pick<Minutes, "first" | "last"> {
  const minutes = events.map(minuteOf);
  return { first: Math.min(...minutes), last: Math.max(...minutes) };
}

function minuteOf({ time }: Pick<DatedEvent, "time">): number {
  return Math.floor(time / 60_000);
}
