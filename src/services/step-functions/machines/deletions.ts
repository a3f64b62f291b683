// Deleting state machines: the executions are stopped, and once the last has ended the machine is gone. Until then its status is
// DELETING. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html

import { ServiceError } from "../../../aws/service-error.ts";
import { reportUnexpected } from "../../../aws/unexpected.ts";
import { inSlices } from "../../../time/time-slice.ts";
import type { StandardExecutions } from "../executions/standard-executions.ts";
import type { StateMachine } from "./state-machine.ts";
import type { StateMachines } from "./state-machines.ts";

export interface DeletionsOptions {
  readonly machines: StateMachines;
  readonly standard: StandardExecutions;
}

export class Deletions {
  readonly #machines: StateMachines;
  readonly #standard: StandardExecutions;

  constructor({ machines, standard }: DeletionsOptions) {
    this.#machines = machines;
    this.#standard = standard;
  }

  /** Resolves once the deletion is on disk. A machine that is not there is as good as deleted, as on AWS. */
  async delete(arn: string): Promise<void> {
    const machine = this.#machines.beginDeletion(arn);
    if (machine === undefined) return;
    await this.#standard.committed();
    void this.#finish(machine);
  }

  /** Goes on with deletions that the end of the last run interrupted. */
  async finish(): Promise<void> {
    await Promise.all(this.#machines.deleting().map((machine) => this.#finish(machine)));
  }

  async #finish(machine: StateMachine): Promise<void> {
    try {
      for (;;) {
        const running = this.#standard.records.list(machine, { statusFilter: "RUNNING", maxResults: 1000 });
        const { items } = await inSlices(running);
        if (items.length === 0) break;
        await Promise.all(items.map(({ arn }) => this.#standard.stop(arn, undefined, undefined)));
      }
      this.#machines.endDeletion(machine);
    } catch (thrown) {
      // The machine stays as it is, and the next run tries again. That the disk takes nothing is told to whoever writes.
      if (!(thrown instanceof ServiceError)) reportUnexpected(`the deletion of ${machine.arn}`, thrown);
    }
  }
}
