import { describe, expect, test } from "@jest/globals";
import { Producer, type PutBatch } from "../../src/load/aws/producer.ts";
import type { TelemetryRecord } from "../../src/weather/observations.ts";

const recordAt = (index: number): TelemetryRecord => ({
  partitionKey: String(index),
  data: Uint8Array.of(index % 256),
});

const producerOf = (put: PutBatch) =>
  new Producer({ put, recordAt, ratePerSecond: 20_000, durationSeconds: 0.05, mostCalls: 8 });

describe("a producer at a rate", () => {
  test("puts each record once, in calls that PutRecords takes", async () => {
    const taken: string[] = [];
    let most = 0;
    const producer = producerOf(async (records) => {
      most = Math.max(most, records.length);
      taken.push(...records.map(({ partitionKey }) => partitionKey));
      return records.map(() => undefined);
    });
    await producer.run();
    expect(taken.map(Number).sort((one, other) => one - other)).toEqual(
      Array.from({ length: 1000 }, (_, at) => at),
    );
    expect(most).toBeLessThanOrEqual(500);
    expect(producer).toMatchObject({ sent: 1000, acknowledged: 1000, givenUp: 0, refused: 0 });
    expect(producer.seconds.reduce((sum, { acknowledged }) => sum + acknowledged, 0)).toBe(1000);
  });

  test("sends again only what was refused, and counts it by its reason", async () => {
    const taken = new Map<string, number>();
    const seen = new Set<string>();
    const producer = producerOf(async (records) =>
      records.map(({ partitionKey }) => {
        const refuses = Number(partitionKey) % 10 === 0 && !seen.has(partitionKey);
        seen.add(partitionKey);
        if (refuses) return "ProvisionedThroughputExceededException";
        taken.set(partitionKey, (taken.get(partitionKey) ?? 0) + 1);
        return undefined;
      }),
    );
    await producer.run();
    expect(taken.size).toBe(1000);
    expect(new Set(taken.values())).toEqual(new Set([1]));
    expect(Object.fromEntries(producer.refusals)).toEqual({ ProvisionedThroughputExceededException: 100 });
    expect(producer).toMatchObject({ acknowledged: 1000, givenUp: 0 });
  });

  test("gives up what is refused when it is stopped, and tells how much", async () => {
    const producer = producerOf(async (records) => {
      producer.stop();
      return records.map(() => "InternalFailure");
    });
    await producer.run();
    expect(producer.sent).toBeGreaterThan(0);
    expect(producer).toMatchObject({ acknowledged: 0, givenUp: producer.sent });
  });

  test("ends with the error of a call that trying again does not mend", async () => {
    const producer = producerOf(async () => {
      throw new Error("AccessDeniedException");
    });
    await expect(producer.run()).rejects.toThrow("AccessDeniedException");
    expect(producer.sent).toBeLessThanOrEqual(1000);
  });
});
