// Workflow variables. Each scope (the machine, a branch, an iteration) reads outwards through its parents and writes only
// its own. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html

import type { Variables } from "../asl/scope.ts";
import type { Json, JsonObject } from "../aws/json.ts";
import { statesError } from "./error-names.ts";
import { Failure } from "./failure.ts";
import { exactBytes, isOverPayloadLimit } from "./payload-limit.ts";
import type { Strand } from "./strand.ts";
import { ThrownFailure } from "./thrown.ts";

export class VariableScope implements Variables {
  readonly #parent: VariableScope | undefined;
  #values: Map<string, Json> | undefined;

  constructor(parent: VariableScope | undefined) {
    this.#parent = parent;
  }

  get(name: string): Json | undefined {
    for (let scope: VariableScope | undefined = this; scope !== undefined; scope = scope.#parent) {
      const value = scope.#values?.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  assign(values: JsonObject): void {
    this.#values ??= new Map();
    for (const name of Object.keys(values)) this.#values.set(name, values[name] as Json);
  }

  /** Every variable in sight by its name; an inner one hides an outer one. */
  all(): ReadonlyMap<string, Json> {
    if (this.#parent === undefined) return this.#values ?? noValues;
    if (this.#values === undefined) return this.#parent.all();
    return new Map([...this.#parent.all(), ...this.#values]);
  }
}

const noValues: ReadonlyMap<string, Json> = new Map();

/** What every execution of a machine without variables shares. Nothing may be assigned in it. */
export const noVariables = new VariableScope(undefined);

/** https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#variable-limits */
const allVariablesLimitBytes = 10 * 1024 * 1024;
/** One Assign may hold 256 KiB, so that fewer variables than this cannot reach the limit of all together. */
const variablesWorthCounting = 40;

export function assignVariables(strand: Strand, assigned: JsonObject): void {
  if (isOverPayloadLimit(assigned)) throw tooLarge(strand, "assigns more than 256 KiB to variables");
  strand.variables.assign(assigned);
  const all = strand.variables.all();
  if (all.size < variablesWorthCounting) return;
  let bytes = 0;
  for (const value of all.values()) bytes += exactBytes(value);
  if (bytes > allVariablesLimitBytes)
    throw tooLarge(strand, "brings the execution's variables to more than 10 MiB");
}

function tooLarge(strand: Strand, what: string): ThrownFailure {
  return new ThrownFailure(
    new Failure(statesError.dataLimitExceeded, `The state '${strand.state.name}' ${what}.`),
  );
}
