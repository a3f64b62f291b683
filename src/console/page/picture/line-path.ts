// The way of a line from one card to another: through the gaps between the cards, so that it never seems to end at one that it only
// passes.

import { box, gap } from "./place-things.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How far lines of different kinds keep from each other in one gap. */
const apart = 4;
const cornerRadius = 6;

/** As the `d` of an SVG path. `lane`, from -1 to 1, is where it keeps in a gap. */
export function linePath(from: Point, to: Point, lane: number): string {
  return roundedPath(waypoints(from, to, lane * apart));
}

/** Its first point, its corners and its last point; cards are told by their upper left corner. */
export function waypoints(from: Point, to: Point, aside = 0): readonly Point[] {
  const step = box.width + gap.x;
  if (to.x === from.x) return alongColumn(from, to, aside);
  if (to.x < from.x) return back(from, to, aside);
  const [start, end] = [rightOf(from), leftOf(to)];
  if (to.x - from.x <= step) {
    const middle = start.x + gap.x / 2 + aside;
    return [start, { x: middle, y: start.y }, { x: middle, y: end.y }, end];
  }
  const channel = (to.y < from.y ? to.y + box.height + gap.y / 2 : beforeOrBelow(from, to)) + aside;
  const [out, into] = [start.x + gap.x / 2 + aside, end.x - gap.x / 2 + aside];
  return [
    start,
    { x: out, y: start.y },
    { x: out, y: channel },
    { x: into, y: channel },
    { x: into, y: end.y },
    end,
  ];
}

/** The gap above what stands further down; of what stands beside it, the one below both. */
function beforeOrBelow(from: Point, to: Point): number {
  return to.y > from.y ? to.y - gap.y / 2 : to.y + box.height + gap.y / 2;
}

function alongColumn(from: Point, to: Point, aside: number): readonly Point[] {
  const [start, end] = [rightOf(from), rightOf(to)];
  const x = start.x + gap.x / 2 + aside;
  return [start, { x, y: start.y }, { x, y: end.y }, end];
}

/** Out at the bottom, and in at the bottom. */
function back(from: Point, to: Point, aside: number): readonly Point[] {
  const [start, end] = [bottomOf(from), bottomOf(to)];
  const [low, below] = [start.y + gap.y / 2 + aside, end.y + gap.y / 2 + aside];
  if (low === below) return [start, { x: start.x, y: low }, { x: end.x, y: low }, end];
  const beside = to.x + box.width + gap.x / 2 + aside;
  return [
    start,
    { x: start.x, y: low },
    { x: beside, y: low },
    { x: beside, y: below },
    { x: end.x, y: below },
    end,
  ];
}

function rightOf({ x, y }: Point): Point {
  return { x: x + box.width, y: y + box.height / 2 };
}

function leftOf({ x, y }: Point): Point {
  return { x, y: y + box.height / 2 };
}

function bottomOf({ x, y }: Point): Point {
  return { x: x + box.width / 2, y: y + box.height };
}

function roundedPath(points: readonly Point[]): string {
  return points
    .map((point, at) => {
      const [before, after] = [points[at - 1], points[at + 1]];
      if (before === undefined) return `M${point.x} ${point.y}`;
      if (after === undefined) return `L${point.x} ${point.y}`;
      const [enter, leave] = [towards(point, before), towards(point, after)];
      return `L${enter.x} ${enter.y}Q${point.x} ${point.y} ${leave.x} ${leave.y}`;
    })
    .join("");
}

/** As far from a corner as it is round, at most to the middle of its side. */
function towards(corner: Point, other: Point): Point {
  const length = Math.hypot(other.x - corner.x, other.y - corner.y);
  const share = length === 0 ? 0 : Math.min(cornerRadius, length / 2) / length;
  return { x: corner.x + (other.x - corner.x) * share, y: corner.y + (other.y - corner.y) * share };
}
