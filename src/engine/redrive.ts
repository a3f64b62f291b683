// Going on with an execution that ended badly: each strand tries the state again in which it stopped; what succeeded is not
// done again. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html

import { statesError } from "./error-names.ts";
import type { Failure } from "./failure.ts";
import { run } from "./run-strand.ts";
import type { Strand } from "./strand.ts";
import { enter } from "./visit.ts";

/** The state's timeouts and retries count afresh. A Fail state is entered again; others have not been left. */
export function redriveStrand(strand: Strand, redrivenEventId: number): void {
  const { children, state } = strand;
  strand.previousEventId = redrivenEventId;
  strand.retryCount = 0;
  strand.retries = undefined;
  strand.catching = false;
  strand.taskToken = undefined;
  strand.mapItem = undefined;
  strand.forgetContext();
  if (children?.enteredEventId === strand.enteredEventId && children.redrive(redrivenEventId)) return;
  if (state.type === "Fail") enter(strand, state, strand.stateInput);
  run(strand, true);
}

/** Whether the state is to be run again with all that had succeeded in it: there was too much of that. */
export function isToRunAnew({ execution }: Strand, failure: Failure | undefined): boolean {
  return failure?.error === statesError.dataLimitExceeded && execution.start.redrivesInPart !== true;
}
