// Every benchmark by its name: one line for each.

import type { BenchRow, Pace } from "./bench-row.ts";
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
import { streamBenches } from "./streams.bench.ts";
import { tableBenches } from "./tables.bench.ts";

export const suites: Readonly<Record<string, (pace: Pace) => Promise<BenchRow[]>>> = {
  engine: engineBenches,
  jsonata: jsonataBenches,
  linearity: linearityBenches,
  memory: memoryBenches,
  http: httpBenches,
  streams: streamBenches,
  events: eventBenches,
  mqtt: mqttBenches,
  tables: tableBenches,
  invocations: invocationBenches,
  messages: messageBenches,
  objects: objectBenches,
  durability: durabilityBenches,
};
