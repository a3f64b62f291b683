// How a state is entered, and how it is left: its output is held against the payload limit, written to history, and handed to
// the next state.

import type { CompiledState } from "../asl/compile/compiled-machine.ts";
import type { Json, JsonObject } from "../aws/json.ts";
import { assignVariables } from "./assign-variables.ts";
import { statesError } from "./error-names.ts";
import { Failure } from "./failure.ts";
import { recordEntered, recordExited } from "./history/state-events.ts";
import { payloadBytes, payloadLimitBytes, payloadLimitFailure } from "./payload-limit.ts";
import { historyLimit } from "./shared-execution.ts";
import type { GoOn, Strand } from "./strand.ts";
import { ThrownFailure } from "./thrown.ts";

export function enter(strand: Strand, state: CompiledState, input: Json): void {
  strand.beginVisit(state, input);
  if (strand.execution.recorder !== undefined) recordEntered(strand);
}

export interface Leaving {
  readonly output: Json;
  readonly assigned: JsonObject | undefined;
  /** Where to: undefined if the state ends its scope. */
  readonly next: CompiledState | undefined;
  /** No less than the output takes as JSON; undefined if that is not known without looking. */
  readonly bytes?: number | undefined;
}

export function leave(strand: Strand, leaving: Leaving): GoOn {
  const { output, assigned, next } = leaving;
  const bytes = outputBytes(strand, leaving);
  if (assigned !== undefined) assignVariables(strand, assigned);
  strand.previousEventId = recordExited(strand, output, assigned);
  if (next === undefined) {
    strand.owner.strandSucceeded(strand, output);
    return false;
  }
  if (strand.execution.isAtHistoryLimit) {
    failByHistoryLimit(strand);
    return false;
  }
  enter(strand, next, output);
  strand.stateInputBytes = bytes;
  return true;
}

export function failByHistoryLimit(strand: Strand): void {
  const cause = `The execution reached the maximum number of history events (${historyLimit}).`;
  failAtOnce(strand, new Failure(statesError.runtime, cause));
}

/** Wherever the strand is, its failure is the execution's. */
export function failAtOnce(strand: Strand, failure: Failure): void {
  let outermost = strand;
  while (outermost.parent !== undefined) outermost = outermost.parent;
  outermost.cancel();
  outermost.owner.strandFailed(strand, failure);
}

function outputBytes(strand: Strand, { output, bytes }: Leaving): number | undefined {
  if (output === strand.stateInput) return strand.stateInputBytes;
  if (output === strand.measured) return strand.measuredBytes;
  if (bytes !== undefined && bytes <= payloadLimitBytes) return bytes;
  checkPayload(strand, output, { source: strand.state.name });
  return strand.measuredBytes;
}

export interface Measured {
  /** What AWS's cause calls the state or task. */
  readonly source: string;
  /** No less than the value takes as JSON, where that is known without looking. */
  readonly bytes?: number;
}

/** Throws States.DataLimitExceeded. */
export function checkPayload(strand: Strand, value: Json, { source, bytes: known }: Measured): void {
  const bytes = known !== undefined && known <= payloadLimitBytes ? known : payloadBytes(value);
  if (bytes > payloadLimitBytes) throw new ThrownFailure(payloadLimitFailure(source));
  strand.measured = value;
  strand.measuredBytes = bytes;
}
