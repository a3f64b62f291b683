// Where the states of one scope go: every target stands in the same `States`, every state can be reached, and the machine
// can end.

import { didYouMean } from "../../aws/did-you-mean.ts";
import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import { element, isList, member, type Place } from "./check.ts";

interface Transition {
  readonly target: string;
  readonly path: string;
}

export function checkTransitions(scope: JsonObject, place: Place, is: { readonly isMachine: boolean }): void {
  const states = scope.States;
  const start = scope.StartAt;
  if (!isJsonObject(states)) return;
  const graph = new Map<string, readonly Transition[]>();
  for (const [name, state] of Object.entries(states)) {
    graph.set(name, transitionsOf(state, member(member(place, "States"), name)));
  }
  if (typeof start === "string")
    reportMissing({ target: start, path: member(place, "StartAt").path }, graph, place);
  for (const transitions of graph.values()) {
    place.machine.findings.later(() => {
      for (const transition of transitions) reportMissing(transition, graph, place);
    });
  }
  // AWS asks only the machine itself for an end, and if there is none, does not ask what can be reached.
  if (is.isMachine && graph.size > 0 && !Object.values(states).some(mayEnd)) reportEndless(place);
  else if (typeof start === "string") reportUnreachable(start, graph, place);
}

function transitionsOf(state: Json, place: Place): readonly Transition[] {
  if (!isJsonObject(state)) return [];
  return [
    ...target(state, "Next", place),
    ...targetsInList(state, "Choices", place),
    ...target(state, "Default", place),
    ...targetsInList(state, "Catch", place),
  ];
}

function target(holder: JsonObject, field: string, place: Place): readonly Transition[] {
  const name = holder[field];
  return typeof name === "string" ? [{ target: name, path: member(place, field).path }] : [];
}

function targetsInList(state: JsonObject, field: string, place: Place): readonly Transition[] {
  const list = state[field];
  if (!isList(list)) return [];
  return list.flatMap((item, index) =>
    isJsonObject(item) ? target(item, "Next", element(member(place, field), index)) : [],
  );
}

/** A state of an unknown type may end the flow, too: one mistake is reported once. */
function mayEnd(state: Json): boolean {
  if (!isJsonObject(state)) return true;
  const type = state.Type;
  if (type === "Succeed" || type === "Fail" || Object.hasOwn(state, "End")) return true;
  if (type === "Choice") return false;
  return !Object.hasOwn(state, "Next");
}

function reportEndless(place: Place): void {
  place.machine.findings.error(
    "MISSING_END_STATE",
    "",
    "Workflow has no terminal state",
    'Give the last state "End": true, or go on to a Succeed or Fail state.',
  );
}

function reportMissing(transition: Transition, graph: ReadonlyMap<string, unknown>, place: Place): void {
  if (graph.has(transition.target)) return;
  const { findings } = place.machine;
  const meant = findings.wantsHints ? didYouMean(transition.target, graph.keys()) : undefined;
  const elsewhere = "Only states of the same 'States' can be gone to: a branch or a processor has its own.";
  findings.error(
    "MISSING_TRANSITION_TARGET",
    transition.path,
    `Missing 'Next' target: ${transition.target}`,
    meant === undefined ? elsewhere : `Did you mean '${meant}'?`,
  );
}

function reportUnreachable(
  start: string,
  graph: ReadonlyMap<string, readonly Transition[]>,
  place: Place,
): void {
  const reached = new Set<string>();
  const pending = [start];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const transition of graph.get(name) ?? []) pending.push(transition.target);
  }
  for (const name of graph.keys()) {
    if (reached.has(name)) continue;
    place.machine.findings.error(
      "MISSING_TRANSITION_TARGET",
      member(member(place, "States"), name).path,
      `State "${name}" is not reachable.`,
      "No 'StartAt', 'Next', 'Default' or 'Catch' leads to it.",
    );
  }
}
