// Why an event matches a pattern or does not: field by field, what was wanted and what was there.

import type { Json } from "../aws/json.ts";
import { compileBranch } from "./compile-branch.ts";
import { compileEventPattern } from "./compile-pattern.ts";
import type { Field } from "./parse-pattern.ts";

export interface FieldFinding {
  /** Joined with dots. */
  readonly path: string;
  /** The list at the pattern's leaf. */
  readonly wanted: Json;
  /** Every value that the path leads to, also through lists; empty where the event has none. */
  readonly found: readonly Json[];
  readonly matches: boolean;
}

export interface BranchFindings {
  readonly matches: boolean;
  readonly fields: readonly FieldFinding[];
  /** Each field holds for itself, but no one object of a list holds them together. */
  readonly isScattered: boolean;
}

/** A branch for each way in which the pattern's `$or` can be read; one of them must match. Throws InvalidEventPatternException. */
export function explainPattern(pattern: string, event: Json): readonly BranchFindings[] {
  return compileEventPattern(pattern).branches.map((branch) => {
    const matches = compileBranch(branch).matches(event);
    const fields = Array.from(branch.values(), (field) => findingOf(field, event));
    return { matches, fields, isScattered: !matches && fields.every((field) => field.matches) };
  });
}

function findingOf(field: Field, event: Json): FieldFinding {
  const path = field.path.join(".");
  return {
    path,
    wanted: field.written,
    found: valuesAt(event, path.split(".")).slice(0, 20),
    matches: compileBranch(new Map([[path, field]])).matches(event),
  };
}

function valuesAt(value: Json | undefined, steps: readonly string[]): readonly Json[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((each) => valuesAt(each, steps));
  const [step, ...rest] = steps;
  if (step === undefined) return [value];
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return [];
  return valuesAt((value as { readonly [name: string]: Json })[step], rest);
}
