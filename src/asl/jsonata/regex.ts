// A regular expression as a value: a function of a text that gives its first match, from which the next one can be asked for.

import type { Budget } from "./budget.ts";
import { Callable, type Run } from "./evaluation.ts";
import { JsonataError } from "./jsonata-error.ts";
import { linearPattern } from "./linear-regexp.ts";
import type { Node } from "./syntax-tree.ts";

export interface Match {
  readonly match: string;
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
  /** Gives the match behind this one, or nothing. */
  readonly next: Callable;
}

export function compileRegex({ value }: Node): Run {
  const find = linearPattern(value as RegExp);
  const matchFrom = (text: string, from: number, budget: Budget): Match | undefined => {
    const found = find(text, from, budget);
    if (found === undefined) return undefined;
    const end = found.start + found.match.length;
    budget.addObject(5);
    return { ...found, end, next: nextOf(text, end) };
  };
  const nextOf = (text: string, end: number) =>
    new Callable({
      arity: 0,
      body: ({ budget }) => {
        if (end >= text.length) return undefined;
        const next = matchFrom(text, end, budget);
        // It would never get on.
        if (next?.match === "") throw new JsonataError("D1004");
        return next;
      },
    });
  return () =>
    new Callable({
      arity: 1,
      body: ({ budget }, [text]) => (typeof text === "string" ? matchFrom(text, 0, budget) : undefined),
    });
}
