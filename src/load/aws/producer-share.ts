// What producers inside AWS are told, and what each of them has sent. All of their shares together fit into the output of an
// execution, 256 KiB, so that a share has sixty stretches of time at most, and percentiles instead of a histogram.

import type { Latency } from "../load-series.ts";
import type { SentSecond } from "./producer.ts";

export interface ProducerTask {
  readonly index: number;
  /** How many producers there are. */
  readonly of: number;
  /** Its own share. */
  readonly ratePerSecond: number;
  readonly secondsLeft: number;
  /** When all of them begin, in milliseconds since 1970. */
  readonly startAt: number;
  readonly stretchSeconds: number;
  readonly done: ProducerShare;
}

export interface ProducerShare {
  readonly sent: number;
  readonly acknowledged: number;
  readonly givenUp: number;
  /** By their error codes. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly latency: Latency;
  /** When the last record was acknowledged, in milliseconds since 1970. */
  readonly endedAt: number;
  /** Acknowledged and refused, stretch by stretch since the start. */
  readonly stretches: readonly (readonly [acknowledged: number, refused: number])[];
}

/** A test of an hour has stretches of a minute. */
export const mostStretches = 60;
/** What one producer sends with ease. */
const mostPerSecond = 2500;
/** Those of a Map at once. */
const mostProducers = 100;

export const nothingSent: ProducerShare = {
  ...{ sent: 0, acknowledged: 0, givenUp: 0, refusals: {}, endedAt: 0, stretches: [] },
  latency: { p50: 0, p90: 0, p99: 0, p999: 0, most: 0 },
};

export function producerTasks(
  ratePerSecond: number,
  durationSeconds: number,
  startAt: number,
): readonly ProducerTask[] {
  const of = Math.min(mostProducers, Math.ceil(ratePerSecond / mostPerSecond));
  const stretchSeconds = Math.max(1, Math.ceil(durationSeconds / mostStretches));
  return Array.from({ length: of }, (_, index) => ({
    ...{ index, of, startAt, stretchSeconds, secondsLeft: durationSeconds, done: nothingSent },
    ratePerSecond: ratePerSecond / of,
  }));
}

/** What was sent in `seconds` goes to the stretches that they are in; what came after the last of them is counted with it. */
export function addShare(
  done: ProducerShare,
  share: ProducerShare,
  seconds: readonly SentSecond[] = [],
  stretchSeconds = 1,
): ProducerShare {
  const stretches = [...done.stretches];
  const add = (at: number, acknowledged: number, refused: number) => {
    for (let missing = stretches.length; missing <= at; missing++) stretches.push([0, 0]);
    const [before, refusedBefore] = stretches[at] ?? [0, 0];
    stretches[at] = [before + acknowledged, refusedBefore + refused];
  };
  for (const [at, [acknowledged, refused]] of share.stretches.entries()) add(at, acknowledged, refused);
  for (const { atSeconds, acknowledged, refused } of seconds) {
    const at = Math.floor(Math.max(0, atSeconds - 0.5) / stretchSeconds);
    add(Math.min(at, mostStretches - 1), acknowledged, refused);
  }
  const worse = (name: keyof Latency) => Math.max(done.latency[name], share.latency[name]);
  const codes = new Set([...Object.keys(done.refusals), ...Object.keys(share.refusals)]);
  return {
    sent: done.sent + share.sent,
    acknowledged: done.acknowledged + share.acknowledged,
    givenUp: done.givenUp + share.givenUp,
    refusals: Object.fromEntries(
      [...codes].map((code) => [code, (done.refusals[code] ?? 0) + (share.refusals[code] ?? 0)]),
    ),
    latency: {
      ...{ p50: worse("p50"), p90: worse("p90"), p99: worse("p99") },
      ...{ p999: worse("p999"), most: worse("most") },
    },
    endedAt: Math.max(done.endedAt, share.endedAt),
    stretches,
  };
}
