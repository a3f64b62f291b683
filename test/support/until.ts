import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";

/** What comes within the process comes within so many turns. */
const turns = 30;
const pauseMs = 2;

/**
 * Looks again and again until something is there, or true; the test's own time limit ends it. What does not come soon comes of another
 * process, or of a request, which then has the processor between two looks.
 */
export async function until<Found>(
  look: () => Found | undefined | false | Promise<Found | undefined | false>,
): Promise<Found> {
  for (let turn = 0; ; turn++) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await (turn < turns ? nextTurn() : pause(pauseMs));
  }
}
