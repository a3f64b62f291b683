// What every benchmark answers with, and how its sides are measured: in one run, taking turns many times, medians of the rounds' pairs.

import { median, spreadOf } from "./spread.ts";
import { type Seconds, startRound, stopwatchOf } from "./stopwatch.ts";

export interface BenchRow {
  readonly name: string;
  readonly millrace: number;
  readonly peer: number;
  readonly peerName: string;
  /** More than 1 where Millrace is faster (or smaller), whatever the unit. */
  readonly ratio: number;
  /** Of the ratio; one and the same number twice where there was one measurement. */
  readonly spread: readonly [low: number, high: number];
  readonly unit: string;
}

/** How long to measure. Tests take the shortest. */
export interface Pace {
  readonly rounds: number;
  readonly millisecondsPerRound: number;
  /** Makes what has a size of its own smaller: 1 for all of it. */
  readonly scale: number;
  readonly seconds: Seconds;
}

export const fullPace: Pace = { rounds: 15, millisecondsPerRound: 120, scale: 1, seconds: "passed" };

export type Work = () => unknown;

/** Both sides' figures, one a round each. */
export interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly peerName: string;
  readonly millrace: readonly number[];
  readonly peer: readonly number[];
}

export function rowOf({ name, unit, peerName, millrace, peer }: Measured): BenchRow {
  const ratios = ratiosOf(unit, millrace, peer);
  const medians = { millrace: median(millrace), peer: median(peer) };
  return { name, ...medians, peerName, ratio: median(ratios), spread: spreadOf(ratios), unit };
}

/** How many times as fast, or as small, the first side was in each round. */
export function ratiosOf(unit: string, ours: readonly number[], theirs: readonly number[]): number[] {
  const smallerIsBetter = unit === "MB" || unit.startsWith("ns/");
  return ours.map((our, round) => {
    const their = theirs[round] ?? Number.NaN;
    return smallerIsBetter ? their / our : our / their;
  });
}

export interface Comparison {
  readonly name: string;
  readonly unit: string;
  readonly millrace: Work;
  readonly peers: Readonly<Record<string, Work>>;
}

/** A row for each peer. A side that answers by a promise is awaited before its next turn. */
export async function compare({ name, unit, millrace, peers }: Comparison, pace: Pace): Promise<BenchRow[]> {
  const [ours = [], ...theirs] = await ratesOf([millrace, ...Object.values(peers)], pace);
  return Object.keys(peers).map((peerName, index) =>
    rowOf({ name, unit, peerName, millrace: ours, peer: theirs[index] ?? [] }),
  );
}

/** How often a second each side's work gets done, round by round. */
export function ratesOf(sides: readonly Work[], pace: Pace): Promise<number[][]> {
  return inTurns(
    sides.map((work) => () => rateOf(work, pace)),
    pace.rounds,
  );
}

/** The figures of each side, a round each, after one that warms up unless each begins afresh. Who begins changes, for what one leaves behind must not always hit another. */
export async function inTurns(
  sides: readonly (() => Promise<number>)[],
  rounds: number,
  warmUps = 1,
): Promise<number[][]> {
  const measured: number[][] = sides.map(() => []);
  for (let round = 0; round < rounds + warmUps; round++) {
    const order = [...sides.entries()];
    for (const [index, side] of round % 2 === 0 ? order : order.reverse()) {
      const figure = await side();
      if (round >= warmUps) measured[index]?.push(figure);
    }
  }
  return measured;
}

async function rateOf(work: Work, { millisecondsPerRound, seconds }: Pace): Promise<number> {
  const round = startRound(stopwatchOf(seconds), millisecondsPerRound);
  const startedAt = performance.now();
  let done = 0;
  // The clock is read after every few runs only; how few is found out, since a run may take from 1 µs to a second.
  let batch = 1;
  while (!round.isOver()) {
    for (let run = 0; run < batch; run++) await work();
    done += batch;
    if (performance.now() - startedAt < 1) batch *= 2;
  }
  return done / round.seconds();
}
