// How much text an event holds, by which histories are kept within bounds.

import type { HistoryEvent } from "./event.ts";

/** What an event takes of the memory besides its texts, about. */
export const eventOverhead = 300;

/** In characters. */
export function textLengthOf(event: HistoryEvent): number {
  let length = 0;
  for (const details of Object.values(event)) {
    if (typeof details !== "object") continue;
    for (const detail of Object.values(details)) if (typeof detail === "string") length += detail.length;
  }
  return length;
}
