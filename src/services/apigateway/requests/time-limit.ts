// How long a backend is waited for.

import type { Clock } from "../../../time/clock.ts";

/** An integration that takes too long is given up, and answered with `late`; what it does goes on. */
export function inTime<Answer>(
  work: Promise<Answer>,
  { limitMs, late }: { readonly limitMs: number; readonly late: Answer },
  clock: Clock,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimer(limitMs, () => resolve(late));
    const done = () => timer.cancel();
    work.then(
      (answer) => {
        done();
        resolve(answer);
      },
      (fault: unknown) => {
        done();
        reject(fault);
      },
    );
  });
}
