// Readings and stream records, made up by fast-check.

import fc from "fast-check";
import type { StreamRecord } from "../../src/weather/batches.ts";
import type { Reading } from "../../src/weather/readings.ts";

const tenthsBetween = (lowest: number, highest: number): fc.Arbitrary<number> =>
  fc.integer({ min: lowest * 10, max: highest * 10 }).map((tenths) => tenths / 10);

export const arbitraryReading: fc.Arbitrary<Reading> = fc.record({
  stationId: fc.constantFrom("seattle-harbor", "tacoma-narrows", "snoqualmie-pass"),
  sequence: fc.nat(),
  observedAt: fc
    .date({ min: new Date("2010-01-01"), max: new Date("2010-01-04"), noInvalidDate: true })
    .map((date) => `${date.toISOString().slice(0, 19)}Z`),
  temperatureCelsius: tenthsBetween(-95, 60),
  pressureHpa: tenthsBetween(850, 1100),
  pressureTendencyHpa: tenthsBetween(-60, 60),
  windMetresPerSecond: tenthsBetween(0, 115),
});

const arbitraryData: fc.Arbitrary<string> = fc.oneof(
  arbitraryReading.map((reading) => toBase64(JSON.stringify(reading))),
  fc.json().map(toBase64),
  fc.base64String(),
);

export const arbitraryBatch: fc.Arbitrary<StreamRecord[]> = fc
  .array(arbitraryData, { minLength: 1, maxLength: 30 })
  .map((datas) => datas.map(streamRecord));

export function toBase64(text: string | Uint8Array): string {
  return Buffer.from(text).toString("base64");
}

export function streamRecord(data: string, index: number): StreamRecord {
  const sequenceNumber = String(49590338271490256608559692538361571095921575989136588898n + BigInt(index));
  return {
    eventID: `shardId-000000000001:${sequenceNumber}`,
    partitionKey: "seattle-harbor",
    sequenceNumber,
    approximateArrivalTimestamp: 1_545_084_650 + index,
    data,
  };
}
