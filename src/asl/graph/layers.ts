// Which row each state of a scope stands in, and in which order: every step leads down a row, except those that lead back.

import type { StateEdge, StateGraph } from "./state-graph.ts";

/** Beyond this many bends of long edges, orderings cost more than they show; such edges are then drawn straight. */
const mostBends = 4000;

export interface Slot {
  /** Undefined for a place where a long edge passes through. */
  readonly state: string | undefined;
  readonly row: number;
}

export interface RoutedEdge {
  readonly edge: StateEdge;
  /** From top to bottom, also if the edge leads up. */
  readonly slots: readonly Slot[];
  readonly leadsBack: boolean;
}

export interface Layers {
  readonly rows: readonly (readonly Slot[])[];
  readonly edges: readonly RoutedEdge[];
}

export function layersOf(graph: StateGraph): Layers {
  const back = edgesThatLeadBack(graph);
  const rowOf = longestWays(graph, back);
  const slots = new Map(graph.nodes.map(({ name }) => [name, { state: name, row: rowOf.get(name) ?? 0 }]));
  const rows: Slot[][] = [];
  for (const slot of slots.values()) rowAt(rows, slot.row).push(slot);
  const bends = graph.edges.reduce(
    (sum, { from, to }) => sum + Math.abs(rowDistance(slots, from, to)) - 1,
    0,
  );
  const edges = graph.edges
    .filter(({ from, to }) => slots.has(from) && slots.has(to))
    .map((edge) => routed(edge, { slots, rows, leadsBack: back.has(edge), bent: bends <= mostBends }));
  orderRows(rows, edges);
  return { rows, edges };
}

function rowAt(rows: Slot[][], index: number): Slot[] {
  while (rows.length <= index) rows.push([]);
  return rows[index] ?? [];
}

function rowDistance(slots: ReadonlyMap<string, Slot>, from: string, to: string): number {
  return (slots.get(to)?.row ?? 0) - (slots.get(from)?.row ?? 0);
}

function outgoing(graph: StateGraph): ReadonlyMap<string, readonly StateEdge[]> {
  const edges = new Map<string, StateEdge[]>(graph.nodes.map(({ name }) => [name, []]));
  for (const edge of graph.edges) edges.get(edge.from)?.push(edge);
  return edges;
}

/** Edges to a state that is still being walked through, found depth first with a stack of its own. */
function edgesThatLeadBack(graph: StateGraph): ReadonlySet<StateEdge> {
  const edges = outgoing(graph);
  const back = new Set<StateEdge>();
  const walked = new Map<string, "open" | "done">();
  for (const root of [graph.start, ...graph.nodes.map(({ name }) => name)]) {
    if (walked.has(root)) continue;
    const stack = [{ name: root, next: 0 }];
    walked.set(root, "open");
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const edge = edges.get(top.name)?.[top.next++];
      if (edge === undefined) {
        walked.set(top.name, "done");
        stack.pop();
      } else if (walked.get(edge.to) === "open") back.add(edge);
      else if (!walked.has(edge.to)) {
        walked.set(edge.to, "open");
        stack.push({ name: edge.to, next: 0 });
      }
    }
  }
  return back;
}

/** The row of a state is the longest way to it, so that all that precedes it stands above. */
function longestWays(graph: StateGraph, back: ReadonlySet<StateEdge>): ReadonlyMap<string, number> {
  const edges = outgoing(graph);
  const incoming = new Map<string, number>(graph.nodes.map(({ name }) => [name, 0]));
  for (const edge of graph.edges) {
    if (!back.has(edge)) incoming.set(edge.to, (incoming.get(edge.to) ?? 0) + 1);
  }
  const rows = new Map<string, number>();
  const ready = [...incoming].filter(([, count]) => count === 0).map(([name]) => name);
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    const row = rows.get(name) ?? 0;
    rows.set(name, row);
    for (const edge of edges.get(name) ?? []) {
      if (back.has(edge)) continue;
      rows.set(edge.to, Math.max(rows.get(edge.to) ?? 0, row + 1));
      const left = (incoming.get(edge.to) ?? 1) - 1;
      incoming.set(edge.to, left);
      if (left === 0) ready.push(edge.to);
    }
  }
  return rows;
}

interface Routing {
  readonly slots: ReadonlyMap<string, Slot>;
  readonly rows: Slot[][];
  readonly leadsBack: boolean;
  readonly bent: boolean;
}

function routed(edge: StateEdge, { slots, rows, leadsBack, bent }: Routing): RoutedEdge {
  const from = slots.get(edge.from);
  const to = slots.get(edge.to);
  if (from === undefined || to === undefined) return { edge, slots: [], leadsBack };
  const [upper, lower] = from.row <= to.row ? [from, to] : [to, from];
  const passed: Slot[] = [];
  for (let row = upper.row + 1; bent && row < lower.row; row++) {
    const bend: Slot = { state: undefined, row };
    rowAt(rows, row).push(bend);
    passed.push(bend);
  }
  return { edge, slots: [upper, ...passed, lower], leadsBack };
}

/** A few sweeps down and up, each slot moving to the middle of its neighbours, remove most crossings. */
function orderRows(rows: Slot[][], edges: readonly RoutedEdge[]): void {
  const above = new Map<Slot, Slot[]>();
  const below = new Map<Slot, Slot[]>();
  for (const { slots } of edges) {
    slots.slice(1).forEach((slot, index) => {
      const upper = slots[index];
      if (upper === undefined || upper === slot) return;
      pushTo(above, slot, upper);
      pushTo(below, upper, slot);
    });
  }
  for (let sweep = 0; sweep < 4; sweep++) {
    for (let row = 1; row < rows.length; row++) sortRow(rows, row, above);
    for (let row = rows.length - 2; row >= 0; row--) sortRow(rows, row, below);
  }
}

function pushTo(map: Map<Slot, Slot[]>, key: Slot, value: Slot): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function sortRow(rows: Slot[][], row: number, neighbours: ReadonlyMap<Slot, readonly Slot[]>): void {
  const slots = rows[row] ?? [];
  const places = new Map<Slot, number>();
  for (const neighbourRow of [rows[row - 1], rows[row + 1]]) {
    neighbourRow?.forEach((slot, index) => {
      places.set(slot, index);
    });
  }
  const middle = new Map(
    slots.map((slot, index) => {
      const next = (neighbours.get(slot) ?? []).flatMap((neighbour) => places.get(neighbour) ?? []);
      return [slot, next.length === 0 ? index : next.reduce((sum, place) => sum + place, 0) / next.length];
    }),
  );
  slots.sort((one, other) => (middle.get(one) ?? 0) - (middle.get(other) ?? 0));
}
