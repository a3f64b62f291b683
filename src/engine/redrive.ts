// Going on with an execution that ended badly: each strand tries the state again in which it stopped; what succeeded is not
// done again. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html

import type { Strand } from "./strand.ts";

/** A Parallel or a Map whose strands may have stopped half-way. */
export interface Redrivable {
  /** The entry of the state whose children these are. A retry of that state begins with new ones. */
  readonly enteredEventId: number;
  /** Goes on with the strands that did not succeed. False if all did: it was the state itself that failed. */
  redrive(redrivenEventId: number): boolean;
}

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
  if (state.type === "Fail") strand.enter(state, strand.stateInput);
  strand.run(true);
}
