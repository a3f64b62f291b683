// What has happened in the region of late, for a page that asks again and again for what is new. Nobody watches for a page that is
// not there.

import { type Activity, watchActivity } from "../../region/activity.ts";
import type { Region } from "../../region/region.ts";

const mostKept = 500;
/** A page asks every second or two. */
const patienceMs = 30_000;

export interface NumberedActivity extends Activity {
  readonly number: number;
}

export class Activities {
  readonly #region: Pick<Region, "services" | "clock" | "router">;
  readonly #kept: NumberedActivity[] = [];
  #last = 0;
  #watch: { stop(): void } | undefined;
  #patience: NodeJS.Timeout | undefined;

  constructor(region: Pick<Region, "services" | "clock" | "router">) {
    this.#region = region;
  }

  /** Those after the one of this number, the latest last. */
  since(number: number): readonly NumberedActivity[] {
    this.#watch ??= watchActivity(this.#region, (activity) => this.#keep(activity));
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#stop(), patienceMs).unref();
    return this.#kept.filter((each) => each.number > number).slice(-mostKept);
  }

  #keep(activity: Activity): void {
    this.#kept.push({ ...activity, number: ++this.#last });
    if (this.#kept.length > 2 * mostKept) this.#kept.splice(0, mostKept);
  }

  #stop(): void {
    this.#watch?.stop();
    this.#watch = undefined;
  }
}
