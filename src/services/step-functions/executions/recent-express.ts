// The Express executions of late, so that one which nobody logs can be opened all the same. AWS keeps nothing of them but their log.
// Of those that start in a second the first few are kept with their history, fewer if they are large, of all others what became of
// them: at a rate at which nobody can follow single executions they cost next to nothing.

import type { ExecutionEnd } from "../../../engine/execution.ts";
import type { HistoryEvent, Recorder } from "../../../engine/history/event.ts";

export interface RecentExecution {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: ExecutionEnd["status"] | "RUNNING";
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** Undefined where the history was not kept. */
  readonly events: readonly HistoryEvent[] | undefined;
}

/** What there is of an execution when it begins. */
export interface StartedExecution {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly startedAt: number;
}

/** So many histories a second, and no more of them once they have taken so many characters: large inputs are dear to write out. */
const historiesASecond = 25;
const textASecond = 256 * 1024;
/** So many that succeeded, and as many that did not. */
const mostExecutions = 2_000;
/** Of the texts in histories, in characters. */
const mostText = 32 * 1024 * 1024;

export class RecentExpress {
  readonly #running = new Map<string, FollowedExecution>();
  readonly #succeeded = new Ring();
  readonly #failed = new Ring();
  #second = 0;
  #histories = 0;
  #text = 0;

  begin(execution: StartedExecution): FollowedExecution {
    const wrote = this.#mayRecord(execution.startedAt) ? (text: number) => this.#wrote(text) : undefined;
    const followed = new FollowedExecution(execution, wrote);
    if (wrote !== undefined) this.#running.set(followed.executionArn, followed);
    return followed;
  }

  ended(followed: FollowedExecution, end: ExecutionEnd, endedAt: number): void {
    if (followed.recorder !== undefined) this.#running.delete(followed.executionArn);
    followed.end(end, endedAt);
    const ring = end.status === "SUCCEEDED" ? this.#succeeded : this.#failed;
    ring.add(followed);
  }

  /** The latest first: those that run, and those that have ended. */
  list(stateMachineArn?: string): readonly RecentExecution[] {
    return [...this.#running.values(), ...this.#failed.all, ...this.#succeeded.all]
      .filter((each) => stateMachineArn === undefined || each.stateMachineArn === stateMachineArn)
      .sort((one, other) => other.startedAt - one.startedAt)
      .map((each) => each.shown);
  }

  find(executionArn: string): RecentExecution | undefined {
    const running = this.#running.get(executionArn);
    if (running !== undefined) return running.shown;
    return [...this.#failed.all, ...this.#succeeded.all].find((each) => each.executionArn === executionArn)
      ?.shown;
  }

  #mayRecord(now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#histories = 0;
      this.#text = 0;
    }
    return this.#text < textASecond && this.#histories++ < historiesASecond;
  }

  /** In this second, whenever the execution began. */
  #wrote(characters: number): void {
    this.#text += characters;
  }
}

/** One object all its life: what is shown of it is made for whoever looks. */
class FollowedExecution implements StartedExecution {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly startedAt: number;
  /** Undefined if its history is not kept. */
  readonly recorder: Recorder | undefined = undefined;
  readonly events: HistoryEvent[] | undefined = undefined;
  #end: ExecutionEnd | undefined = undefined;
  #endedAt = 0;

  /** `wrote` is called for each event that is kept, with the length of its texts; without it none is. */
  constructor(execution: StartedExecution, wrote: ((characters: number) => void) | undefined) {
    this.executionArn = execution.executionArn;
    this.stateMachineArn = execution.stateMachineArn;
    this.name = execution.name;
    this.startedAt = execution.startedAt;
    if (wrote === undefined) return;
    const events: HistoryEvent[] = [];
    this.events = events;
    this.recorder = {
      record(event) {
        events.push(event);
        wrote(textOf(event));
      },
    };
  }

  /** What it came to is not kept: an output may be large. */
  end(end: ExecutionEnd, endedAt: number): void {
    this.#end = end.status === "SUCCEEDED" ? succeeded : end;
    this.#endedAt = endedAt;
  }

  get shown(): RecentExecution {
    const { executionArn, stateMachineArn, name, startedAt, events } = this;
    const end = this.#end;
    const failed = end === undefined || end.status === "SUCCEEDED" ? undefined : end;
    return {
      executionArn,
      stateMachineArn,
      name,
      status: end?.status ?? "RUNNING",
      startedAt,
      endedAt: end === undefined ? undefined : this.#endedAt,
      error: failed?.error,
      cause: failed?.cause,
      events,
    };
  }
}

const succeeded: ExecutionEnd = { status: "SUCCEEDED", output: null };

/** The last ones, by their number and by what their histories hold. */
class Ring {
  #executions: FollowedExecution[] = [];
  #text = 0;

  get all(): readonly FollowedExecution[] {
    return this.#executions;
  }

  add(execution: FollowedExecution): void {
    this.#executions.push(execution);
    this.#text += textIn(execution);
    // A quarter at a time, so that an array is not moved along for each.
    if (this.#executions.length <= mostExecutions && this.#text <= mostText) return;
    const dropped = this.#executions.splice(0, Math.ceil(this.#executions.length / 4));
    for (const each of dropped) this.#text -= textIn(each);
  }
}

function textIn({ events }: FollowedExecution): number {
  return events === undefined ? 0 : events.reduce((text, event) => text + textOf(event), 0);
}

function textOf(event: HistoryEvent): number {
  let text = 0;
  for (const details of Object.values(event)) {
    if (typeof details !== "object") continue;
    for (const detail of Object.values(details)) if (typeof detail === "string") text += detail.length;
  }
  return text;
}
