// A region in memory for one case, on a clock that moves only when the case waits.

import { setTimeout as sleep } from "node:timers/promises";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { type CallOutcome, Clients } from "./clients.ts";
import type { ParameterObject } from "./parameters.ts";

/**
 * A request that isn't answered in so many turns of the event loop waits for the clock. Turns, not time: on a loaded machine
 * a turn takes longer, and whatever became ready meanwhile is done in it.
 */
const patientTurns = 20;
const turnMs = 5;
const pieceMs = 1000;

export class CaseRegion {
  readonly clock: VirtualClock;
  readonly #served: ServedRegion;
  readonly #clients: Clients;

  private constructor(clock: VirtualClock, served: ServedRegion) {
    this.clock = clock;
    this.#served = served;
    this.#clients = new Clients(served.server.url);
  }

  static async open(): Promise<CaseRegion> {
    const clock = new VirtualClock(Date.now());
    const served = await serveRegion({ clock });
    served.region.start();
    return new CaseRegion(clock, served);
  }

  async call(service: string, operation: string, parameters: ParameterObject): Promise<CallOutcome> {
    const call = this.#clients.call(service, operation, parameters);
    const settled = call.then(
      () => true,
      () => true,
    );
    while (!(await settlesSoon(settled))) this.clock.advanceBy(pieceMs);
    const outcome = await call;
    const [fault] = this.#served.faults;
    if (fault !== undefined) throw fault;
    return outcome;
  }

  async wait(seconds: number): Promise<void> {
    for (let left = seconds * 1000; left > 0; left -= pieceMs) {
      this.clock.advanceBy(Math.min(left, pieceMs));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await this.settle();
  }

  /** Lets what is under way go on, while the clock stands. */
  async settle(): Promise<void> {
    await settlesSoon(new Promise(() => {}));
  }

  async close(): Promise<void> {
    this.#clients.destroy();
    await this.#served.close();
  }
}

async function settlesSoon(settled: Promise<boolean>): Promise<boolean> {
  for (let turn = 0; turn < patientTurns; turn++) {
    if (await Promise.race([settled, sleep(turnMs, false)])) return true;
  }
  return false;
}
