// A graph of states as a Mermaid state diagram, which GitHub and many editors draw.

import type { StateEdge, StateGraph, StateNode } from "./state-graph.ts";

export function renderMermaid(graph: StateGraph): string {
  const ids = new Map<string, string>();
  nameStates(graph, ids);
  return ["stateDiagram-v2", ...scopeLines(graph, ids).map((line) => `  ${line}`), ""].join("\n");
}

/** Names may hold anything; Mermaid's own names are plain. */
function nameStates(graph: StateGraph, ids: Map<string, string>): void {
  for (const node of graph.nodes) {
    ids.set(node.name, `s${ids.size + 1}`);
    for (const inner of node.inner) nameStates(inner, ids);
  }
}

type Ids = ReadonlyMap<string, string>;

function scopeLines(graph: StateGraph, ids: Ids): readonly string[] {
  return [
    ...graph.nodes.flatMap((node) => nodeLines(node, ids)),
    `[*] --> ${ids.get(graph.start)}`,
    ...graph.edges.map((edge) => edgeLine(edge, ids)),
    ...graph.ends.map((name) => `${ids.get(name)} --> [*]`),
  ];
}

function nodeLines(node: StateNode, ids: Ids): readonly string[] {
  const id = ids.get(node.name);
  const title = `state "${plain(`${node.name} (${node.type})`)}" as ${id}`;
  if (node.inner.length === 0) return [title];
  // `--` divides the regions of a state that run at the same time.
  const regions = node.inner.flatMap((inner, index) => [
    ...(index === 0 ? [] : ["--"]),
    ...scopeLines(inner, ids),
  ]);
  return [title, `state ${id} {`, ...regions.map((line) => `  ${line}`), "}"];
}

function edgeLine(edge: StateEdge, ids: Ids): string {
  const label = edge.label ?? (edge.kind === "default" ? "default" : undefined);
  const text = edge.kind === "catch" ? `on ${label}` : label;
  return `${ids.get(edge.from)} --> ${ids.get(edge.to)}${text === undefined ? "" : `: ${plain(text)}`}`;
}

function plain(text: string): string {
  return text
    .replace(/[\r\n\t]+/g, " ")
    .replace(/["#;:<>{}]/g, (character) => `#${character.charCodeAt(0)};`);
}
