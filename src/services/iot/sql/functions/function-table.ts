// What a function is, and how many arguments it takes.

import type { Scope } from "../evaluation.ts";
import type { Expression } from "../syntax.ts";
import type { Value } from "../values.ts";

export interface SqlFunction {
  readonly least: number;
  readonly most: number;
  run(args: readonly Value[], scope: Scope): Value;
  /** Once for a rule: what to run for these arguments, where more can be done beforehand. */
  readonly prepare?: (args: readonly Expression[]) => SqlFunction["run"] | undefined;
}

export type Functions = Readonly<Record<string, SqlFunction>>;

export function of(least: number, most: number, run: SqlFunction["run"]): SqlFunction {
  return { least, most, run };
}
