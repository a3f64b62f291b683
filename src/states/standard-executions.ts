// Standard executions: a name starts one, its history is kept, and it can be described, listed and stopped.

import { randomUUID } from "node:crypto";
import type { RegionIdentity } from "../aws/arn.ts";
import { ServiceError } from "../aws/service-error.ts";
import { startExecution } from "../engine/execution.ts";
import type { HistoryEvent, Recorder } from "../engine/history/event.ts";
import { seededRandom } from "../engine/random.ts";
import type { TaskRunner } from "../engine/seams.ts";
import type { Clock } from "../time/clock.ts";
import { checkExecutionArn, executionArn } from "./arns.ts";
import { parseInput } from "./execution-input.ts";
import { createExecutionLog, type LogSink } from "./execution-log.ts";
import { type ExecutionRecord, executionStatuses, statusOf } from "./execution-record.ts";
import type { ExecutionStore } from "./execution-store.ts";
import type { ExecutionEnded, ExecutionMetrics } from "./observers.ts";
import { type Page, type PageRequest, pageOf } from "./page.ts";
import type { StateMachine } from "./state-machine.ts";

export interface StandardOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly tasks: TaskRunner;
  readonly store: ExecutionStore;
  readonly logs: LogSink | undefined;
  readonly metrics: (stateMachineArn: string) => ExecutionMetrics;
  readonly ended: (info: ExecutionEnded) => void;
}

export interface StandardStart {
  /** JSON text. */
  readonly input: string;
  readonly name?: string | undefined;
  readonly traceHeader?: string | undefined;
}

export interface HistoryRequest extends PageRequest {
  readonly reverseOrder?: boolean | undefined;
}

export class StandardExecutions {
  readonly #options: StandardOptions;

  constructor(options: StandardOptions) {
    this.#options = options;
  }

  /** The same name with the same input, while it runs, answers with the execution that is there. */
  start(machine: StateMachine, start: StandardStart): ExecutionRecord {
    const { clock, identity, store } = this.#options;
    const input = parseInput(start.input);
    const name = start.name ?? randomUUID();
    const arn = executionArn(identity, machine.name, name);
    const existing = store.get(arn);
    if (existing !== undefined) {
      if (existing.end === undefined && existing.input === start.input) return existing;
      throw new ServiceError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
    }
    const record: ExecutionRecord = {
      arn,
      name,
      stateMachine: machine,
      input: start.input,
      traceHeader: start.traceHeader,
      startedAt: clock.now(),
      history: [],
      execution: undefined,
      end: undefined,
      endedAt: undefined,
    };
    store.add(record);
    this.#run(record, input);
    return record;
  }

  /** Throws InvalidArn or ExecutionDoesNotExist. */
  describe(arn: string): ExecutionRecord {
    checkExecutionArn(arn);
    const record = this.#options.store.get(arn);
    if (record !== undefined) return record;
    throw new ServiceError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
  }

  /** Newest first. */
  list(
    machine: StateMachine,
    request: PageRequest & { readonly statusFilter?: string | undefined },
  ): Page<ExecutionRecord> {
    const { statusFilter } = request;
    if (statusFilter !== undefined && !executionStatuses.includes(statusFilter)) {
      throw new ServiceError(
        "ValidationException",
        `1 validation error detected: Value '${statusFilter}' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [${executionStatuses.join(", ")}]`,
      );
    }
    const all = this.#options.store.of(machine.arn);
    const wanted =
      statusFilter === undefined ? all : all.filter((record) => statusOf(record) === statusFilter);
    const key = `executions ${machine.arn} ${statusFilter ?? ""}`;
    return pageOf(wanted, request, { key, now: this.#options.clock.now() });
  }

  history(arn: string, request: HistoryRequest): Page<HistoryEvent> {
    const { history } = this.describe(arn);
    const events = request.reverseOrder === true ? history.toReversed() : history;
    const key = `history ${arn} ${request.reverseOrder === true}`;
    return pageOf(events, request, { key, now: this.#options.clock.now() });
  }

  /** Answers with the time at which the execution stopped, which may be long past. */
  stop(arn: string, error: string | undefined, cause: string | undefined): number {
    const record = this.describe(arn);
    record.execution?.stop(error, cause);
    return record.endedAt ?? this.#options.clock.now();
  }

  #run(record: ExecutionRecord, input: ReturnType<typeof parseInput>): void {
    const { clock, tasks, metrics, ended } = this.#options;
    const { stateMachine: machine, arn, name, startedAt } = record;
    metrics(machine.arn).started();
    record.execution = startExecution(
      machine.compiled,
      {
        type: "STANDARD",
        input,
        redriveCount: 0,
        identity: {
          arn,
          name,
          stateMachineArn: machine.arn,
          stateMachineName: machine.name,
          roleArn: machine.roleArn,
          startTime: startedAt,
        },
        onEnd: (end) => {
          record.end = end;
          record.endedAt = clock.now();
          metrics(machine.arn).ended(end.status, record.endedAt - startedAt);
          ended({ stateMachine: machine, arn, name, input, end, startedAt, endedAt: record.endedAt });
        },
      },
      { clock, tasks, recorder: this.#recorder(record), random: seededRandom(arn) },
    );
  }

  #recorder({ history, stateMachine, arn }: ExecutionRecord): Recorder {
    const log = createExecutionLog(stateMachine, arn, this.#options.logs);
    if (log === undefined) return { record: (event) => void history.push(event) };
    return {
      record(event) {
        history.push(event);
        if (log.wants?.(event.type) !== false) log.record(event);
      },
    };
  }
}
