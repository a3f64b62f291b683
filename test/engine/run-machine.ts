// Runs a machine in a test: on a virtual clock, with stubbed tasks, keeping its history.

import { compileDefinition } from "../../src/asl/compile/compile-definition.ts";
import type { StateMachineDefinition } from "../../src/asl/definition.ts";
import type { Json } from "../../src/aws/json.ts";
import {
  type Execution,
  type ExecutionEnd,
  type ExecutionStart,
  startExecution,
  type WorkflowType,
} from "../../src/engine/execution.ts";
import type { HistoryEvent } from "../../src/engine/history/event.ts";
import type { MapRunner } from "../../src/engine/map-run/map-runner.ts";
import { seededRandom } from "../../src/engine/random.ts";
import type { ExecutionIdentity, TaskCall, TaskRunner } from "../../src/engine/seams.ts";
import { slice } from "../../src/engine/slice.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";

// A test that asks at once how an execution ended must not depend on how fast the machine is.
slice.longestMs = Number.POSITIVE_INFINITY;

export const identity: ExecutionIdentity = {
  arn: "arn:aws:states:us-east-1:000000000000:execution:orders:one",
  name: "one",
  stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:orders",
  stateMachineName: "orders",
  roleArn: "arn:aws:iam::000000000000:role/orders",
  startTime: Date.UTC(2026, 0, 1),
};

export const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:price";

export interface RunOptions {
  readonly input?: Json;
  readonly type?: WorkflowType;
  readonly tasks?: TaskRunner["run"];
  readonly clock?: VirtualClock;
  readonly seed?: string;
  readonly recorded?: boolean;
  readonly mapRuns?: MapRunner;
  readonly onEnd?: (end: ExecutionEnd) => void;
}

export interface MachineRun {
  readonly execution: Execution;
  readonly history: HistoryEvent[];
  readonly clock: VirtualClock;
}

/** A definition as a test writes it. */
export type Definition = { readonly StartAt: string; readonly States: object } & Omit<
  StateMachineDefinition,
  "StartAt" | "States"
>;

export function startMachine(definition: Definition, options: RunOptions = {}): MachineRun {
  const clock = options.clock ?? new VirtualClock(identity.startTime);
  const history: HistoryEvent[] = [];
  const start: ExecutionStart = {
    identity,
    type: options.type ?? "STANDARD",
    input: options.input ?? {},
    redriveCount: 0,
    ...(options.onEnd === undefined ? undefined : { onEnd: options.onEnd }),
  };
  const execution = startExecution(
    compileDefinition(definition as unknown as StateMachineDefinition),
    start,
    {
      clock,
      tasks: { run: options.tasks ?? ((task: TaskCall) => task.arguments) },
      recorder: options.recorded === false ? undefined : { record: (event) => void history.push(event) },
      random: seededRandom(options.seed ?? "seed"),
      ...(options.mapRuns === undefined ? undefined : { mapRuns: options.mapRuns }),
    },
  );
  return { execution, history, clock };
}

/** Lets promises settle. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Runs to the end, moving the clock whenever nothing else is left to do. */
export async function runMachine(definition: Definition, options: RunOptions = {}) {
  const { execution, history, clock } = startMachine(definition, options);
  while (execution.end === undefined) {
    await settle();
    if (execution.end !== undefined || execution.isUnsettled || slice.isAwaited) continue;
    if (!clock.advanceToNextTimer()) throw new Error("The execution hangs.");
  }
  return { end: execution.end, history, clock };
}

/** `3<-2 TaskScheduled` */
export function outline(history: readonly HistoryEvent[]): readonly string[] {
  return history.map(({ id, previousEventId, type }) => `${id}<-${previousEventId} ${type}`);
}
