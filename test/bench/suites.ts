// Every benchmark by its name: one line for each.

import type { BenchRow, Pace } from "./bench-row.ts";
import { calibrationBenches } from "./calibration.bench.ts";
import { coldStartBenches } from "./cold-starts.bench.ts";
import { durabilityBenches } from "./durability.bench.ts";
import { engineBenches } from "./engine.bench.ts";
import { eventBenches } from "./events.bench.ts";
import { httpBenches } from "./http.bench.ts";
import { invocationBenches } from "./invocations.bench.ts";
import { jsonataBenches } from "./jsonata.bench.ts";
import { linearityBenches } from "./linearity.bench.ts";
import { memoryBenches } from "./memory.bench.ts";
import { messageBenches } from "./messages.bench.ts";
import { mqttBenches } from "./mqtt.bench.ts";
import { objectBenches } from "./objects.bench.ts";
import { scaleBenches } from "./scale.bench.ts";
import { streamBenches, streamsBySdkBenches } from "./streams.bench.ts";
import { tableBenches } from "./tables.bench.ts";

export const suites: Readonly<Record<string, (pace: Pace) => Promise<BenchRow[]>>> = {
  calibration: calibrationBenches,
  engine: engineBenches,
  jsonata: jsonataBenches,
  linearity: linearityBenches,
  memory: memoryBenches,
  http: httpBenches,
  streams: streamBenches,
  "streams by SDK": streamsBySdkBenches,
  events: eventBenches,
  mqtt: mqttBenches,
  tables: tableBenches,
  invocations: invocationBenches,
  "cold starts": coldStartBenches,
  messages: messageBenches,
  objects: objectBenches,
  durability: durabilityBenches,
  scale: scaleBenches,
};
