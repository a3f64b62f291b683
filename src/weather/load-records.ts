// An endless supply of telemetry for load tests: records that differ in station, values and sequence, made by copying
// one of a few thousand prepared readings and writing its sequence number into it, since a generator that encodes
// each record anew would be the slowest part of the test it serves.

import type { TelemetryRecord } from "./observations.ts";
import type { Reading } from "./readings.ts";

const preparedReadings = 4096;
const loadStations = 1024;
/** Leaves room for a hundred thousand million records, a load of 100,000 a second for eleven days. */
const firstSequence = 100_000_000_000;

interface Prepared {
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** Where the last digit of the sequence stands. */
  readonly lastDigit: number;
}

const gale = 2047;

/** Gives the record of an index. One in 4,096 reports a gale, always the same one, so that findings stay few. */
export function createLoadRecords(): (index: number) => TelemetryRecord {
  const prepared = Array.from({ length: preparedReadings }, (_, index) => prepare(index));
  return (index) => {
    const { partitionKey, data, lastDigit } = prepared[index % preparedReadings] as Prepared;
    // Buffer's pool makes this ten times faster than a fresh Uint8Array each (0.1 us against 1.4).
    const copy = Buffer.allocUnsafe(data.length);
    copy.set(data);
    // The prepared sequence is a one followed by zeros, so only the index's own digits need writing.
    for (let digit = lastDigit, rest = index; rest > 0; digit--) {
      const tens = Math.floor(rest / 10);
      copy[digit] = 0x30 + rest - tens * 10;
      rest = tens;
    }
    return { partitionKey, data: copy };
  };
}

function prepare(index: number): Prepared {
  const reading = preparedReading(index);
  const text = JSON.stringify(reading);
  return {
    partitionKey: reading.stationId,
    data: Uint8Array.from(Buffer.from(text)),
    lastDigit: text.indexOf(String(firstSequence)) + String(firstSequence).length - 1,
  };
}

function preparedReading(index: number): Reading {
  const hour = String(Math.floor(index / loadStations) * 6).padStart(2, "0");
  return {
    stationId: `load-station-${String(index % loadStations).padStart(4, "0")}`,
    sequence: firstSequence,
    observedAt: `2010-06-01T${hour}:00:00Z`,
    temperatureCelsius: (50 + (index % 200)) / 10,
    pressureHpa: (10_050 + (index % 170)) / 10,
    pressureTendencyHpa: ((index % 41) - 20) / 10,
    windMetresPerSecond: index === gale ? 18.5 : (index % 90) / 10,
  };
}
