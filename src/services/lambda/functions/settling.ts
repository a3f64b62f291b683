// That a function is being created or updated. Here either is done when it is answered, but what a client may not do on AWS before it
// has waited, it may not do here: a change counts as under way until somebody asks for the function, and for a second at most.
// https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html

import { conflict } from "./refusals.ts";

export type Progress = "Creating" | "Updating";

const longestMs = 1000;

export class Settling {
  readonly #now: () => number;
  readonly #underWay = new Map<string, { readonly progress: Progress; readonly until: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(name: string, progress: Progress): void {
    this.#underWay.set(name, { progress, until: this.#now() + longestMs });
  }

  /** It has been asked for. */
  settle(name: string): void {
    this.#underWay.delete(name);
  }

  /** Throws ResourceConflictException for a function that is not to be changed yet. */
  check(name: string, arn: string): void {
    const change = this.#underWay.get(name);
    if (change === undefined) return;
    if (change.until <= this.#now()) this.settle(name);
    else if (change.progress === "Creating")
      throw conflict(
        "The operation cannot be performed at this time. The function is currently in the following state: Pending",
      );
    else
      throw conflict(
        `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
      );
  }
}
