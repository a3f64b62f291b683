// The search for the highest rate of a service, beside machines of which it is known, and the tables that it ends in.

import { describe, expect, test } from "@jest/globals";
import type { LoadResult } from "../../src/load/load-test.ts";
import { coresTable, highestRate, modelTable, ratesTable } from "../../tools/load-rates.ts";

/** What a machine gives that sustains so many records a second, each at some microseconds of its processors. */
function resultOf(rate: number, capacity: number, microseconds = 10): LoadResult {
  const processed = rate * 10;
  const latency = { p50: 5, p90: 10, p99: 20, p999: 30, most: 40 };
  const processorSeconds = { region: (processed * microseconds) / 2e6, handlers: 0, generator: 0 };
  return {
    ...{ asked: rate, sent: processed, processed, sentPerSecond: rate, redelivered: 0, failedExecutions: 0 },
    ...{ processedPerSecond: Math.min(rate, capacity), catchUpSeconds: rate > capacity ? 20 : 0.5, latency },
    processorSeconds: {
      ...processorSeconds,
      handlers: processorSeconds.region,
      mainThread: processorSeconds.region,
    },
    mostMemoryMb: 500,
  } as LoadResult;
}

describe("the highest rate", () => {
  test.each([700, 9_000, 11_000, 48_000, 95_000, 160_000])("of %i records a second", (capacity) => {
    const tried: number[] = [];
    const load = (rate: number) => {
      tried.push(rate);
      return resultOf(rate, capacity, (0.7 * 2e6) / capacity);
    };
    const highest = highestRate(2, load, () => tried.length >= 12)?.asked ?? 0;
    expect(highest).toBeLessThanOrEqual(capacity);
    expect(highest * 1.06).toBeGreaterThan(capacity);
    expect(tried.length).toBeLessThanOrEqual(8);
  });

  test("is what was sustained when the time is over", () => {
    expect(
      highestRate(
        1,
        (rate) => resultOf(rate, 50_000),
        () => true,
      )?.asked,
    ).toBe(10_000);
    expect(
      highestRate(
        1,
        (rate) => resultOf(rate, 500),
        () => true,
      ),
    ).toBeUndefined();
  });

  test("is looked for below a rate at which there was no report", () => {
    const load = (rate: number) => (rate > 30_000 ? undefined : resultOf(rate, 30_000));
    expect(highestRate(1, load, () => false)?.asked).toBeGreaterThan(28_500);
  });
});

test("each row is written: what the machine has not got says so", () => {
  const result = resultOf(60_000, 80_000);
  expect(
    ratesTable([
      { asked: 1000, result: resultOf(1000, 2000) },
      { asked: 200_000, result: undefined },
    ]),
  ).toBe(`| records/s asked | sustained | lost | p50, ms | p99, ms | p99.9, ms | µs a record | memory in all, MiB |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| 1,000 | 1,000 | 0 | 5 | 20 | 30 | 10.00 | 500 |
| 200,000 | ended without a report |  |  |  |  |  |  |`);
  const highest = [
    { cores: 1, result },
    { cores: 2, result: undefined },
    { cores: 4, result: undefined },
  ];
  expect(
    coresTable(highest, 2),
  ).toBe(`| cores | highest rate sustained | of the first | p99, ms | µs a record |
| ---: | ---: | ---: | ---: | ---: |
| 1 | 60,000 | 1.00 x | 20 | 10.00 |
| 2 | none that was tried |  |  |  |
| 4 | this machine has 2 |  |  |  |`);
  expect(modelTable(highest, 2)).toBe(`| cores, by the model | records/s | measured |
| ---: | ---: | ---: |
| 1 | 100,000 | 60,000 |
| 2 | 200,000 |  |
| 4 | 200,000 | this machine has 2 |
| 8 | 200,000 | this machine has 2 |
| 16 | 200,000 | this machine has 2 |`);
});
