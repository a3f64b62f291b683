// A validated definition to a compiled machine. Every path, template, rule and expression becomes a closure, and every Next a
// reference, so that nothing is parsed or looked up by name while an execution runs.

import { atOnce } from "../../time/time-slice.ts";
import type { QueryLanguage, State, StateMachineDefinition, StateScope, StateType } from "../definition.ts";
import { compileChoice } from "./choice-state.ts";
import type { CompiledMachine, CompiledScope, CompiledState } from "./compiled-machine.ts";
import { compileMap } from "./map-state.ts";
import { compileParallel } from "./parallel-state.ts";
import { compileFail, compilePass, compileSucceed, compileWait } from "./simple-states.ts";
import type { Surroundings } from "./surroundings.ts";
import { compileTask } from "./task-state.ts";

export function compileDefinition(definition: StateMachineDefinition): CompiledMachine {
  return atOnce(compileInPieces(definition));
}

/** The same, state by state; yields where whoever asks may give way to others. */
export function* compileInPieces(definition: StateMachineDefinition): Generator<void, CompiledMachine> {
  const work: Work = { machineLanguage: definition.QueryLanguage ?? "JSONPath", states: [] };
  const scope = beginScope(definition, work);
  for (let next = work.states.pop(); next !== undefined; next = work.states.pop()) {
    next();
    yield;
  }
  return { ...scope, definition, timeoutSeconds: definition.TimeoutSeconds };
}

interface Work {
  readonly machineLanguage: QueryLanguage;
  /** States that are still to be compiled, and expressions of large templates, in any order. */
  readonly states: (() => void)[];
}

type Fields<Type extends StateType> = Omit<Extract<CompiledState, { type: Type }>, "type" | "name" | "next">;
type Compile<Type extends StateType> = (
  state: Extract<State, { Type: Type }>,
  around: Surroundings,
) => Fields<Type>;

const compilers: { readonly [Type in StateType]: Compile<Type> } = {
  Pass: compilePass,
  Task: compileTask,
  Choice: compileChoice,
  Wait: compileWait,
  Succeed: compileSucceed,
  Fail: compileFail,
  Parallel: compileParallel,
  Map: compileMap,
};

/** Its states are there, but empty. */
function beginScope(scope: StateScope, work: Work): CompiledScope {
  const { machineLanguage } = work;
  const states = Object.entries(scope.States);
  // States may point at each other in circles, so that all of them exist, empty, before the first is filled.
  const shells = new Map(states.map(([name, state]) => [name, { type: state.Type, name } as CompiledState]));
  const stateNamed = (name: string) => {
    const found = shells.get(name);
    if (found === undefined)
      throw new Error(`There is no state "${name}" here: the definition was not validated.`);
    return found;
  };
  for (const [name, state] of states) {
    const around: Surroundings = {
      name,
      language: state.QueryLanguage ?? machineLanguage,
      machineLanguage,
      stateNamed,
      compileScope: (inner) => beginScope(inner, work),
      later: (expression) => work.states.push(expression),
    };
    work.states.push(() => {
      Object.assign(stateNamed(name), compileState(state, around), { next: nextOf(state, stateNamed) });
    });
  }
  return { startAt: stateNamed(scope.StartAt), assigns: states.some(([, state]) => assignsVariables(state)) };
}

function compileState(state: State, around: Surroundings): object {
  return (compilers[state.Type] as (state: State, around: Surroundings) => object)(state, around);
}

function nextOf(state: State, stateNamed: (name: string) => CompiledState): CompiledState | undefined {
  return "Next" in state && state.Next !== undefined ? stateNamed(state.Next) : undefined;
}

function assignsVariables(state: State): boolean {
  if ("Assign" in state && state.Assign !== undefined) return true;
  if ("Catch" in state && state.Catch?.some((catcher) => catcher.Assign !== undefined)) return true;
  return state.Type === "Choice" && state.Choices.some((rule) => rule.Assign !== undefined);
}
