// The child executions of Map Runs. Each has its name from its place in the Map Run, so that one that was started before a crash
// is found again and not started twice.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Json } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { reportUnexpected } from "../../../aws/unexpected.ts";
import { Failure } from "../../../engine/failure.ts";
import type { ChildExecution } from "../../../engine/map-run/map-runner.ts";
import { isOverPayloadLimit, jsonText, payloadLimitFailure } from "../../../engine/payload-limit.ts";
import { seededRandom } from "../../../engine/random.ts";
import { breathe } from "../../../engine/slice.ts";
import { onAbort } from "../../../time/on-abort.ts";
import { executionArn, isExpressArn } from "../arns.ts";
import type { ExecutionRecord } from "../executions/execution-record.ts";
import type { StandardExecutions } from "../executions/standard-executions.ts";
import type { StateMachine } from "../machines/state-machine.ts";
import type { ExpressChildren } from "./express-children.ts";

export interface MapRunChild extends ChildExecution {
  readonly mapRunId: string;
  readonly mapRunArn: string;
}

export interface MapRunChildrenOptions {
  readonly identity: RegionIdentity;
  readonly standard: StandardExecutions;
  readonly express: ExpressChildren;
}

export class MapRunChildren {
  readonly #options: MapRunChildrenOptions;

  constructor(options: MapRunChildrenOptions) {
    this.#options = options;
  }

  /** The machine of a Map Run's parent, as it was when that started. */
  machineOf(parentArn: string): StateMachine {
    return this.#options.standard.records.describe(parentArn).stateMachine;
  }

  /** Runs a child to its end, or waits for the end of one that runs, or has run, already. */
  async run(machine: StateMachine, child: MapRunChild): Promise<Json | Failure> {
    if (isOverPayloadLimit(child.input)) return payloadLimitFailure(machine.name);
    try {
      const run = machine.type === "EXPRESS" ? this.#express : this.#standard;
      return resultOf(await run.call(this, machine, child));
    } catch (refusal) {
      // Such as an input that is too large for an execution.
      if (refusal instanceof ServiceError) return new Failure(`States.${refusal.code}`, refusal.message);
      throw refusal;
    }
  }

  /** In the order in which they started; of an Express child that a redrive ran again, only the last. */
  async *of(mapRunArn: string, isRedriven: boolean): AsyncGenerator<ExecutionRecord> {
    const { standard } = this.#options;
    await standard.committed();
    const newest = isRedriven ? await this.#newest(mapRunArn) : undefined;
    for (const { arn } of standard.records.children(mapRunArn)) {
      if (newest === undefined || newest.get(firstPart(arn)) === arn) yield standard.records.describe(arn);
      await breathe();
    }
  }

  /** By what all runs of a child have in common, the last. */
  async #newest(mapRunArn: string): Promise<ReadonlyMap<string, string>> {
    const newest = new Map<string, string>();
    for (const { arn } of this.#options.standard.records.children(mapRunArn)) {
      newest.set(firstPart(arn), arn);
      await breathe();
    }
    return newest;
  }

  #express(machine: StateMachine, child: MapRunChild): Promise<ExecutionRecord> {
    const { mapRunId, index, redriveCount } = child;
    const id = seededRandom(`${mapRunId} ${index} ${redriveCount}`).uuid();
    return this.#options.express.run(machine, { ...child, name: nameOf(child), id });
  }

  async #standard(machine: StateMachine, child: MapRunChild): Promise<ExecutionRecord> {
    const { identity, standard } = this.#options;
    const { input, mapRunId, mapRunArn, itemCount, redriveCount, signal } = child;
    const name = nameOf(child);
    const arn = executionArn(identity, machine.name, name);
    const found = standard.records.find(arn);
    if (found === undefined) {
      await standard.start(machine, { input: jsonText(input), name, mapRunArn, itemCount });
    } else if (redriveCount > 0 && found.end !== undefined && found.end.status !== "SUCCEEDED") {
      await standard.redriveChild(arn, `${mapRunId}:${redriveCount}`);
    }
    const stop = () => void standard.stop(arn, undefined, undefined).catch(reportUnlessRefused);
    const forget = onAbort(signal, stop);
    if (signal.aborted) stop();
    try {
      return await standard.ended(arn);
    } finally {
      forget();
    }
  }
}

function nameOf({ mapRunId, index }: MapRunChild): string {
  return seededRandom(`${mapRunId} ${index}`).uuid();
}

/** The ARN of an Express child ends with an id of its own for each time that it is run. */
function firstPart(arn: string): string {
  return isExpressArn(arn) ? arn.slice(0, arn.lastIndexOf(":")) : arn;
}

function resultOf({ end }: ExecutionRecord): Json | Failure {
  if (end === undefined || end.status === "ABORTED") return new Failure("", end?.cause);
  if (end.status === "SUCCEEDED") return end.output;
  if (end.status === "TIMED_OUT") return new Failure("States.Timeout", end.cause);
  return new Failure(end.error ?? "States.TaskFailed", end.cause);
}

/** Stopping is the best that can be done: the disk may take nothing, and then the child goes on after a restart. */
function reportUnlessRefused(thrown: unknown): void {
  if (!(thrown instanceof ServiceError)) reportUnexpected("the stop of a Map Run's child", thrown);
}
