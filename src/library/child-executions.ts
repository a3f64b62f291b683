// Distributed Maps in a test: their child executions run here and now, in memory. What an ItemReader would read and where
// a ResultWriter would write are services, which a test has not.

import { startExecution } from "../engine/execution.ts";
import { Failure } from "../engine/failure.ts";
import { type MapRunner, mapRunArnOf } from "../engine/map-run/map-runner.ts";
import type { EngineSeams, ExecutionIdentity } from "../engine/seams.ts";

export function runChildrenHere(seams: EngineSeams): MapRunner {
  const mapRuns: MapRunner = {
    startMapRun: (start) => ({
      mapRunArn: mapRunArnOf(start),
      readItems: async () => outOfReach("States.ItemReaderFailed", "an ItemReader"),
      writeResults: async () => outOfReach("States.ResultWriterFailed", "a ResultWriter"),
      counted() {},
      ended() {},
      async runChild({ index, input }) {
        const child = startExecution(
          start.machine,
          { identity: childOf(start.execution, start.label, index), type: start.executionType, input },
          { ...seams, recorder: undefined, mapRuns },
        );
        const end = await child.ended;
        return end.status === "SUCCEEDED" ? end.output : new Failure(end.error ?? "", end.cause);
      },
    }),
  };
  return mapRuns;
}

function childOf(parent: ExecutionIdentity, label: string, index: number): ExecutionIdentity {
  const name = `${parent.name}-${index}`;
  const stateMachineName = `${parent.stateMachineName}/${label}`;
  return {
    ...parent,
    name,
    stateMachineName,
    stateMachineArn: `${parent.stateMachineArn}/${label}`,
    arn: parent.arn.replace(/:execution:.*$/, `:execution:${stateMachineName}:${name}`),
  };
}

function outOfReach(error: string, what: string): Failure {
  return new Failure(error, `A test in memory has no service for ${what}: give the items in the input.`);
}
