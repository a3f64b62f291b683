// What the machine itself gives at this hour: a fixed loop that stays within the processor, and a fixed walk through memory that no cache
// holds. Where these stand below what they gave at a quiet hour, so does all else, and rows that touch much memory more than others.

import { type BenchRow, inTurns, type Pace, rowOf } from "./bench-row.ts";
import { stopwatchOf } from "./stopwatch.ts";

/** The best of four runs on two cores of an AMD EPYC with nothing else running. */
const quiet = { loop: 425_000_000, walk: 6_200_000 } as const;
const turnsARound = 10_000_000;
const stepsARound = 500_000;
/** Of four bytes. */
const places = 16 * 1024 * 1024;

/** What each side gave, a figure a round: turns and steps a second. */
export interface Calibration {
  readonly loop: readonly number[];
  readonly walk: readonly number[];
}

export async function calibrationBenches(pace: Pace): Promise<BenchRow[]> {
  return calibrationRows(await calibrate(pace));
}

export async function calibrate({ rounds, scale, seconds }: Pace): Promise<Calibration> {
  const memory = scattered(Math.ceil(places * scale));
  const perSecond = (work: (count: number) => number, count: number) => async () => {
    const spent = stopwatchOf(seconds)();
    last = work(count);
    return count / spent();
  };
  const sides = [
    perSecond(loop, Math.ceil(turnsARound * scale)),
    perSecond((steps) => walk(memory, steps), Math.ceil(stepsARound * scale)),
  ];
  const [turns = [], steps = []] = await inTurns(sides, rounds);
  return { loop: turns, walk: steps };
}

export function calibrationRows({ loop, walk }: Calibration): BenchRow[] {
  const beside = (figures: readonly number[], figure: number) => ({
    ...{ peerName: "the same at a quiet hour", millrace: figures, peer: figures.map(() => figure) },
  });
  return [
    rowOf({ name: "calibration: a loop", unit: "turns/s", ...beside(loop, quiet.loop) }),
    rowOf({ name: "calibration: a walk through memory", unit: "steps/s", ...beside(walk, quiet.walk) }),
  ];
}

/** What came out, so that no compiler may leave the work away. */
export let last = 0;

function loop(turns: number): number {
  let state = 1;
  for (let turn = 0; turn < turns; turn++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
  }
  return state;
}

/** Each place holds where to go next, and the way through all of them is one circle: nothing can be fetched in advance. */
function scattered(length: number): Int32Array {
  const next = Int32Array.from({ length }, (_, place) => place);
  let state = 1;
  for (let place = length - 1; place > 0; place--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    const other = state % place;
    const held = next[place] ?? 0;
    next[place] = next[other] ?? 0;
    next[other] = held;
  }
  return next;
}

function walk(memory: Int32Array, steps: number): number {
  let place = 0;
  for (let step = 0; step < steps; step++) place = memory[place] ?? 0;
  return place;
}
