// Where the labels of edges stand: on their line, and clear of each other and of the boxes where that can be.

import type { Box, EdgeLine, Layout, Point } from "./layout.ts";

/** Of a letter of the labels' font, and of a line of it. */
const letter = { width: 6.2, height: 14 };
/** How far along its line a label may stand, the best place first. */
const places = [0.5, 0.35, 0.65, 0.22, 0.78, 0.9, 0.1];

export function labelText({ label, kind }: EdgeLine): string | undefined {
  return label ?? (kind === "default" ? "default" : undefined);
}

/** The middle of each label's base line. */
export function placeLabels({ edges, nodes }: Layout): ReadonlyMap<EdgeLine, Point> {
  const taken: Box[] = [...nodes];
  const placed = new Map<EdgeLine, Point>();
  for (const edge of edges) {
    const text = labelText(edge);
    const [from, to] = edge.points;
    if (text === undefined || from === undefined || to === undefined) continue;
    const at = bestPlace(
      places.map((part) => pointAlong(from, to, part)),
      [...text].length,
      taken,
    );
    taken.push(boxAround(at, [...text].length));
    placed.set(edge, at);
  }
  return placed;
}

function bestPlace(candidates: readonly Point[], letters: number, taken: readonly Box[]): Point {
  let best: Point = candidates[0] ?? { x: 0, y: 0 };
  let least = Number.POSITIVE_INFINITY;
  for (const at of candidates) {
    const box = boxAround(at, letters);
    const covered = taken.reduce((sum, other) => sum + overlap(box, other), 0);
    if (covered >= least) continue;
    best = at;
    least = covered;
  }
  return best;
}

function boxAround({ x, y }: Point, letters: number): Box {
  const width = letters * letter.width;
  return { x: x - width / 2, y: y - letter.height + 3, width, height: letter.height };
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

/** On the curve that leaves `from` and enters `to` vertically. */
function pointAlong(from: Point, to: Point, part: number): Point {
  const rest = 1 - part;
  const early = rest ** 3 + 3 * part * rest ** 2;
  const middle = (from.y + to.y) / 2;
  return {
    x: early * from.x + (1 - early) * to.x,
    y: rest ** 3 * from.y + 3 * part * rest * middle + part ** 3 * to.y,
  };
}
