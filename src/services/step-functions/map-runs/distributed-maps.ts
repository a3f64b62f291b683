// Distributed Maps: every visit of one is a Map Run, whose children are executions of their own. They are kept with the Standard
// executions, so that a Map Run that a crash interrupted goes on, and how its children ended can be written out.

import type { Json } from "../../../aws/json.ts";
import type { ExecutionIdentity } from "../../../engine/execution-identity.ts";
import { Failure } from "../../../engine/failure.ts";
import {
  type ItemReaderCall,
  type MapRun,
  type MapRunner,
  type MapRunStart,
  mapRunArnOf,
  type ReadItems,
  type ResultWriterCall,
} from "../../../engine/map-run/map-runner.ts";
import type { ExecutionRecord } from "../executions/execution-record.ts";
import type { StateMachine } from "../machines/state-machine.ts";
import type { MapRunChildren } from "./map-run-children.ts";
import type { MapRunPermits } from "./map-run-permits.ts";
import type { MapRuns } from "./map-runs.ts";

/** Where items come from, and where results go. */
export interface Datasets {
  /** For one Map Run. */
  reading(execution: ExecutionIdentity): Reading;
  /** Answers with the state's result, or with a Failure named States.ResultWriterFailed; it does not reject. */
  writeResults(writer: ResultWriterCall, ended: EndedMapRun): Promise<Json | Failure>;
}

export interface Reading {
  /** Answers with a Failure named States.ItemReaderFailed; it does not reject. */
  read(reader: ItemReaderCall): Promise<ReadItems | Failure>;
  /** Nobody waits for more, unless it is asked again. */
  stop(): void;
}

export const noDatasets: Datasets = {
  reading: () => ({
    read: async () => new Failure("States.ItemReaderFailed", "There is no S3 here to read items from."),
    stop() {},
  }),
  writeResults: async () =>
    new Failure("States.ResultWriterFailed", "There is no S3 here to write results to."),
};

export interface EndedMapRun {
  readonly execution: ExecutionIdentity;
  readonly mapRunArn: string;
  /** In the order in which they started, and few at a time in memory. */
  readonly children: AsyncIterable<ExecutionRecord>;
}

export interface DistributedMapsOptions {
  readonly mapRuns: MapRuns;
  readonly children: MapRunChildren;
  readonly datasets: Datasets;
  /** What the machines' roles let them do. @default everything */
  readonly permits?: Pick<MapRunPermits, "denial" | "redriveDenial"> | undefined;
}

export class DistributedMaps implements MapRunner {
  readonly #options: DistributedMapsOptions;

  constructor(options: DistributedMapsOptions) {
    this.#options = options;
  }

  startMapRun(start: MapRunStart): MapRun {
    const { mapRuns, children, datasets, permits } = this.#options;
    const mapRunArn = mapRunArnOf(start);
    let refusal = permits?.denial(start);
    const machine = childMachine(children.machineOf(start.execution.arn), start);
    mapRuns.register(
      {
        arn: mapRunArn,
        executionArn: start.execution.arn,
        stateMachineArn: machine.arn,
        ...start.limits,
      },
      start.changed,
    );
    const running = new Set<Promise<unknown>>();
    const reading = datasets.reading(start.execution);
    let isRedriven = false;
    return {
      mapRunArn,
      ...(refusal && { refusal }),
      readItems: (reader) => reading.read(reader),
      async writeResults(writer) {
        // Those that were told to stop, because too many had failed.
        await Promise.all(running);
        const { execution } = start;
        return datasets.writeResults(writer, {
          ...{ execution, mapRunArn },
          children: children.of(mapRunArn, isRedriven),
        });
      },
      runChild(child) {
        if (refusal !== undefined) return Promise.resolve(refusal);
        const ended = children.run(machine, { ...child, mapRunId: start.id, mapRunArn });
        running.add(ended);
        return ended.finally(() => running.delete(ended));
      },
      counted: ({ items, executions }) =>
        mapRuns.counted(mapRunArn, { items: { ...items }, executions: { ...executions } }),
      ended(status) {
        reading.stop();
        mapRuns.ended(mapRunArn, status);
      },
      redriven(redriveCount) {
        isRedriven = true;
        refusal = permits?.redriveDenial(start);
        mapRuns.redriven(mapRunArn, redriveCount);
        return refusal;
      },
    };
  }
}

/** The Map's processor as a machine of its own, named `name/label`, which logs and traces where its parent does. */
function childMachine(parent: StateMachine, { label, executionType, machine }: MapRunStart): StateMachine {
  return {
    ...parent,
    arn: `${parent.arn}/${label}`,
    name: `${parent.name}/${label}`,
    type: executionType,
    definition: JSON.stringify(machine.definition),
    compiled: () => machine,
    compiling: undefined,
  };
}
