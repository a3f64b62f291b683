// Tells of stacks of the project that a client of the region has deleted, and how they come back.

import type { Printer } from "../printer.ts";
import type { DevSession } from "./dev-session.ts";

const intervalMs = 1000;

/** `isWatched`: whether what is saved is taken in. */
export function watchLostStacks(
  session: Pick<DevSession, "lost">,
  printer: Printer,
  isWatched: boolean,
): { stop(): void } {
  const back = isWatched
    ? "the next change that is saved brings it back, and so does a restart"
    : "a restart brings it back";
  const timer = setInterval(() => {
    for (const name of session.lost())
      printer.warning(`the stack ${name} was deleted by a client of the region: ${back}`);
  }, intervalMs);
  return { stop: () => clearInterval(timer) };
}
