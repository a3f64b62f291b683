// Wait: goes on after so many seconds, or at a time. A time that has passed is not waited for.

import type { CompiledWait } from "../../asl/compile/compiled-machine.ts";
import type { Json } from "../../aws/json.ts";
import { effectiveInput, finishWithInput } from "../data-flow.ts";
import type { Due } from "../deadlines.ts";
import { waitSeconds, waitTimestamp } from "../fields.ts";
import { resume, whenReady } from "../run-strand.ts";
import type { GoOn, Strand } from "../strand.ts";
import { runtimeFailure } from "../thrown.ts";

export function wait(strand: Strand, state: CompiledWait): GoOn {
  const input = effectiveInput(strand, state.flow);
  const { until } = state;
  if (until.unit === "seconds") {
    return whenReady(strand, waitSeconds(strand, until.field), (resumed, seconds) =>
      sleep(resumed, seconds * 1000, input),
    );
  }
  return whenReady(strand, waitTimestamp(strand, until.field), (resumed, at) =>
    sleepUntil(resumed, at, input),
  );
}

/** A little more than 68 years. */
const longestWaitMs = 2 ** 31 * 1000;

function sleepUntil(strand: Strand, at: number, input: Json): GoOn {
  const { now, deadlines } = strand.execution;
  if (at - now > longestWaitMs) throw runtimeFailure(strand, "Wait state delay is too long.");
  if (at <= now) return wake(strand, input);
  strand.waiting = deadlines.setAt(at, awakened(strand, input));
  return false;
}

function sleep(strand: Strand, delayMs: number, input: Json): GoOn {
  if (delayMs <= 0) return wake(strand, input);
  const { now, deadlines } = strand.execution;
  strand.waiting = deadlines.set(now, delayMs, awakened(strand, input));
  return false;
}

function awakened(strand: Strand, input: Json): Due {
  return { comeDue: () => resume(strand, wake, input) };
}

function wake(strand: Strand, input: Json): GoOn {
  strand.eventBeforeEntry = strand.enteredEventId;
  return finishWithInput(strand, input);
}
