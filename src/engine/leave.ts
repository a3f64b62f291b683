// How a state is left: its output is held against the payload limit, written to history, and handed to the next state.

import type { CompiledState } from "../asl/compile/compiled-machine.ts";
import type { Json, JsonObject } from "../aws/json.ts";
import { statesError } from "./error-names.ts";
import { Failure } from "./failure.ts";
import { recordExited } from "./history/state-events.ts";
import { isOverPayloadLimit } from "./payload-limit.ts";
import type { GoOn, Strand } from "./strand.ts";
import { ThrownFailure } from "./thrown.ts";
import { assignVariables } from "./variables.ts";

export interface Leaving {
  readonly output: Json;
  readonly assigned: JsonObject | undefined;
  /** Where to: undefined if the state ends its scope. */
  readonly next: CompiledState | undefined;
}

export function leave(strand: Strand, { output, assigned, next }: Leaving): GoOn {
  if (output !== strand.stateInput && output !== strand.withinLimit)
    checkPayload(strand, output, strand.state.name);
  if (assigned !== undefined) assignVariables(strand, assigned);
  strand.previousEventId = recordExited(strand, output, assigned);
  if (next === undefined) {
    strand.owner.strandSucceeded(strand, output);
    return false;
  }
  strand.enter(next, output);
  return true;
}

/** Throws States.DataLimitExceeded; `source` is what AWS's cause calls the state or task. */
export function checkPayload(strand: Strand, value: Json, source: string): void {
  if (isOverPayloadLimit(value)) throw new ThrownFailure(payloadLimitFailure(source));
  strand.withinLimit = value;
}

export function payloadLimitFailure(source: string): Failure {
  return new Failure(
    statesError.dataLimitExceeded,
    `The state/task '${source}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
