// Workflow variables. Each scope (the machine, a branch, an iteration) reads outwards through its parents and writes only
// its own. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html

import type { Variables } from "../asl/scope.ts";
import type { Json, JsonObject } from "../aws/json.ts";
import { exactBytes, payloadBytes } from "./payload-limit.ts";

export class VariableScope implements Variables {
  readonly #parent: VariableScope | undefined;
  #values: Map<string, Json> | undefined;
  /** An upper bound: what was assigned since it was last counted, variables that were assigned over included. */
  #mostBytes = 0;

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

  /** `bytes` is no less than the values take as JSON. */
  assign(values: JsonObject, bytes = payloadBytes(values)): void {
    this.#values ??= new Map();
    for (const name in values) this.#values.set(name, values[name] as Json);
    this.#mostBytes += bytes;
  }

  /** No less than what this scope's variables and those around it take as JSON; the exact count if that might be over the limit. */
  bytesWithin(limit: number): number {
    let most = 0;
    for (let scope: VariableScope | undefined = this; scope !== undefined; scope = scope.#parent)
      most += scope.#mostBytes;
    return most <= limit ? most : this.#countOutwards();
  }

  #countOutwards(): number {
    let exact = 0;
    for (let scope: VariableScope | undefined = this; scope !== undefined; scope = scope.#parent)
      exact += scope.#count();
    return exact;
  }

  #count(): number {
    this.#mostBytes = 0;
    for (const value of this.#values?.values() ?? []) this.#mostBytes += exactBytes(value);
    return this.#mostBytes;
  }
}

/** What every execution of a machine without variables shares. Nothing may be assigned in it. */
export const noVariables = new VariableScope(undefined);
