import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";

/** What comes within the process comes within so many turns. */
const turns = 30;
const [firstPauseMs, longestPauseMs] = [2, 20];

/** Whatever comes within the process, without the clock and without another process, has come. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await nextTurn();
}

/**
 * Looks again and again until something is there, or true; the test's own time limit ends it. What does not come soon comes of another
 * process, or of a request, which then has the processor between two looks, the longer it takes the longer.
 */
export async function until<Found>(
  look: () => Found | undefined | false | Promise<Found | undefined | false>,
): Promise<Found> {
  for (let turn = 0; ; turn++) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await (turn < turns ? nextTurn() : pause(Math.min(firstPauseMs + turn - turns, longestPauseMs)));
  }
}
