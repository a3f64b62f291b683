// The replay: a year of telemetry from six stations, derived from Seattle's hourly normals, with corrupt records at
// known places. The same rows always give the same records, so that what a run must count is known beforehand.

import { episodeAt } from "./episodes.ts";
import type { Reading } from "./readings.ts";
import { type StationClimate, stations } from "./stations.ts";

/** A record as a producer puts it on the stream. */
export interface TelemetryRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

interface Normal {
  readonly observedAt: string;
  readonly pressureHpa: number;
  readonly temperatureCelsius: number;
  readonly windMetresPerSecond: number;
}

/** A corrupt record follows every so many readings. */
const readingsBetweenCorruptRecords = 365;

/** After these readings a sensor reports a pressure that no weather explains. */
const pressureSensorFaults: ReadonlySet<number> = new Set([1200, 4321, 7000]);

const corruptions: readonly ((reading: Reading) => string | Uint8Array)[] = [
  () => "station rebooting, please wait",
  (reading) => JSON.stringify(reading).slice(0, 60),
  (reading) => JSON.stringify({ ...reading, temperatureCelsius: undefined }),
  (reading) => JSON.stringify({ ...reading, temperatureCelsius: 999.9 }),
  (reading) => JSON.stringify({ ...reading, pressureHpa: String(reading.pressureHpa) }),
  () => Uint8Array.of(0x00, 0xff, 0xfe, 0x80, 0x1b, 0xc3, 0x28, 0x00),
  () => "null",
  (reading) => JSON.stringify({ ...reading, observedAt: "yesterday" }),
];

/** The records of the replay, in the order in which stations send them. Takes the text of the CSV file. */
export function* replayRecords(normalsCsv: string): Generator<TelemetryRecord> {
  let count = 0;
  for (const reading of replayReadings(normalsCsv)) {
    yield toRecord(reading, JSON.stringify(reading));
    count++;
    if (count % readingsBetweenCorruptRecords !== 0) continue;
    const corrupt = corruptions[(count / readingsBetweenCorruptRecords - 1) % corruptions.length];
    if (corrupt !== undefined) yield toRecord(reading, corrupt(reading));
  }
}

/** The readings of one more station, every sixth hour. */
export function* readingsOf(station: StationClimate, normalsCsv: string): Generator<Reading> {
  const normals = parseNormals(normalsCsv);
  for (const [index, normal] of normals.entries()) {
    if (index % stations.length !== 0) continue;
    yield observe(station, { index, normal, earlier: normals[Math.max(0, index - 3)] as Normal });
  }
}

/** One reading for each row: the stations take turns, so that each reports every sixth hour. */
export function* replayReadings(normalsCsv: string): Generator<Reading> {
  const normals = parseNormals(normalsCsv);
  for (const [index, normal] of normals.entries()) {
    const station = stations[index % stations.length] as StationClimate;
    const earlier = normals[Math.max(0, index - 3)] as Normal;
    yield observe(station, { index, normal, earlier });
  }
}

interface Moment {
  readonly index: number;
  readonly normal: Normal;
  /** Three hours before. */
  readonly earlier: Normal;
}

function observe(station: StationClimate, { index, normal, earlier }: Moment): Reading {
  const now = episodeAt(index);
  const before = episodeAt(index - 3);
  const fault = pressureSensorFaults.has(index) ? 40 : 0;
  const tendency = normal.pressureHpa + now.pressureHpa - (earlier.pressureHpa + before.pressureHpa);
  return {
    stationId: station.stationId,
    sequence: index,
    observedAt: normal.observedAt,
    temperatureCelsius: tenths(
      normal.temperatureCelsius + station.temperatureOffsetCelsius + now.temperatureCelsius,
    ),
    pressureHpa: tenths(normal.pressureHpa + now.pressureHpa + fault),
    pressureTendencyHpa: tenths(tendency + fault),
    windMetresPerSecond: tenths(
      Math.max(0, (normal.windMetresPerSecond + now.windMetresPerSecond) * station.windFactor),
    ),
  };
}

function parseNormals(csv: string): Normal[] {
  const [header, ...rows] = csv.trimEnd().split(/\r?\n/);
  if (header !== "date,pressure,temperature,wind") {
    throw new SyntaxError(`line 1: expected "date,pressure,temperature,wind", got "${header?.slice(0, 80)}"`);
  }
  return rows.map((row, index) => {
    const [date = "", pressure, temperature, wind] = row.split(",");
    const numbers = [pressure, temperature, wind].map(Number) as [number, number, number];
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(date) || !numbers.every(Number.isFinite)) {
      throw new SyntaxError(
        `line ${index + 2}: expected a date and three numbers, got "${row.slice(0, 80)}"`,
      );
    }
    const [pressureHpa, temperatureCelsius, windMetresPerSecond] = numbers;
    return { observedAt: `${date}Z`, pressureHpa, temperatureCelsius, windMetresPerSecond };
  });
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10 + 0; // + 0 turns -0 into 0, which JSON would write the same.
}

function toRecord(reading: Reading, data: string | Uint8Array): TelemetryRecord {
  return { partitionKey: reading.stationId, data: typeof data === "string" ? Buffer.from(data) : data };
}
