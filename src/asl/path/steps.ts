// A JSONPath as data: where it starts and the steps it takes. `parse-path.ts` makes it, `follow.ts` walks it.

import type { Json } from "../../aws/json.ts";

export type Root =
  | { readonly type: "input" }
  | { readonly type: "context" }
  | { readonly type: "variable"; readonly name: string }
  /** `@`, the item that a filter looks at. */
  | { readonly type: "current" };

export type Step =
  | { readonly type: "member"; readonly name: string }
  | { readonly type: "members"; readonly names: readonly string[] }
  | { readonly type: "index"; readonly index: number }
  | { readonly type: "indexes"; readonly indexes: readonly number[] }
  | { readonly type: "slice"; readonly start: number | undefined; readonly end: number | undefined }
  | { readonly type: "wildcard" }
  /** `..`: every node from here down, each before what it contains. */
  | { readonly type: "descendants" }
  | { readonly type: "filter"; readonly accepts: Filter };

export type Filter = (item: Json) => boolean;

export interface ParsedPath {
  readonly root: Root;
  readonly steps: readonly Step[];
  /** As it is written. */
  readonly text: string;
}

/**
 * A definite path leads to one place at most: its value is what stands there, not a list of what was found. Several members at
 * once, `['a','b']`, are one place: an object of those.
 */
export function isDefinite(path: ParsedPath): boolean {
  return path.steps.every(isSingle);
}

export function isSingle({ type }: Step): boolean {
  return type === "member" || type === "index" || type === "members";
}

/** A reference path names nothing but a member or an item at each step. */
export function isReference(path: ParsedPath): boolean {
  return path.steps.every(({ type }) => type === "member" || type === "index");
}

/** Steps as Jayway writes them; those that branch are not shown. */
export function shownSteps(steps: readonly Step[]): string {
  return steps.map(shownStep).join("");
}

function shownStep(step: Step): string {
  if (step.type === "member") return `['${step.name}']`;
  if (step.type === "index") return `[${step.index}]`;
  return step.type === "members" ? `[${step.names.map((name) => `'${name}'`).join(", ")}]` : "";
}
