// The problems of a template, collected, so that all are told at once.

import { didYouMean } from "../../../aws/did-you-mean.ts";
import type { TemplateProblem } from "../../../aws/template/template-error.ts";

/** More would not be read. */
const mostProblems = 200;

export class Problems {
  readonly #all: TemplateProblem[] = [];

  get all(): readonly TemplateProblem[] {
    return this.#all;
  }

  add(path: string, problem: string, hint?: Hint): void {
    if (this.#all.length >= mostProblems) return;
    const said = typeof hint === "function" ? hint() : hint;
    this.#all.push(said === undefined ? { path, problem } : { path, problem, hint: said });
  }
}

/** What to do about a problem; it may be worked out when it is told. */
export type Hint = string | (() => string | undefined);

/** `did you mean "Queue"?`, or undefined where nothing known is like it. */
export function meantHint(name: string, known: Iterable<string>): () => string | undefined {
  return () => {
    const meant = didYouMean(name, known);
    return meant === undefined ? undefined : `did you mean "${meant}"?`;
  };
}
