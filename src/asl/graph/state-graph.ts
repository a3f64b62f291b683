// A definition as a graph: states are nodes, transitions are edges, and a Parallel or Map holds the graphs of its scopes.

import type { ChoiceState, State, StateScope, StateType } from "../definition.ts";
import { innerScopes } from "../inner-scopes.ts";
import { ruleLabel } from "./rule-label.ts";

export interface StateNode {
  /** State names are unique in a whole machine. */
  readonly name: string;
  readonly type: StateType;
  /** One graph a branch of a Parallel; one for the processor of a Map. */
  readonly inner: readonly StateGraph[];
}

export type EdgeKind = "next" | "choice" | "default" | "catch";

export interface StateEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** What has to hold: a rule's test, or the errors that are caught. */
  readonly label?: string;
}

export interface StateGraph {
  readonly start: string;
  readonly nodes: readonly StateNode[];
  readonly edges: readonly StateEdge[];
  /** States after which the scope has ended. */
  readonly ends: readonly string[];
}

/** Of a valid definition. */
export function stateGraph(scope: StateScope): StateGraph {
  const states = Object.entries(scope.States);
  return {
    start: scope.StartAt,
    nodes: states.map(([name, state]) => ({
      name,
      type: state.Type,
      inner: innerScopes(state).map(stateGraph),
    })),
    edges: states.flatMap(([name, state]) => edgesOf(name, state)),
    ends: states.filter(([, state]) => isEnd(state)).map(([name]) => name),
  };
}

function isEnd(state: State): boolean {
  if (state.Type === "Succeed" || state.Type === "Fail") return true;
  return "End" in state && state.End === true;
}

function edgesOf(from: string, state: State): readonly StateEdge[] {
  if (state.Type === "Choice") return choiceEdges(from, state);
  const next: readonly StateEdge[] =
    "Next" in state && state.Next !== undefined ? [{ from, to: state.Next, kind: "next" }] : [];
  const catchers = "Catch" in state ? (state.Catch ?? []) : [];
  return [
    ...next,
    ...catchers.map((catcher): StateEdge => {
      return { from, to: catcher.Next, kind: "catch", label: catcher.ErrorEquals.join(", ") };
    }),
  ];
}

function choiceEdges(from: string, state: ChoiceState): readonly StateEdge[] {
  const rules = state.Choices.map((rule): StateEdge => {
    return { from, to: rule.Next, kind: "choice", label: ruleLabel(rule) };
  });
  return state.Default === undefined ? rules : [...rules, { from, to: state.Default, kind: "default" }];
}
