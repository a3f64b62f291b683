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

  add(path: string, problem: string, hint?: string): void {
    if (this.#all.length >= mostProblems) return;
    this.#all.push(hint === undefined ? { path, problem } : { path, problem, hint });
  }
}

/** `did you mean "Queue"?`, or undefined where nothing known is like it. */
export function meantHint(name: string, known: Iterable<string>): string | undefined {
  const meant = didYouMean(name, known);
  return meant === undefined ? undefined : `did you mean "${meant}"?`;
}
