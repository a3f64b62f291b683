// How many executions there may be, and how many of those that executions start may be on their way. One that starts two of its
// kind would have all that the region can do, and whoever waits for the disk would wait behind thousands.

import { ServiceError } from "../../../aws/service-error.ts";

/** AWS has 1,000,000; each takes some kilobytes of memory here. */
const mostOpen = 250_000;

/** Throws ExecutionLimitExceeded. */
export function checkRoom(open: number): void {
  if (open < mostOpen) return;
  const what = "The maximum number of running executions has been reached.";
  const until = "Running executions must end or be stopped before a new execution can be started.";
  throw new ServiceError("ExecutionLimitExceeded", `${what} ${until}`);
}

const mostAtOnce = 64;

export class StartGate {
  #underWay = 0;
  readonly #waiting: (() => void)[] = [];

  async pass<Started>(start: () => Promise<Started>): Promise<Started> {
    if (this.#underWay === mostAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#underWay += 1;
    try {
      return await start();
    } finally {
      // Whoever goes next takes this place.
      const next = this.#waiting.shift();
      if (next === undefined) this.#underWay -= 1;
      else next();
    }
  }
}
