// What evaluating a state can throw, made into a Failure. AWS begins the cause of an evaluation that failed by saying in
// which state it happened, and which event entered it.

import { EvaluationError } from "../asl/scope.ts";
import { statesError } from "./error-names.ts";
import { Failure } from "./failure.ts";
import { payloadLimitFailure } from "./payload-limit.ts";
import type { Strand } from "./strand.ts";

/** Carries a Failure out of the depths of a state to the strand, which catches it. */
export class ThrownFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.error);
    this.failure = failure;
  }
}

/** A States.Runtime failure of the state that the strand is in. */
export function runtimeFailure(strand: Strand, reason: string): ThrownFailure {
  return new ThrownFailure(new Failure(statesError.runtime, causeIn(strand, reason)));
}

function causeIn(strand: Strand, reason: string): string {
  return `An error occurred while executing the state '${strand.state.name}' (entered at the event id #${strand.enteredEventId}). ${reason}`;
}

export function toFailure(strand: Strand, thrown: unknown): Failure {
  if (thrown instanceof ThrownFailure) return thrown.failure;
  if (!(thrown instanceof EvaluationError)) return outOfRange(strand, thrown) ?? bugFailure(strand, thrown);
  if (thrown.error === statesError.dataLimitExceeded) return payloadLimitFailure(strand.state.name);
  const failure = new Failure(thrown.error, causeIn(strand, thrown.message));
  if (thrown.error === statesError.queryEvaluationError)
    recordEvaluationFailed(strand, failure, thrown.location);
  return failure;
}

/** What JavaScript says of data that is too deep for its stack, or too large for a text, an array or a map. */
function outOfRange(strand: Strand, thrown: unknown): Failure | undefined {
  if (!(thrown instanceof RangeError)) return undefined;
  if (/call stack/i.test(thrown.message)) {
    return new Failure(
      statesError.runtime,
      causeIn(strand, "The data or the expression is nested too deeply."),
    );
  }
  const isTooLarge = /length|size|allocation|too (large|many)/i.test(thrown.message);
  return isTooLarge ? payloadLimitFailure(strand.state.name) : undefined;
}

/** Anything else that is thrown is a bug of ours, and says so. */
function bugFailure(strand: Strand, thrown: unknown): Failure {
  const account = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new Failure(statesError.runtime, causeIn(strand, `Internal error in Millrace: ${account}`));
}

function recordEvaluationFailed(
  strand: Strand,
  { error, cause }: Failure,
  location: string | undefined,
): void {
  // An evaluation that fails while its state is entered follows the event before the entry [recorded].
  const entering = strand.previousEventId === strand.enteredEventId;
  strand.previousEventId = strand.execution.record(
    entering ? strand.eventBeforeEntry : strand.previousEventId,
    "EvaluationFailed",
    "evaluationFailedEventDetails",
    () => ({
      error,
      ...(cause === undefined ? undefined : { cause }),
      ...(location === undefined ? undefined : { location }),
      state: strand.state.name,
    }),
  );
}
