// Parallel: runs its branches side by side on one input, and answers with their outputs in the order of the branches. The
// first branch that fails ends the others.

import type { CompiledParallel } from "../../asl/compile/compiled-machine.ts";
import type { Json } from "../../aws/json.ts";
import { abortStrand, recordStateAborted } from "../abort.ts";
import { finish, payloadOf } from "../data-flow.ts";
import { handleFailure } from "../error-handling.ts";
import type { Failure } from "../failure.ts";
import { checkPayload } from "../leave.ts";
import { type GoOn, Strand, type StrandOwner, type Waiting } from "../strand.ts";
import { VariableScope } from "../variables.ts";

export function runParallel(strand: Strand, state: CompiledParallel): GoOn {
  return strand.whenReady(payloadOf(strand, state.flow), (resumed, input) => {
    if (input !== resumed.stateInput) checkPayload(resumed, input, state.name);
    return new Branches(resumed, state).begin(input);
  });
}

class Branches implements StrandOwner, Waiting {
  readonly #parent: Strand;
  readonly #state: CompiledParallel;
  readonly #outputs: Json[];
  readonly #running = new Set<Strand>();
  #left: number;
  #failure: Failure | undefined = undefined;
  /** While the branches begin, one that ends at once must not resume the parent under their feet. */
  #beginning = true;

  constructor(parent: Strand, state: CompiledParallel) {
    this.#parent = parent;
    this.#state = state;
    this.#left = state.branches.length;
    this.#outputs = new Array<Json>(this.#left).fill(null);
  }

  begin(input: Json): GoOn {
    const parent = this.#parent;
    const { execution } = parent;
    const startedId = execution.record(parent.previousEventId, "ParallelStateStarted");
    parent.previousEventId = startedId;
    parent.waiting = this;
    for (const [index, scope] of this.#state.branches.entries()) {
      const variables = scope.assigns ? new VariableScope(parent.variables) : parent.variables;
      const branch = new Strand({ execution, owner: this, scope, variables, index, parent });
      this.#running.add(branch);
      branch.begin(input, startedId);
      if (this.#failure !== undefined || parent.waiting !== this) break;
    }
    this.#beginning = false;
    return this.#hasEnded() && parent.waiting === this ? this.#conclude() : false;
  }

  strandSucceeded(branch: Strand, output: Json): void {
    this.#running.delete(branch);
    this.#outputs[branch.index] = output;
    this.#left -= 1;
    // What follows the Parallel follows the branch that ended last.
    this.#parent.previousEventId = branch.previousEventId;
    this.#resumeIfEnded();
  }

  strandFailed(branch: Strand, failure: Failure): void {
    this.#running.delete(branch);
    this.#failure = failure;
    this.#parent.previousEventId = branch.previousEventId;
    // A task that failed has not left its state, and is aborted like those of the other branches [recorded].
    if (branch.state.type === "Task") recordStateAborted(branch);
    for (const sibling of this.#running) abortStrand(sibling);
    this.#running.clear();
    this.#resumeIfEnded();
  }

  cancel(): void {
    for (const branch of this.#running) branch.cancel();
    this.#running.clear();
  }

  abort(): void {
    for (const branch of this.#running) abortStrand(branch);
    this.#running.clear();
  }

  #hasEnded(): boolean {
    return this.#failure !== undefined || this.#left === 0;
  }

  #resumeIfEnded(): void {
    if (!this.#beginning && this.#hasEnded()) this.#parent.proceed(() => this.#conclude(), undefined);
  }

  #conclude(): GoOn {
    const parent = this.#parent;
    parent.waiting = undefined;
    if (this.#failure !== undefined) return handleFailure(parent, this.#failure);
    checkPayload(parent, this.#outputs, this.#state.name);
    // ParallelStateExited follows the same event as ParallelStateSucceeded does [recorded].
    parent.execution.record(parent.previousEventId, "ParallelStateSucceeded");
    return finish(parent, this.#outputs);
  }
}
