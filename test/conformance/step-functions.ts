// Recordings of AWS Step Functions: what each kind of case is held against.

import { apiErrorDifference, apiSequenceDifference } from "./api-case.ts";
import type { RecordedCase } from "./case.ts";
import { diagnosticsDifference, refusalDifference } from "./definition-case.ts";
import { executionDifference } from "./execution-case.ts";
import type { Difference } from "./match.ts";
import { testStateDifference, testStateErrorDifference } from "./test-state-case.ts";

type Check = (recorded: RecordedCase) => Difference | undefined | Promise<Difference | undefined>;

const checks: Readonly<Record<RecordedCase["kind"], Check>> = {
  execution: executionDifference,
  definitionError: refusalDifference,
  validateDefinition: diagnosticsDifference,
  testState: testStateDifference,
  testStateError: testStateErrorDifference,
  apiError: apiErrorDifference,
  apiSequence: apiSequenceDifference,
};

export async function stepFunctionsDifference(recorded: RecordedCase): Promise<Difference | undefined> {
  const check = checkOf(recorded);
  if (check !== undefined) return check(recorded);
  return { at: "skipped", expected: "a check", actual: `${recorded.kind} of the tier ${recorded.tier}` };
}

/** Undefined for what needs services besides Step Functions. */
function checkOf({ kind, tier, expected }: RecordedCase): Check | undefined {
  if (tier === "api" && kind !== "apiSequence" && kind !== "apiError") return undefined;
  // Refused for another reason than its definition.
  if (kind === "definitionError" && expected.error !== "InvalidDefinition") return apiErrorDifference;
  return checks[kind];
}
