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
  | {
      readonly type: "slice";
      readonly start: number | undefined;
      readonly end: number | undefined;
      readonly stride: number;
    }
  | { readonly type: "wildcard" }
  /** `..`: every node from here down, each before what it contains. */
  | { readonly type: "descendants" }
  | { readonly type: "filter"; readonly text: string; readonly accepts: Filter }
  | { readonly type: "function"; readonly name: string };

/** `document` is what `$` means within the filter. */
export type Filter = (current: Json, document: Json) => boolean;

export interface ParsedPath {
  readonly root: Root;
  readonly steps: readonly Step[];
}

/** A definite path leads to one place at most: its value is what stands there, not a list of what was found. */
export function isDefinite(path: ParsedPath): boolean {
  return path.steps.every(({ type }) => type === "member" || type === "index" || type === "function");
}

/** A reference path is definite and calls no function. */
export function isReference(path: ParsedPath): boolean {
  return path.steps.every(({ type }) => type === "member" || type === "index");
}
