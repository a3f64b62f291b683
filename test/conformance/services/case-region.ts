// A region in memory for one case, on a clock that moves only when the case waits.

import { setTimeout as sleep } from "node:timers/promises";
import { Region } from "../../../src/region/region.ts";
import { ApiServer } from "../../../src/server/server.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
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
  readonly #region: Region;
  readonly #server: ApiServer;
  readonly #clients: Clients;
  readonly #faults: unknown[];

  private constructor(parts: {
    clock: VirtualClock;
    region: Region;
    server: ApiServer;
    faults: unknown[];
  }) {
    this.clock = parts.clock;
    this.#region = parts.region;
    this.#server = parts.server;
    this.#faults = parts.faults;
    this.#clients = new Clients(parts.server.url);
  }

  static async open(): Promise<CaseRegion> {
    const faults: unknown[] = [];
    const server = new ApiServer({ onFault: (fault) => faults.push(fault) });
    await server.listen(0);
    const clock = new VirtualClock(Date.now());
    const region = await Region.open({ directory: undefined, endpoint: server.url, clock });
    server.serve({ services: [...region.apis.values()] });
    region.start();
    return new CaseRegion({ clock, region, server, faults });
  }

  async call(service: string, operation: string, parameters: ParameterObject): Promise<CallOutcome> {
    const call = this.#clients.call(service, operation, parameters);
    const settled = call.then(
      () => true,
      () => true,
    );
    while (!(await settlesSoon(settled))) this.clock.advanceBy(pieceMs);
    const outcome = await call;
    if (this.#faults.length > 0) throw this.#faults[0];
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
    await this.#server.close();
    await this.#region.close();
  }
}

async function settlesSoon(settled: Promise<boolean>): Promise<boolean> {
  for (let turn = 0; turn < patientTurns; turn++) {
    if (await Promise.race([settled, sleep(turnMs, false)])) return true;
  }
  return false;
}
