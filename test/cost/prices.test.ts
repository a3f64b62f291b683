// The formulas against examples that AWS works out on its pricing pages, by the prices that stand there.

import { describe, expect, test } from "@jest/globals";
import { billedMemoryMb, expressGbHours } from "../../src/cost/executions.ts";
import { chargeFor, type Price, type PriceName, prices } from "../../src/cost/prices.ts";
import { shardsFor } from "../../src/cost/scale.ts";
import { streamUsage } from "../../src/cost/stream.ts";
import { defaultWorkload } from "../../src/cost/workload.ts";

const usd = (usage: readonly { readonly price: PriceName; readonly quantity: number }[]) =>
  usage.reduce((sum, { price, quantity }) => sum + chargeFor(prices[price], quantity), 0);

describe("Step Functions", () => {
  test("a hundred million Express executions of ten seconds cost 382.97 beside their requests", () => {
    const gbHours = expressGbHours(100e6, 10_000, 64);
    expect(gbHours).toBeCloseTo(17_361.11, 2);
    // The example rounds the prices of the tiers.
    expect(chargeFor(prices.expressDuration, gbHours)).toBeCloseTo(382.97, 0);
    expect(chargeFor(prices.expressRequest, 100e6)).toBe(100);
  });

  test.each([
    ["50 KB of definition and 400 steps of 32 KB", 50 * 1024, 32 * 1024, 400, 64],
    ["as many steps with a little more", 50 * 1024, 36 * 1024, 410, 128],
    ["nothing at all", 0, 0, 0, 64],
  ])("%s", (_, definition, payload, steps, memory) => {
    expect(billedMemoryMb(definition, payload, steps)).toBe(memory);
  });

  test.each([
    [1, 100],
    [100, 100],
    [101, 200],
    [250, 300],
  ])("an execution of %i ms is billed as %i ms", (milliseconds, billed) => {
    expect(expressGbHours(1, milliseconds, 1024) * 3600).toBeCloseTo(billed / 1000, 12);
  });

  test("a million executions of seven states cost 175 in Standard", () => {
    expect(chargeFor(prices.stateTransition, 7e6)).toBeCloseTo(175, 9);
  });
});

describe("Kinesis, an hour of 100,000 records a second of 300 bytes", () => {
  const workload = { ...defaultWorkload, recordsPerSecond: 100_000, bytes: 300, headroom: 0 };

  test("in provisioned shards: 1.50 for a hundred of them and 5.04 for 360 million units", () => {
    expect(shardsFor(workload)).toBe(100);
    const [shards, units] = streamUsage(workload, 1);
    expect(usd([shards as NonNullable<typeof shards>])).toBeCloseTo(1.5, 9);
    expect(usd([units as NonNullable<typeof units>])).toBeCloseTo(5.04, 9);
  });

  test("on demand: 27.5 in, since each record counts as 1 KB, and 4.0 out", () => {
    const [stream, inward, outward] = streamUsage({ ...workload, stream: "on-demand" }, 1);
    expect(stream).toMatchObject({ price: "onDemandStreamHour", quantity: 1 });
    expect(inward?.quantity).toBeCloseTo(343.3, 1);
    expect(usd([inward as NonNullable<typeof inward>])).toBeCloseTo(27.47, 2);
    expect(usd([outward as NonNullable<typeof outward>])).toBeCloseTo(4.02, 2);
  });
});

test("100 records a second of 35 KB take four shards and two payload units each", () => {
  const workload = { ...defaultWorkload, recordsPerSecond: 100, bytes: 35 * 1024, headroom: 0 };
  expect(shardsFor(workload)).toBe(4);
  expect(streamUsage(workload, 24)).toMatchObject([{ quantity: 96 }, { quantity: 100 * 86_400 * 2 }]);
});

describe("tiers", () => {
  const price: Price = {
    unit: "apples",
    per: 10,
    tiers: [{ usd: 3, upTo: 100 }, { usd: 2, upTo: 200 }, { usd: 1 }],
    source: "unverified",
  };

  test.each([
    [0, 0],
    [50, 15],
    [100, 30],
    [150, 40],
    [200, 50],
    [1000, 130],
  ])("%i apples cost %i", (quantity, cost) => {
    expect(chargeFor(price, quantity)).toBeCloseTo(cost, 9);
  });

  test.each(Object.keys(prices) as PriceName[])("those of %s go up in quantity and down in price", (name) => {
    const { tiers }: Price = prices[name];
    const upTo = tiers.map((tier) => tier.upTo ?? Number.POSITIVE_INFINITY);
    expect(upTo).toEqual([...upTo].sort((one, other) => one - other));
    expect(upTo.at(-1)).toBe(Number.POSITIVE_INFINITY);
    expect(tiers.map((tier) => tier.usd)).toEqual(tiers.map((tier) => tier.usd).sort((a, b) => b - a));
  });
});
