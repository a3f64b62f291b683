// Express executions: at-least-once, in memory, five minutes at most. This is the hot path of ingestion, so an execution
// costs an id, an engine run and two counters. What is told of it is in its log and its metrics, and for a while in memory.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Json } from "../../../aws/json.ts";
import type { Listeners } from "../../../aws/listeners.ts";
import type { LogSink } from "../../../aws/log-sink.ts";
import { type Place, Roster } from "../../../aws/roster.ts";
import { type Execution, type ExecutionEnd, startExecution } from "../../../engine/execution.ts";
import { seededRandom } from "../../../engine/random.ts";
import type { TaskRunner } from "../../../engine/seams.ts";
import type { Clock } from "../../../time/clock.ts";
import { expressArnPrefix } from "../arns.ts";
import type { StateMachine } from "../machines/state-machine.ts";
import { createExecutionLog } from "../monitoring/execution-log.ts";
import { ExecutionTrace, type TraceSink } from "../monitoring/execution-trace.ts";
import type {
  ExecutionBegun,
  ExecutionEnded,
  ExecutionMetrics,
  MeasuredMachine,
} from "../monitoring/observers.ts";
import { joinRecorders } from "../monitoring/recorders.ts";
import { billOf } from "./billing.ts";
import { ExecutionIds } from "./execution-ids.ts";
import { RecentExpress } from "./recent-express.ts";

export interface ExpressOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly tasks: TaskRunner;
  readonly logs: LogSink | undefined;
  readonly traces: TraceSink | undefined;
  readonly metrics: (machine: MeasuredMachine) => ExecutionMetrics;
  readonly started: Listeners<ExecutionBegun>;
  readonly ended: Listeners<ExecutionEnded>;
}

export interface ExpressStart {
  readonly input: Json;
  /** As it was given. @default the input as JSON */
  readonly inputText?: string | undefined;
  readonly name?: string | undefined;
  /** What tells it from others of its name. @default a new one */
  readonly id?: string | undefined;
  readonly traceHeader?: string | undefined;
  readonly stateMachineVersionArn?: string | undefined;
  readonly stateMachineAliasArn?: string | undefined;
  /** StartSyncExecution's executions have no redrive count. */
  readonly sync?: boolean;
  readonly onEnd?: (end: ExecutionEnd, endedAt: number) => void;
}

/** One that is waited for. */
export interface SyncStart extends Omit<ExpressStart, "id" | "sync" | "onEnd"> {
  readonly inputText: string;
}

export interface StartedExpress {
  readonly arn: string;
  readonly name: string;
  readonly startedAt: number;
  readonly execution: Execution;
}

/** An execution that was waited for. */
export interface SyncEnd {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly input: string;
  readonly end: ExecutionEnd;
}

/** What the executions of a machine have in common. */
interface Kind {
  /** What their ARNs begin with. */
  readonly arnPrefix: string;
  /** Of those that no version was started of. */
  readonly metrics: ExecutionMetrics;
}

export class ExpressExecutions {
  readonly recent = new RecentExpress();
  readonly #options: ExpressOptions;
  readonly #ids = new ExecutionIds();
  readonly #running = new Roster<Execution>();
  readonly #kinds = new WeakMap<StateMachine, Kind>();

  constructor(options: ExpressOptions) {
    this.#options = options;
  }

  /** Calls `onEnd` when the execution has ended, perhaps before this returns. */
  start(machine: StateMachine, start: ExpressStart): StartedExpress {
    const { clock, tasks } = this.#options;
    const startedAt = clock.now();
    const id = start.id ?? this.#ids.next();
    const name = start.name ?? this.#ids.next();
    const kind = this.#kindOf(machine);
    const arn = `${kind.arnPrefix}${name}:${id}`;
    const metrics =
      start.stateMachineVersionArn === undefined ? kind.metrics : this.#metricsOf(machine, start);
    metrics.started();
    this.#options.started.tell(() => ({ stateMachine: machine, arn, name, startedAt }));
    const trace = ExecutionTrace.begin(
      machine,
      { arn, startedAt, traceHeader: start.traceHeader },
      this.#options.traces,
    );
    const followed = this.recent.begin({ executionArn: arn, stateMachineArn: machine.arn, name, startedAt });
    let running: Place<Execution> | undefined;
    let ended = false;
    const onEnd = (end: ExecutionEnd, failedState: string | undefined): void => {
      ended = true;
      if (running !== undefined) this.#running.leave(running);
      const endedAt = clock.now();
      metrics.ended(end.status, endedAt - startedAt);
      metrics.billed?.(billOf(endedAt - startedAt));
      trace?.ended(end, endedAt);
      this.recent.ended(followed, end, endedAt);
      this.#options.ended.tell(() => {
        const { input } = start;
        return { stateMachine: machine, arn, name, input, end, failedState, startedAt, endedAt };
      });
      start.onEnd?.(end, endedAt);
    };
    const execution = startExecution(
      machine.compiled(),
      {
        type: "EXPRESS",
        input: start.input,
        inputText: start.inputText,
        identity: {
          arn,
          name,
          stateMachineArn: machine.arn,
          stateMachineName: machine.name,
          roleArn: machine.roleArn,
          startTime: startedAt,
          traceHeader: trace?.header,
        },
        redriveCount: start.sync === true ? undefined : 0,
        onEnd,
      },
      {
        clock,
        tasks,
        recorder: joinRecorders(
          createExecutionLog(machine, { arn }, this.#options.logs),
          trace,
          followed.recorder,
        ),
        random: seededRandom(id),
      },
    );
    if (!ended) running = this.#running.enter(execution);
    return { arn, name, startedAt, execution };
  }

  /** Resolves when the execution has ended, however it ended. */
  async startSync(machine: StateMachine, start: SyncStart): Promise<SyncEnd> {
    const { promise, resolve } = Promise.withResolvers<Pick<SyncEnd, "end" | "endedAt">>();
    const { input, inputText, traceHeader, stateMachineVersionArn, stateMachineAliasArn } = start;
    const { arn, name, startedAt } = this.start(machine, {
      input,
      inputText,
      name: start.name,
      traceHeader,
      stateMachineVersionArn,
      stateMachineAliasArn,
      sync: true,
      onEnd: (end, endedAt) => resolve({ end, endedAt }),
    });
    const { end, endedAt } = await promise;
    return {
      executionArn: arn,
      stateMachineArn: machine.arn,
      name,
      startedAt,
      endedAt,
      input: inputText,
      end,
    };
  }

  #kindOf(machine: StateMachine): Kind {
    const known = this.#kinds.get(machine);
    if (known !== undefined) return known;
    const arnPrefix = expressArnPrefix(this.#options.identity, machine.name);
    const kind = { arnPrefix, metrics: this.#metricsOf(machine, {}) };
    this.#kinds.set(machine, kind);
    return kind;
  }

  #metricsOf(
    { arn: stateMachineArn }: StateMachine,
    {
      stateMachineVersionArn,
      stateMachineAliasArn,
    }: Pick<ExpressStart, "stateMachineVersionArn" | "stateMachineAliasArn">,
  ): ExecutionMetrics {
    return this.#options.metrics({ stateMachineArn, stateMachineVersionArn, stateMachineAliasArn });
  }

  get running(): number {
    return this.#running.size;
  }

  stopAll(): void {
    for (const execution of this.#running.members)
      execution.stop("Region.Stopped", "The region was stopped.");
  }
}
