// What happens to a state that failed: the first matching retrier, then the first matching catcher, then the strand fails.
// ASL spec, "Errors": a retrier that is exhausted ends retrying; later retriers are not tried.

import type { CompiledCatcher, CompiledState, ErrorHandling } from "../asl/compile/compiled-machine.ts";
import type { Json, JsonObject } from "../aws/json.ts";
import { evaluated, evaluatedTemplate } from "./data-flow.ts";
import { matchesError, statesError } from "./error-names.ts";
import type { Failure } from "./failure.ts";
import { bindingsOf } from "./jsonata-bindings.ts";
import { whenAllReady } from "./ready.ts";
import { retryDelayMs } from "./retry.ts";
import { enterState, resume, whenReady } from "./run-strand.ts";
import type { GoOn, Strand } from "./strand.ts";
import { failAtOnce, leave } from "./visit.ts";

export function handleFailure(strand: Strand, failure: Failure): GoOn {
  // Nothing retries or catches States.Runtime, and no outer state has an event of its own about it.
  if (failure.error === statesError.runtime) return endExecution(strand, failure);
  const handling = errorHandlingOf(strand.state);
  if (handling === undefined) return giveUp(strand, failure);
  const delayMs = retryDelayMs(strand, handling.retry, failure);
  if (delayMs !== undefined) return retryAfter(strand, delayMs);
  recordStateFailed(strand);
  const catcher = handling.catch.find(({ errorEquals }) => matchesError(errorEquals, failure));
  return catcher === undefined ? giveUp(strand, failure) : catchFailure(strand, catcher, failure);
}

function errorHandlingOf(state: CompiledState): ErrorHandling | undefined {
  return state.type === "Task" || state.type === "Map" || state.type === "Parallel" ? state : undefined;
}

function endExecution(strand: Strand, failure: Failure): GoOn {
  failAtOnce(strand, failure);
  return false;
}

function giveUp(strand: Strand, failure: Failure): GoOn {
  strand.owner.strandFailed(strand, failure);
  return false;
}

function retryAfter(strand: Strand, delayMs: number): GoOn {
  const { now, deadlines } = strand.execution;
  strand.waiting = deadlines.set(now, delayMs, { comeDue: () => resume(strand, enterState, undefined) });
  return false;
}

/** A Map or a Parallel says that it failed once no retrier is left. */
function recordStateFailed(strand: Strand): void {
  const { type } = strand.state;
  if (type === "Task") return;
  const failed = type === "Map" ? "MapStateFailed" : "ParallelStateFailed";
  strand.previousEventId = strand.execution.record(strand.previousEventId, failed);
}

function catchFailure(strand: Strand, catcher: CompiledCatcher, failure: Failure): GoOn {
  strand.catching = true;
  const errorOutput = errorOutputOf(failure);
  if (strand.state.flow.language === "JSONata") return catchInJsonata(strand, catcher, errorOutput);
  strand.input = errorOutput;
  const { assign, resultPath, next } = catcher;
  const output = () => (resultPath === undefined ? errorOutput : resultPath(strand.stateInput, errorOutput));
  if (assign === undefined) return leave(strand, { output: output(), assigned: undefined, next });
  return whenReady(strand, evaluatedTemplate(strand, assign), (resumed, assigned) =>
    leave(resumed, { output: output(), assigned: assigned as JsonObject, next }),
  );
}

function catchInJsonata(strand: Strand, catcher: CompiledCatcher, errorOutput: JsonObject): GoOn {
  const bindings = bindingsOf(strand, { errorOutput });
  const values = whenAllReady<Json | undefined>([
    () => (catcher.output === undefined ? errorOutput : evaluated(catcher.output, bindings)),
    () => (catcher.jsonataAssign === undefined ? undefined : evaluated(catcher.jsonataAssign, bindings)),
  ]);
  return whenReady(strand, values, (resumed, [output, assigned]) =>
    leave(resumed, {
      output: output as Json,
      assigned: assigned as JsonObject | undefined,
      next: catcher.next,
    }),
  );
}

/** What a catcher sees: both members always. A failure of which nothing is told has null for both [recorded]. */
function errorOutputOf({ error, cause }: Failure): JsonObject {
  if (error === "") return { Error: null, Cause: cause ?? null };
  return { Error: error, Cause: cause ?? "" };
}
