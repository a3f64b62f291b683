// What a state needs to know of its surroundings in order to be compiled.

import type { QueryLanguage, StateScope } from "../definition.ts";
import type { Later } from "../template/compile-template.ts";
import type { CompiledScope, CompiledState } from "./compiled-machine.ts";

export interface Surroundings {
  readonly name: string;
  /** The language of this state. */
  readonly language: QueryLanguage;
  readonly machineLanguage: QueryLanguage;
  /** The state of that name in the same scope. */
  readonly stateNamed: (name: string) => CompiledState;
  /** The states of a branch or a processor, which are compiled afterwards; they inherit the machine's language, not this state's. */
  readonly compileScope: (scope: StateScope) => CompiledScope;
  readonly later: Later;
}
