// AWS's prices in us-east-1 as data, in US dollars, and what a quantity costs by them. Free tiers are left out: they are gone in the
// first minutes of a rate worth asking about.

/** How a price is known. */
export type PriceSource =
  | "AWS price list of 2024-07 to 2025-07"
  | "published articles of 2025 and 2026"
  | "unverified";

interface Tier {
  readonly usd: number;
  /** The quantity of a month up to which this holds; absent in the last tier. */
  readonly upTo?: number;
}

export interface Price {
  readonly unit: string;
  /** The dollars of a tier are for so many units. */
  readonly per: number;
  readonly tiers: readonly Tier[];
  readonly source: PriceSource;
}

/** When the table was last held against its sources. */
export const pricesOf = { date: "2026-11-26", region: "us-east-1", currency: "USD" } as const;

const priceList = "AWS price list of 2024-07 to 2025-07";
const articles = "published articles of 2025 and 2026";

function flat(usd: number, unit: string, per = 1, source: PriceSource = priceList): Price {
  return { unit, per, tiers: [{ usd }], source };
}

const million = 1e6;
const tb = 1024;

export const prices = {
  shardHour: flat(0.015, "shard-hours"),
  putPayloadUnit: flat(0.014, "PUT payload units of 25 KB", million),
  onDemandStreamHour: flat(0.04, "stream-hours"),
  onDemandIn: flat(0.08, "GB in, records rounded up to 1 KB"),
  onDemandOut: flat(0.04, "GB out"),
  pipeRequest: flat(0.4, "requests of 64 KB", million, articles),
  stateTransition: flat(0.025, "state transitions", 1000),
  expressRequest: flat(1, "executions", million),
  expressDuration: {
    unit: "GB-hours",
    per: 1,
    tiers: [{ usd: 0.060012, upTo: 1000 }, { usd: 0.02999, upTo: 5000 }, { usd: 0.016416 }],
    source: priceList,
  },
  lambdaRequest: flat(0.2, "invocations", million),
  lambdaArmDuration: {
    unit: "GB-seconds on arm64",
    per: 1,
    tiers: [{ usd: 0.0000133334, upTo: 7.5e9 }, { usd: 0.0000120001, upTo: 18.75e9 }, { usd: 0.0000106667 }],
    source: priceList,
  },
  tableWrite: flat(0.625, "write request units", million),
  tableRead: flat(0.125, "read request units", million),
  busEvent: flat(1, "events of 64 KB", million),
  topicMessage: flat(0.5, "messages of 64 KB", million),
  queueRequest: flat(0.4, "requests of 64 KB", million),
  functionLogs: {
    unit: "GB of functions' logs",
    per: 1,
    tiers: [
      { usd: 0.5, upTo: 10 * tb },
      { usd: 0.25, upTo: 30 * tb },
      { usd: 0.1, upTo: 50 * tb },
      { usd: 0.05 },
    ],
    source: articles,
  },
  workflowLogs: flat(0.5, "GB of workflows' logs"),
  logStorage: flat(0.03, "GB-months of logs"),
  metricMonth: {
    unit: "metrics a month",
    per: 1,
    tiers: [{ usd: 0.3, upTo: 10_000 }, { usd: 0.1, upTo: 250_000 }, { usd: 0.05 }],
    source: "unverified",
  },
  alarmMonth: flat(0.1, "alarms a month"),
  compositeAlarmMonth: flat(0.5, "composite alarms a month"),
  dashboardMonth: flat(3, "dashboards a month"),
  trace: flat(5, "traces", million, "unverified"),
} as const satisfies Readonly<Record<string, Price>>;

export type PriceName = keyof typeof prices;

/** Dollars for a quantity, each tier at its own price. */
export function chargeFor({ tiers, per }: Price, quantity: number): number {
  let [charge, charged] = [0, 0];
  for (const { usd, upTo = Number.POSITIVE_INFINITY } of tiers) {
    const inTier = Math.max(0, Math.min(quantity, upTo) - charged);
    charge += (inTier / per) * usd;
    charged += inTier;
  }
  return charge;
}
