// Several recorders of one execution as one: its log, its trace, its history.

import type { Recorder } from "../../../engine/history/event.ts";

/** Undefined if there is none, so that the engine knows that nobody listens. */
export function joinRecorders(...recorders: readonly (Recorder | undefined)[]): Recorder | undefined {
  const present = recorders.filter((recorder) => recorder !== undefined);
  if (present.length <= 1) return present[0];
  return {
    wants: (type) => present.some((recorder) => recorder.wants?.(type) !== false),
    withoutData: present.every((recorder) => recorder.withoutData === true),
    record(event) {
      for (const recorder of present) if (recorder.wants?.(event.type) !== false) recorder.record(event);
    },
  };
}
