// What a Map Run's end does to what is read for it.

import { expect, test } from "@jest/globals";
import type { MapRunStart } from "../../../../src/engine/map-run/map-runner.ts";
import {
  DistributedMaps,
  noDatasets,
} from "../../../../src/services/step-functions/map-runs/distributed-maps.ts";
import type { MapRunChildren } from "../../../../src/services/step-functions/map-runs/map-run-children.ts";
import { MapRuns } from "../../../../src/services/step-functions/map-runs/map-runs.ts";
import { MemoryStore } from "../../../../src/services/step-functions/store/memory-store.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";

test.each(["ABORTED", "FAILED", "SUCCEEDED"] as const)("%s, it is read for no more", (status) => {
  let stops = 0;
  const maps = new DistributedMaps({
    mapRuns: new MapRuns({ clock: new VirtualClock(), documents: new MemoryStore(), retentionMs: 1 }),
    children: { machineOf: () => ({ arn: "m", name: "m" }) } as unknown as MapRunChildren,
    datasets: {
      ...noDatasets,
      reading: () => ({
        read: () => Promise.resolve({ items: [], source: "" }),
        stop() {
          stops += 1;
        },
      }),
    },
  });
  const run = maps.startMapRun({
    id: "i",
    label: "Each",
    execution: { arn: "e", stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:m" },
    limits: { maxConcurrency: 0, toleratedFailureCount: 0, toleratedFailurePercentage: 0 },
    machine: { definition: {} },
  } as unknown as MapRunStart);
  expect(stops).toBe(0);
  run.ended(status);
  expect(stops).toBe(1);
});
