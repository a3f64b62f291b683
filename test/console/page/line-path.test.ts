// Lines between the cards of a picture.

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { linePath, type Point, waypoints } from "../../../src/console/page/picture/line-path.ts";
import { box, gap } from "../../../src/console/page/picture/place-things.ts";

const cell = fc.record({ column: fc.nat(6), row: fc.nat(6) });
const corner = ({ column, row }: { readonly column: number; readonly row: number }): Point => ({
  x: column * (box.width + gap.x),
  y: row * (box.height + gap.y),
});

test("a line touches no card but the two that it joins, each at its edge", () => {
  const cards = Array.from({ length: 49 }, (_, at) => corner({ column: at % 7, row: Math.floor(at / 7) }));
  fc.assert(
    fc.property(cell, cell, fc.constantFrom(-4, 0, 4), (one, other, aside) => {
      fc.pre(one.column !== other.column || one.row !== other.row);
      const way = waypoints(corner(one), corner(other), aside);
      expect(way.length).toBeGreaterThan(2);
      for (const [at, from] of way.slice(0, -1).entries()) {
        const to = way[at + 1] as Point;
        expect(from.x === to.x || from.y === to.y).toBe(true);
        expect(cards.filter((card) => passes(from, to, card))).toEqual([]);
      }
    }),
  );
});

test("its corners are round, and it ends where its arrow points", () => {
  const path = linePath({ x: 0, y: 0 }, { x: 200, y: 76 }, 0);
  expect(path).toBe("M170 31L179 31Q185 31 185 37L185 101Q185 107 191 107L200 107");
});

function passes(from: Point, to: Point, card: Point): boolean {
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
  const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
  return right > card.x && left < card.x + box.width && bottom > card.y && top < card.y + box.height;
}
