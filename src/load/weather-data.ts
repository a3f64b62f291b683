// The real weather that is replayed: Seattle's hourly normals, which ship in the package vega-datasets.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { ProducerRecord } from "../services/kinesis/producer-record.ts";
import { replayRecords } from "../weather/observations.ts";

export function readReplayRecords(): readonly ProducerRecord[] {
  const entry = createRequire(import.meta.url).resolve("vega-datasets");
  const file = join(dirname(entry), "..", "data", "seattle-weather-hourly-normals.csv");
  return [...replayRecords(readFileSync(file, "utf8"))];
}
