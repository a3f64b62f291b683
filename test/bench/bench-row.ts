// What every benchmark answers with, and how its sides are measured: in one process and run, taking turns, medians.

export interface BenchRow {
  readonly name: string;
  readonly millrace: number;
  readonly peer: number;
  readonly peerName: string;
  /** More than 1 where Millrace is faster (or smaller), whatever the unit. */
  readonly ratio: number;
  readonly unit: string;
}

/** How long to measure. Tests take the shortest. */
export interface Pace {
  readonly rounds: number;
  readonly millisecondsPerRound: number;
  /** Makes what has a size of its own smaller: 1 for all of it. */
  readonly scale: number;
}

export const fullPace: Pace = { rounds: 7, millisecondsPerRound: 250, scale: 1 };

export type Work = () => unknown;

export interface Comparison {
  readonly name: string;
  readonly unit: string;
  readonly millrace: Work;
  readonly peers: Readonly<Record<string, Work>>;
}

/** A row for each peer. A side that answers by a promise is awaited before its next turn. */
export async function compare({ name, unit, millrace, peers }: Comparison, pace: Pace): Promise<BenchRow[]> {
  const [ours = Number.NaN, ...theirs] = await ratesOf([millrace, ...Object.values(peers)], pace);
  return Object.keys(peers).map((peerName, index) => {
    const peer = theirs[index] ?? Number.NaN;
    return { name, millrace: ours, peer, peerName, ratio: ours / peer, unit };
  });
}

/** How often a second each side's work gets done. */
export async function ratesOf(sides: readonly Work[], pace: Pace): Promise<number[]> {
  const measured: number[][] = sides.map(() => []);
  for (const side of sides) await rateOf(side, pace);
  for (let round = 0; round < pace.rounds; round++) {
    for (const [index, side] of sides.entries()) measured[index]?.push(await rateOf(side, pace));
  }
  return measured.map(median);
}

async function rateOf(work: Work, { millisecondsPerRound }: Pace): Promise<number> {
  const startedAt = performance.now();
  let done = 0;
  let elapsedMs = 0;
  // The clock is read after every few runs only; how few is found out, since a run may take from 1 µs to a second.
  for (let batch = 1; elapsedMs < millisecondsPerRound; batch = elapsedMs < 1 ? batch * 2 : batch) {
    for (let run = 0; run < batch; run++) await work();
    done += batch;
    elapsedMs = performance.now() - startedAt;
  }
  return (done / elapsedMs) * 1000;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
