// The Express executions of late, so that one which nobody logs can be opened all the same. AWS keeps nothing of them but their log.
// Of those that start in a second the first few are kept with their history, fewer if they are large, of all others what became of
// them: at a rate at which nobody can follow single executions they cost next to nothing. An endless loop makes events for five
// minutes, of which the first are kept, and the last.

import type { ExecutionEnd } from "../../../engine/execution.ts";
import type { HistoryEvent, HistoryEventType, Recorder } from "../../../engine/history/event.ts";
import { eventOverhead, textLengthOf } from "../../../engine/history/event-text.ts";

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
  /** Whether only the first of its events are there, and the one that says how it ended. */
  readonly isCut: boolean;
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
/** Of one history, and of the characters that it holds. */
const mostEvents = 5_000;
const mostTextOfOne = 4 * 1024 * 1024;
/** What the histories of those that run may hold, in characters; as much of those that succeeded, and of those that did not. */
const mostText = 32 * 1024 * 1024;

export class RecentExpress {
  readonly #running = new Map<string, FollowedExecution>();
  readonly #succeeded = new Ring();
  readonly #failed = new Ring();
  #second = 0;
  #histories = 0;
  #text = 0;
  /** Of those that run. */
  #held = 0;

  begin(execution: StartedExecution): FollowedExecution {
    const room = this.#mayRecord(execution.startedAt) ? this : undefined;
    const followed = new FollowedExecution(execution, room);
    if (room !== undefined) this.#running.set(followed.executionArn, followed);
    return followed;
  }

  ended(followed: FollowedExecution, end: ExecutionEnd, endedAt: number): void {
    if (followed.recorder !== undefined) {
      this.#running.delete(followed.executionArn);
      this.#held -= followed.held;
    }
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

  /** There is room for another event of one that runs. */
  get hasRoom(): boolean {
    return this.#held < mostText;
  }

  /** In this second, whenever the execution began. */
  wrote(characters: number): void {
    this.#text += characters;
    this.#held += characters + eventOverhead;
  }
}

/** What those that run may take together. */
type Room = Pick<RecentExpress, "hasRoom" | "wrote">;

/** One object all its life: what is shown of it is made for whoever looks. */
class FollowedExecution implements StartedExecution {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly startedAt: number;
  /** Undefined if its history is not kept. */
  readonly recorder: Recorder | undefined = undefined;
  readonly events: HistoryEvent[] | undefined = undefined;
  /** How many characters its history takes. */
  held = 0;
  #isCut = false;
  #end: ExecutionEnd | undefined = undefined;
  #endedAt = 0;

  /** `room` is told of each event that is kept; without it none is. */
  constructor(execution: StartedExecution, room: Room | undefined) {
    this.executionArn = execution.executionArn;
    this.stateMachineArn = execution.stateMachineArn;
    this.name = execution.name;
    this.startedAt = execution.startedAt;
    if (room === undefined) return;
    const events: HistoryEvent[] = [];
    this.events = events;
    this.recorder = {
      wants: (type) => {
        this.#isCut ||= events.length >= mostEvents || this.held >= mostTextOfOne || !room.hasRoom;
        return !this.#isCut || isEnd(type);
      },
      record: (event) => {
        events.push(event);
        const text = textLengthOf(event);
        this.held += text + eventOverhead;
        room.wrote(text);
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
      isCut: this.#isCut,
    };
  }
}

/** Of the whole execution. */
function isEnd(type: HistoryEventType): boolean {
  return type.startsWith("Execution") && type !== "ExecutionStarted";
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
    this.#text += execution.held;
    // A quarter at a time, so that an array is not moved along for each.
    if (this.#executions.length <= mostExecutions && this.#text <= mostText) return;
    const dropped = this.#executions.splice(0, Math.ceil(this.#executions.length / 4));
    for (const each of dropped) this.#text -= each.held;
  }
}
