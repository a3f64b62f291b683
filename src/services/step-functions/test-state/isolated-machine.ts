// A state taken out of its machine: a machine of that state alone, whose successors are ends that bear their names.

import { compileInPieces } from "../../../asl/compile/compile-definition.ts";
import type { CompiledMachine, CompiledState } from "../../../asl/compile/compiled-machine.ts";
import type { StateMachineDefinition } from "../../../asl/definition.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import type { FoundState } from "./find-state.ts";

/** AWS calls the state so, whatever its name in the machine is. */
export const testedStateName = "StateName";
/** Keeps a successor that is called like the tested state apart from it. */
const successorPrefix = "> ";

export interface IsolatedMachine {
  readonly machine: CompiledMachine;
  readonly state: CompiledState;
}

/** Yields where whoever asks may give way to others. */
export function* isolate({ state, machineLanguage }: FoundState): Generator<void, IsolatedMachine> {
  const successors = new Set<string>();
  const lead = (target: Json): Json => {
    successors.add(`${successorPrefix}${target}`);
    return `${successorPrefix}${target}`;
  };
  const isolated = redirected(state, lead);
  const ends = Object.fromEntries([...successors].map((name) => [name, { Type: "Succeed" }]));
  const definition = {
    QueryLanguage: machineLanguage,
    StartAt: testedStateName,
    States: { [testedStateName]: isolated, ...ends },
  };
  const machine = yield* compileInPieces(definition as unknown as StateMachineDefinition);
  return { machine, state: machine.startAt };
}

/** The name of the state that an end stands for. */
export function successorOf(endName: string): string {
  return endName.slice(successorPrefix.length);
}

/** The state with each `Next` of its own, of its choices and of its catchers, and its `Default`, leading elsewhere. */
function redirected(state: JsonObject, lead: (target: Json) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(state).map(([field, value]) => {
      if (field === "Next" || field === "Default") return [field, lead(value)];
      if (field !== "Choices" && field !== "Catch") return [field, value];
      const rules = value as readonly Json[];
      return [field, rules.map((rule) => (isJsonObject(rule) ? withNext(rule, lead) : rule))];
    }),
  );
}

function withNext(rule: JsonObject, lead: (target: Json) => Json): JsonObject {
  return rule.Next === undefined ? rule : { ...rule, Next: lead(rule.Next) };
}
