// What keys have used of their plans. It is written down each second: a kill loses the counts of the last one.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html

import type { Records } from "../../../storage/record-book.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import { bucketOf, type TokenBucket } from "../requests/token-bucket.ts";
import type { Fault } from "./gateway-responses.ts";
import type { Quota, UsagePlan } from "./usage-plans.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** AWS tells the usage of the last 90 days. */
const mostDays = 90;

export interface Usage {
  readonly used: number;
  readonly remaining: number;
}

interface Counted {
  /** Of each day that there was a request on, by its number since the epoch. */
  readonly used: Map<number, number>;
  /** What the key has more, or less, of the period, as UpdateUsage says. */
  extension: { readonly period: number; readonly by: number } | undefined;
}

interface Asked {
  readonly keyId: string;
  readonly apiId: string;
  readonly stageName: string;
  /** The resource's path and the method, such as `/things/GET`. */
  readonly method: string;
}

/** As it is on disk, of a plan and a key. */
export interface KeptUsage {
  readonly planId: string;
  readonly keyId: string;
  readonly used: readonly (readonly [day: number, times: number])[];
  readonly extension?: Counted["extension"];
}

const writeMs = 1000;

export class UsageCounts {
  readonly #clock: Clock;
  readonly #kept: Records<KeptUsage>;
  readonly #counted = new Map<string, Counted>();
  readonly #buckets = new Map<string, TokenBucket | undefined>();
  /** What is not yet on disk. */
  readonly #changed = new Map<string, Omit<KeptUsage, "used" | "extension">>();
  #timer: Timer | undefined;

  /** What was used of a plan that a key has left is forgotten. */
  constructor(clock: Clock, kept: Records<KeptUsage>, isInPlan: (planId: string, keyId: string) => boolean) {
    this.#clock = clock;
    this.#kept = kept;
    for (const { planId, keyId, used, extension } of kept.values()) {
      const key = nameOf(planId, keyId);
      if (isInPlan(planId, keyId)) this.#counted.set(key, { used: new Map(used), extension });
      else kept.free(key);
    }
  }

  /** Writes down what has changed. */
  write(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const [key, place] of this.#changed) {
      const counted = this.#counted.get(key);
      if (counted === undefined) continue;
      const { used, extension } = counted;
      this.#kept.keep(key, {
        ...{ ...place, used: [...used] },
        ...(extension === undefined ? {} : { extension }),
      });
    }
    this.#changed.clear();
  }

  /** Limits may have changed. */
  forgetLimits(): void {
    this.#buckets.clear();
  }

  /** Counts a request, or says why there is no room for it. */
  count(plan: UsagePlan, { keyId, apiId, stageName, method }: Asked): Fault | undefined {
    const { id, throttle = {}, quota, apiStages } = plan;
    const own = apiStages.find((each) => each.apiId === apiId && each.stage === stageName)?.throttle?.[
      method
    ];
    const bucket =
      own === undefined
        ? this.#bucket(`${id}/${keyId}`, throttle)
        : this.#bucket(`${id}/${keyId}/${apiId}/${stageName}${method}`, own);
    if (bucket?.take() === false) return { fault: "THROTTLED" };
    const counted = this.#of(id, keyId);
    if (quota !== undefined && this.#remaining(counted, quota, this.#today()) <= 0)
      return { fault: "QUOTA_EXCEEDED" };
    const today = this.#today();
    counted.used.set(today, (counted.used.get(today) ?? 0) + 1);
    if (counted.used.size > mostDays) counted.used.delete(Math.min(...counted.used.keys()));
    this.#writeSoon(id, keyId);
    return undefined;
  }

  /** Of each day of a range, what was used and what is left of the period then. */
  usage({ id, quota }: UsagePlan, keyId: string, firstDay: number, lastDay: number): readonly Usage[] {
    const counted = this.#of(id, keyId);
    return Array.from({ length: Math.max(0, lastDay - firstDay + 1) }, (_, index) => {
      const day = firstDay + index;
      const remaining = quota === undefined ? 0 : Math.max(0, this.#remaining(counted, quota, day));
      return { used: counted.used.get(day) ?? 0, remaining };
    });
  }

  /** Gives a key so much as what is left of the period. */
  setRemaining({ id, quota }: UsagePlan, keyId: string, remaining: number): void {
    if (quota === undefined) return;
    const counted = this.#of(id, keyId);
    counted.extension = undefined;
    const by = remaining - this.#remaining(counted, quota, this.#today());
    counted.extension = { period: periodStart(quota, this.#today()), by };
    this.#writeSoon(id, keyId);
  }

  #remaining({ used, extension }: Counted, quota: Quota, day: number): number {
    const start = periodStart(quota, day);
    let left = quota.limit + (extension?.period === start ? extension.by : 0);
    for (const [each, times] of used) if (each >= start && each <= day) left -= times;
    return left;
  }

  #today(): number {
    return dayOf(this.#clock.now());
  }

  #of(planId: string, keyId: string): Counted {
    const key = nameOf(planId, keyId);
    const counted = this.#counted.get(key) ?? { used: new Map(), extension: undefined };
    this.#counted.set(key, counted);
    return counted;
  }

  #writeSoon(planId: string, keyId: string): void {
    this.#changed.set(nameOf(planId, keyId), { planId, keyId });
    this.#timer ??= this.#clock.setTimer(writeMs, () => this.write());
  }

  #bucket(key: string, throttle: { readonly rateLimit?: number | undefined }): TokenBucket | undefined {
    if (!this.#buckets.has(key)) this.#buckets.set(key, bucketOf(this.#clock, throttle));
    return this.#buckets.get(key);
  }
}

function nameOf(planId: string, keyId: string): string {
  return `${planId}/${keyId}`;
}

/** The number of a day since the epoch. */
export function dayOf(ms: number): number {
  return Math.floor(ms / dayMs);
}

/** The day that the period of a day begins on. A week's begins on Sunday; `offset` days later each. */
function periodStart({ period, offset = 0 }: Quota, day: number): number {
  if (period === "DAY") return day;
  // The epoch was a Thursday.
  if (period === "WEEK") return day - ((day + 4 - offset + 7) % 7);
  const at = new Date(day * dayMs);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  const start = dayOf(Date.UTC(year, month, 1)) + offset;
  return start <= day ? start : dayOf(Date.UTC(year, month - 1, 1)) + offset;
}
