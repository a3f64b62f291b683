// Where everything of a graph is drawn, as plain numbers: boxes, the boxes within boxes, and the lines between them.

import { layersOf, type RoutedEdge, type Slot } from "./layers.ts";
import type { EdgeKind, StateGraph, StateNode } from "./state-graph.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Point, Size {}

export interface NodeBox extends Box {
  readonly node: StateNode;
  /** The scopes within. `at` is relative to the layout that the box is part of. */
  readonly inner: readonly { readonly at: Point; readonly layout: Layout }[];
}

export interface EdgeLine {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly label: string | undefined;
  /** From the state left to the state entered. */
  readonly points: readonly Point[];
}

/** Of one scope; its own top left corner is 0, 0. */
export interface Layout extends Size {
  readonly nodes: readonly NodeBox[];
  readonly edges: readonly EdgeLine[];
}

const gap = { x: 40, y: 56, inside: 20 };
const lineHeight = 24;
const bendSize: Size = { width: 16, height: 0 };

export function layOut(graph: StateGraph): Layout {
  const layers = layersOf(graph);
  const measured = new Map(graph.nodes.map((node) => [node.name, measure(node)]));
  const sizeOf = (slot: Slot): Size => measured.get(slot.state ?? "")?.size ?? bendSize;
  const { places, width, height } = placeRows(layers.rows, sizeOf);
  return {
    width,
    height,
    nodes: [...places].flatMap(([slot, box]) => {
      const known = measured.get(slot.state ?? "");
      return known === undefined ? [] : [nodeBox(known, box)];
    }),
    edges: layers.edges.map((routed) => edgeLine(routed, places)),
  };
}

interface MeasuredNode {
  readonly node: StateNode;
  readonly size: Size;
  readonly inner: readonly Layout[];
}

/** Every scope is laid out once, however deep it lies. */
function measure(node: StateNode): MeasuredNode {
  const title = Math.max(textWidth(node.name), textWidth(node.type)) + 2 * gap.inside;
  const inner = node.inner.map(layOut);
  if (inner.length === 0)
    return { node, inner, size: { width: Math.max(120, title), height: 2 * lineHeight } };
  const innerWidth = total(
    inner.map(({ width }) => width),
    gap.x,
  );
  const innerHeight = Math.max(...inner.map(({ height }) => height));
  return {
    node,
    inner,
    size: {
      width: Math.max(title, innerWidth + 2 * gap.inside),
      height: innerHeight + 2 * lineHeight + 2 * gap.inside,
    },
  };
}

function textWidth(text: string): number {
  return Math.min(320, [...text].length * 8);
}

function total(lengths: readonly number[], between: number): number {
  return lengths.reduce((sum, length) => sum + length, 0) + Math.max(0, lengths.length - 1) * between;
}

interface PlacedRows extends Size {
  readonly places: ReadonlyMap<Slot, Box>;
}

/** Rows from top to bottom, each in the middle of the widest. */
function placeRows(rows: readonly (readonly Slot[])[], sizeOf: (slot: Slot) => Size): PlacedRows {
  const widths = rows.map((row) =>
    total(
      row.map((slot) => sizeOf(slot).width),
      gap.x,
    ),
  );
  const width = widths.reduce((widest, each) => Math.max(widest, each), 0);
  const places = new Map<Slot, Box>();
  let y = 0;
  rows.forEach((row, index) => {
    const height = row.reduce((highest, slot) => Math.max(highest, sizeOf(slot).height), lineHeight);
    let x = (width - (widths[index] ?? 0)) / 2;
    for (const slot of row) {
      const size = sizeOf(slot);
      // A line goes through its whole row upright: boxes beside it may be high.
      const box =
        slot.state === undefined
          ? { x, y, width: size.width, height }
          : { x, y: y + (height - size.height) / 2, ...size };
      places.set(slot, box);
      x += size.width + gap.x;
    }
    y += height + gap.y;
  });
  return { places, width, height: Math.max(0, y - gap.y) };
}

function nodeBox({ node, inner }: MeasuredNode, box: Box): NodeBox {
  let x = box.x + gap.inside;
  const placed = inner.map((layout) => {
    const at = { x, y: box.y + 2 * lineHeight + gap.inside };
    x += layout.width + gap.x;
    return { at, layout };
  });
  return { ...box, node, inner: placed };
}

function edgeLine({ edge, slots }: RoutedEdge, places: ReadonlyMap<Slot, Box>): EdgeLine {
  const boxes = slots.flatMap((slot) => places.get(slot) ?? []);
  const points = edge.from === edge.to ? loopPoints(boxes[0]) : linePoints(boxes);
  // Slots go from top to bottom; the line goes the way the machine does.
  const leadsUp = edge.from !== edge.to && slots[0]?.state === edge.to;
  const { from, to, kind, label } = edge;
  return { from, to, kind, label, points: leadsUp ? points.reverse() : points };
}

/** Out at the bottom of the upper box, down through the bends, in at the top of the lower one. */
function linePoints(boxes: readonly Box[]): Point[] {
  return boxes.flatMap((box, index) => {
    const x = box.x + box.width / 2;
    const [top, bottom] = [
      { x, y: box.y },
      { x, y: box.y + box.height },
    ];
    if (index === 0) return [bottom];
    return index === boxes.length - 1 ? [top] : [top, bottom];
  });
}

/** Out at the right and in again above. */
function loopPoints(box: Box | undefined): Point[] {
  if (box === undefined) return [];
  const right = box.x + box.width;
  const out = right + gap.x / 2;
  const [top, bottom] = [box.y + box.height / 3, box.y + (2 * box.height) / 3];
  return [
    { x: right, y: bottom },
    { x: out, y: bottom },
    { x: out, y: top },
    { x: right, y: top },
  ];
}
