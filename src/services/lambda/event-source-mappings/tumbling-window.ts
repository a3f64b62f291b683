// Tumbling windows: batches of a shard that belong to one stretch of time are called with the state that the call before returned,
// and at its end the function is called once more with the last state alone.
// https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html

import type { Json } from "../../../aws/json.ts";
import { isJsonObject } from "../../../aws/json.ts";
import type { BatchOutcome } from "../../../event-sources/batch-outcome.ts";
import type { Entry } from "../../../event-sources/entry.ts";
import type { LaneCourse, LaneHandle } from "../../../event-sources/feed-seams.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { FunctionAnswer } from "./function-call.ts";
import type { KeptWindow } from "./kept-windows.ts";
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
  readonly kept: KeptWindow;
}

interface OpenWindow {
  readonly startMs: number;
  /** The offset of its first record. */
  readonly from: number;
  state: Json;
}

/**
 * The windows of one lane. The state is kept with how far it has come, so that after a crash the window goes on with it; the checkpoint
 * stays at the first record of the open window, so that nothing is lost if the machine dies before that is on disk.
 */
export class TumblingWindows implements LaneCourse<MappedRecord> {
  readonly #seams: WindowSeams;
  readonly #lane: LaneHandle;
  readonly takenBefore: number;
  #open: OpenWindow | undefined;
  #timer: Timer | undefined;
  #done: number;

  constructor(seams: WindowSeams, lane: LaneHandle) {
    this.#seams = seams;
    this.#lane = lane;
    const kept = seams.kept.get();
    this.takenBefore = kept?.done ?? 0;
    this.#done = this.takenBefore;
    this.#open = kept?.open && { ...kept.open };
  }

  begin(): void {
    if (this.#open !== undefined) this.#watch(this.#open);
  }

  ended(offset: number): void {
    this.#done = offset;
    this.#seams.kept.put({ done: offset, open: this.#open && { ...this.#open } });
  }

  readonly separates = (first: Entry<MappedRecord>, next: Entry<MappedRecord>): boolean =>
    this.#startOf(first.arrivalMs) !== this.#startOf(next.arrivalMs);

  async deliver(entries: readonly Entry<MappedRecord>[], delivery: () => Promise<void>): Promise<void> {
    const [first] = entries;
    if (first === undefined) return;
    const startMs = this.#startOf(first.arrivalMs);
    if (this.#open !== undefined && this.#open.startMs !== startMs && !(await this.#close())) return;
    if (this.#open === undefined) {
      this.#open = { startMs, from: first.offset, state: {} };
      this.#watch(this.#open);
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

  #watch({ startMs, from }: OpenWindow): void {
    const { windowMs, clock } = this.#seams;
    this.#lane.hold(from);
    this.#finishLater(startMs + windowMs + graceMs - clock.now());
  }

  /** A reader that is behind may have more for the window than has come to the lane. */
  #finishLater(delayMs: number): void {
    this.#timer = this.#seams.clock.setTimer(Math.max(graceMs, delayMs), () => {
      if (this.#lane.hasCaughtUp()) this.finish();
      else this.#finishLater(graceMs);
    });
  }

  /** False if the reader stopped before the function had taken the window's end. */
  async #close(): Promise<boolean> {
    const open = this.#open;
    if (open === undefined) return true;
    this.#timer?.cancel();
    if (!(await this.#end(open, { isEarly: false }))) return false;
    this.#open = undefined;
    if (!(await this.#isKept())) return false;
    this.#lane.release();
    return true;
  }

  /** That the window is closed has to be known before the checkpoint moves on, or it would be closed again with a state of before. */
  async #isKept(): Promise<boolean> {
    const { kept } = this.#seams;
    for (;;) {
      try {
        kept.put({ done: this.#done, open: undefined });
        await kept.committed();
        return true;
      } catch {
        if (!(await this.#lane.sleep(retryMs))) return false;
      }
    }
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
