// Tumbling windows: batches of a shard that belong to one stretch of time are called with the state that the call before returned,
// and at its end the function is called once more with the last state alone.
// https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html

import type { Json } from "../../../aws/json.ts";
import { isJsonObject } from "../../../aws/json.ts";
import type { BatchOutcome } from "../../../event-sources/batch-outcome.ts";
import type { Entry } from "../../../event-sources/entry.ts";
import type { LaneCourse, LaneHandle } from "../../../event-sources/shard-feed.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { FunctionAnswer } from "./function-call.ts";
import type { MappedRecord } from "./mapped-record.ts";

/** "Each shard can carry up to 1 MB of state." */
export const mostStateBytes = 1024 * 1024;
/** A record has its time before it can be read; for so long a window that is over waits for those. */
const graceMs = 1000;
const retryMs = 1000;

export interface WindowSeams {
  readonly windowMs: number;
  readonly shardId: string;
  readonly sourceArn: string;
  readonly clock: Clock;
  readonly call: (payload: string, entries: readonly Entry<MappedRecord>[]) => Promise<FunctionAnswer>;
}

interface OpenWindow {
  readonly startMs: number;
  state: Json;
}

/**
 * The windows of one lane. Its checkpoint stays at the first record of the open window, so that after a crash the window begins anew
 * with an empty state.
 */
export class TumblingWindows implements LaneCourse<MappedRecord> {
  readonly #seams: WindowSeams;
  readonly #lane: LaneHandle;
  #open: OpenWindow | undefined;
  #timer: Timer | undefined;

  constructor(seams: WindowSeams, lane: LaneHandle) {
    this.#seams = seams;
    this.#lane = lane;
  }

  readonly separates = (first: Entry<MappedRecord>, next: Entry<MappedRecord>): boolean =>
    this.#startOf(first.arrivalMs) !== this.#startOf(next.arrivalMs);

  async deliver(entries: readonly Entry<MappedRecord>[], delivery: () => Promise<void>): Promise<void> {
    const [first] = entries;
    if (first === undefined) return;
    const startMs = this.#startOf(first.arrivalMs);
    if (this.#open !== undefined && this.#open.startMs !== startMs && !(await this.#close())) return;
    if (this.#open === undefined) {
      this.#open = { startMs, state: {} };
      this.#lane.hold(first.offset);
      const delayMs = startMs + this.#seams.windowMs + graceMs - this.#seams.clock.now();
      this.#timer = this.#seams.clock.setTimer(delayMs, () => this.finish());
    }
    await delivery();
  }

  readonly take = async (entries: readonly Entry<MappedRecord>[]): Promise<BatchOutcome> => {
    const open = this.#open;
    if (open === undefined) throw new Error("a batch is taken in no window");
    const answer = await this.#call(open, { entries });
    if (answer.outcome.status === "FAILED") return answer.outcome;
    const state = stateIn(answer.value);
    if (state === undefined) {
      const { response } = answer.outcome;
      return { status: "FAILED", error: "The function's answer has no state", response };
    }
    open.state = state;
    if (Buffer.byteLength(JSON.stringify(state)) <= mostStateBytes) return answer.outcome;
    if (await this.#end(open, { isEarly: true })) open.state = {};
    return answer.outcome;
  };

  finish(): void {
    this.#lane.interject(async () => {
      await this.#close();
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** False if the reader stopped before the function had taken the window's end. */
  async #close(): Promise<boolean> {
    const open = this.#open;
    if (open === undefined) return true;
    this.#timer?.cancel();
    if (!(await this.#end(open, { isEarly: false }))) return false;
    this.#open = undefined;
    this.#lane.release();
    return true;
  }

  /** Blocks the lane until the function has taken it. */
  async #end(open: OpenWindow, { isEarly }: { readonly isEarly: boolean }): Promise<boolean> {
    for (;;) {
      const { outcome } = await this.#call(open, { entries: [], isFinal: true, isEarly });
      if (outcome.status === "SUCCEEDED") return true;
      if (!(await this.#lane.sleep(retryMs))) return false;
    }
  }

  #call(
    { startMs, state }: OpenWindow,
    { entries, isFinal = false, isEarly = false }: WindowCall,
  ): Promise<FunctionAnswer> {
    const { windowMs, shardId, sourceArn, call } = this.#seams;
    const rest = JSON.stringify({
      window: { start: isoSeconds(startMs), end: isoSeconds(startMs + windowMs) },
      state,
      shardId,
      eventSourceARN: sourceArn,
      isFinalInvokeForWindow: isFinal,
      isWindowTerminatedEarly: isEarly,
    });
    const records = entries.map(({ record }) => record.text).join(",");
    return call(`{"Records":[${records}],${rest.slice(1)}`, entries);
  }

  #startOf(arrivalMs: number): number {
    return Math.floor(arrivalMs / this.#seams.windowMs) * this.#seams.windowMs;
  }
}

interface WindowCall {
  readonly entries: readonly Entry<MappedRecord>[];
  readonly isFinal?: boolean;
  readonly isEarly?: boolean;
}

function stateIn(value: Json | undefined): Json | undefined {
  return isJsonObject(value) ? (value.state ?? undefined) : undefined;
}

function isoSeconds(at: number): string {
  return new Date(at).toISOString().replace(".000Z", "Z");
}
