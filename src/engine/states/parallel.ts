// Parallel: runs its branches side by side on one input, and answers with their outputs in the order of the branches. The
// first branch that fails ends the others.

import type { CompiledParallel, CompiledScope } from "../../asl/compile/compiled-machine.ts";
import type { Json } from "../../aws/json.ts";
import { abortStrand, recordStateAborted } from "../abort.ts";
import { finish, payloadOf } from "../data-flow.ts";
import { handleFailure } from "../error-handling.ts";
import type { Failure } from "../failure.ts";
import { GatheredOutputs } from "../gathered-outputs.ts";
import { payloadLimitFailure } from "../payload-limit.ts";
import { isToRunAnew, redriveStrand } from "../redrive.ts";
import { beginStrand, proceed, whenReady } from "../run-strand.ts";
import { type GoOn, type Redrivable, Strand, type StrandOwner, type Waiting } from "../strand.ts";
import { StrandList } from "../strand-list.ts";
import { VariableScope } from "../variables.ts";
import { checkPayload } from "../visit.ts";

export function runParallel(strand: Strand, state: CompiledParallel): GoOn {
  return whenReady(strand, payloadOf(strand, state.flow), (resumed, input) => {
    if (input !== resumed.stateInput) checkPayload(resumed, input, { source: state.name });
    return new Branches(resumed, state).begin(input);
  });
}

class Branches implements StrandOwner, Waiting, Redrivable {
  readonly enteredEventId: number;
  readonly #parent: Strand;
  readonly #state: CompiledParallel;
  readonly #outputs: GatheredOutputs;
  readonly #running = new StrandList();
  /** What a redrive goes on with: the branch that failed, and those that were stopped. */
  readonly #unfinished = new StrandList();
  #input: Json = null;
  #next = 0;
  #left: number;
  /** Those that a redrive has not come to yet. */
  #redriven: Strand[] = [];
  /** The event that the branches follow. */
  #startedBy = 0;
  #failure: Failure | undefined = undefined;
  /** While the branches begin, one that ends at once must not resume the parent under their feet. */
  #beginning = false;
  /** That of a branch that succeeded while branches begin: the next one is begun on it. */
  #idle: Strand | undefined = undefined;

  constructor(parent: Strand, state: CompiledParallel) {
    this.enteredEventId = parent.enteredEventId;
    this.#parent = parent;
    this.#state = state;
    this.#left = state.branches.length;
    this.#outputs = new GatheredOutputs(this.#left);
  }

  begin(input: Json): GoOn {
    const parent = this.#parent;
    const { execution } = parent;
    this.#startedBy = execution.record(parent.previousEventId, "ParallelStateStarted");
    parent.previousEventId = this.#startedBy;
    parent.waiting = this;
    parent.children = this;
    this.#input = input;
    this.#beginBranches();
    return this.#hasEnded() && parent.waiting === this ? this.#conclude() : false;
  }

  redrive(redrivenEventId: number): boolean {
    if (this.#left === 0 || isToRunAnew(this.#parent, this.#failure)) return false;
    this.#redriven = [...this.#unfinished.takeAll()];
    this.#failure = undefined;
    this.#startedBy = redrivenEventId;
    this.#parent.waiting = this;
    this.#beginBranches();
    this.#resumeIfEnded();
    return true;
  }

  /** Comes back here if it has to give way between two branches. */
  #beginBranches(): void {
    const { execution } = this.#parent;
    this.#beginning = true;
    while (this.#mayBegin()) {
      if (execution.isGivingWay) {
        this.#goOnLater();
        return;
      }
      if (this.#redriven.length === 0) this.#beginBranch(this.#next++);
      else this.#redriveFirst();
    }
    this.#beginning = false;
    this.#idle = undefined;
  }

  #goOnLater(): void {
    this.#parent.execution.giveWay(() => {
      this.#beginBranches();
      this.#resumeIfEnded();
    });
  }

  #redriveFirst(): void {
    const redriven = this.#redriven.shift() as Strand;
    this.#running.add(redriven);
    redriveStrand(redriven, this.#startedBy);
  }

  #mayBegin(): boolean {
    const isAnyLeft = this.#redriven.length > 0 || this.#next < this.#state.branches.length;
    return isAnyLeft && this.#failure === undefined && this.#parent.waiting === this;
  }

  #beginBranch(index: number): void {
    const parent = this.#parent;
    const { execution } = parent;
    const scope = this.#state.branches[index] as CompiledScope;
    const variables = scope.assigns ? new VariableScope(parent.variables) : parent.variables;
    const branch = this.#idle ?? new Strand({ execution, owner: this, scope, variables, index, parent });
    if (branch === this.#idle) branch.restart(scope, variables, index);
    this.#idle = undefined;
    this.#running.add(branch);
    beginStrand(branch, this.#input, this.#startedBy);
  }

  strandSucceeded(branch: Strand, output: Json): void {
    this.#running.delete(branch);
    const areTooLarge = this.#outputs.add(branch.index, output, branch.measuredBytes);
    this.#left -= 1;
    // What follows the Parallel follows the branch that ended last.
    this.#parent.previousEventId = branch.previousEventId;
    if (areTooLarge) this.#fail(payloadLimitFailure(this.#state.name));
    if (this.#beginning) this.#idle = branch;
    this.#resumeIfEnded();
  }

  strandFailed(branch: Strand, failure: Failure): void {
    this.#running.delete(branch);
    this.#parent.previousEventId = branch.previousEventId;
    // A task that failed has not left its state, and is aborted like those of the other branches [recorded].
    if (branch.state.type === "Task") recordStateAborted(branch);
    this.#unfinished.add(branch);
    this.#fail(failure);
    this.#resumeIfEnded();
  }

  #fail(failure: Failure): void {
    this.#failure = failure;
    this.abort();
  }

  cancel(): void {
    this.#endBranches((branch) => branch.cancel());
  }

  abort(): void {
    this.#endBranches(abortStrand);
  }

  #endBranches(end: (branch: Strand) => void): void {
    for (const branch of this.#running.takeAll()) {
      end(branch);
      this.#unfinished.add(branch);
    }
    for (const branch of this.#redriven.splice(0)) this.#unfinished.add(branch);
  }

  #hasEnded(): boolean {
    return this.#failure !== undefined || this.#left === 0;
  }

  #resumeIfEnded(): void {
    if (this.#beginning || !this.#hasEnded() || this.#parent.waiting !== this) return;
    proceed(this.#parent, () => this.#conclude(), undefined);
  }

  #conclude(): GoOn {
    const parent = this.#parent;
    parent.waiting = undefined;
    if (this.#failure !== undefined) return handleFailure(parent, this.#failure);
    const outputs = this.#outputs.all;
    checkPayload(parent, outputs, { source: this.#state.name });
    // ParallelStateExited follows the same event as ParallelStateSucceeded does [recorded].
    parent.execution.record(parent.previousEventId, "ParallelStateSucceeded");
    return finish(parent, outputs);
  }
}
