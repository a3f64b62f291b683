// The real weather that is replayed: Seattle's hourly normals, which ship in the package vega-datasets.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { ProducerRecord } from "../services/kinesis/records/producer-record.ts";
import { type BuoyMessage, buoyMessages } from "../weather/buoy-messages.ts";
import { replayRecords } from "../weather/observations.ts";
import { stations } from "../weather/stations.ts";

export interface ReplayRecord extends ProducerRecord {
  readonly data: Uint8Array;
  /** By which it comes to the stream, if its station does not put it there itself. */
  readonly message?: string;
}

/** In the order in which stations send them: the buoy once in every turn of the others. */
export function readReplayRecords(): readonly ReplayRecord[] {
  const entry = createRequire(import.meta.url).resolve("vega-datasets");
  const file = join(dirname(entry), "..", "data", "seattle-weather-hourly-normals.csv");
  const csv = readFileSync(file, "utf8");
  const all: ReplayRecord[] = [];
  const messages = buoyMessages(csv);
  for (const [index, record] of [...replayRecords(csv)].entries()) {
    all.push(record);
    if (index % stations.length !== 0) continue;
    const { value, done } = messages.next();
    if (done !== true) all.push(received(value));
  }
  for (const message of messages) all.push(received(message));
  return all;
}

function received({ record, payload }: BuoyMessage): ReplayRecord {
  return { ...record, message: payload };
}
