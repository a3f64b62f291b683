// The events that come into buses, with the rules that they matched, of which AWS shows nothing.

import type { JsonObject } from "../../aws/json.ts";
import type { Region } from "../../region/region.ts";
import { Latest, type Numbered } from "./latest.ts";

export interface BusEvent {
  readonly at: number;
  readonly event: JsonObject;
  readonly ruleNames: readonly string[];
}

export class BusEvents {
  readonly #region: Pick<Region, "services" | "clock">;
  readonly #buses = new Map<string, Latest<BusEvent>>();

  constructor(region: Pick<Region, "services" | "clock">) {
    this.#region = region;
  }

  /** Throws ResourceNotFoundException. */
  since(busName: string, number: number): readonly Numbered<BusEvent>[] {
    const { services, clock } = this.#region;
    const { buses } = services.events;
    const { name } = buses.describeEventBus(busName);
    let latest = this.#buses.get(name);
    if (latest === undefined) {
      latest = new Latest({
        watch: (tell) =>
          buses.watch(({ busName, event, ruleNames }) => {
            if (busName !== name) return;
            const seen = { at: clock.now(), event, ruleNames };
            tell({ told: () => seen });
          }),
      });
      this.#buses.set(name, latest);
    }
    return latest.since(number);
  }
}
