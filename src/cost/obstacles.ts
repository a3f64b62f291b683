// Why a design can't run at a rate whatever one pays, as far as an account's quotas go in us-east-1.

import type { Design } from "./designs.ts";
import { statesOfBatch } from "./executions.ts";
import { pipeExecutions } from "./quotas.ts";
import { lanesFor } from "./scale.ts";
import { recordsOfBatch, type Workload } from "./workload.ts";

export interface Obstacle {
  readonly what: string;
  readonly need: number;
  readonly quota: number;
  readonly unit: string;
}

/** What Standard is refilled with each second. */
const standardStarts = 300;
const standardTransitions = 5000;

/** The quotas that the design needs more of; empty if it fits. */
export function obstaclesTo(workload: Workload, { type, executionOf }: Design): readonly Obstacle[] {
  const records = executionOf === "record" ? 1 : recordsOfBatch(workload, lanesFor(workload));
  const executions = workload.recordsPerSecond / records;
  const { transitions, batchMs } = statesOfBatch(workload, records);
  const needs: readonly Obstacle[] =
    type === "STANDARD"
      ? [
          { what: "StartExecution of Standard", need: executions, quota: standardStarts, unit: "/s" },
          {
            what: "state transitions of Standard",
            need: executions * transitions,
            quota: standardTransitions,
            unit: "/s",
          },
        ]
      : [
          {
            what: "executions that Pipes waits for",
            need: (executions * batchMs) / 1000,
            quota: pipeExecutions,
            unit: "",
          },
        ];
  return needs.filter(({ need, quota }) => need > quota);
}
