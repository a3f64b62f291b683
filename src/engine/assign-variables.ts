// What a state assigns to variables, within AWS's limits.

import type { JsonObject } from "../aws/json.ts";
import { statesError } from "./error-names.ts";
import { Failure } from "./failure.ts";
import { payloadBytes, payloadLimitBytes } from "./payload-limit.ts";
import type { Strand } from "./strand.ts";
import { ThrownFailure } from "./thrown.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#variable-limits */
const allVariablesLimitBytes = 10 * 1024 * 1024;

export function assignVariables(strand: Strand, assigned: JsonObject): void {
  const bytes = payloadBytes(assigned);
  if (bytes > payloadLimitBytes) throw tooLarge(strand, "assigns more than 256 KiB to variables");
  strand.variables.assign(assigned, bytes);
  if (strand.variables.bytesWithin(allVariablesLimitBytes) > allVariablesLimitBytes)
    throw tooLarge(strand, "brings the execution's variables to more than 10 MiB");
}

function tooLarge(strand: Strand, what: string): ThrownFailure {
  return new ThrownFailure(
    new Failure(statesError.dataLimitExceeded, `The state '${strand.state.name}' ${what}.`),
  );
}
