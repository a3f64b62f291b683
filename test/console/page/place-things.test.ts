// Where things stand in a picture.

import { expect, test } from "@jest/globals";
import { box, placeThings } from "../../../src/console/page/picture/place-things.ts";

/** `a>b` delivers, `a-b` calls; a name that begins with `!` is a source. */
function columns(names: string, ...links: readonly string[]): Readonly<Record<string, number>> {
  const things = names.split(" ").map((given) => {
    const name = given.replace("!", "");
    return { arn: name, name, isSource: given.startsWith("!") };
  });
  const connections = links.map((link) => ({
    ...{ from: link.slice(0, 1), to: link.slice(2), label: link[1] === ">" ? "delivers" : "calls" },
  }));
  const placed = placeThings({ things, connections }).things;
  const lefts = [...new Set(placed.map(({ x }) => x))].toSorted((one, other) => one - other);
  return Object.fromEntries(placed.map(({ name, x }) => [name, lefts.indexOf(x)]));
}

test.each<[string, Readonly<Record<string, number>>, Readonly<Record<string, number>>]>([
  ["what hands on is left of what it hands to", columns("c b a", "a>b", "b>c"), { a: 0, b: 1, c: 2 }],
  ["what is called stands behind its caller", columns("b a", "a-b"), { a: 0, b: 1 }],
  ["a source stays at the left, whoever calls it", columns("!s m", "s>m", "m-s"), { s: 0, m: 1 }],
  [
    "a circle is placed by the way that leads to it, whatever comes first",
    columns("d r b !s m", "s>m", "m-b", "b>r", "r>d", "d-b"),
    { s: 0, m: 1, b: 2, r: 3, d: 4 },
  ],
  ["a circle that nothing leads to is placed all the same", columns("a b", "a-b", "b-a"), { a: 0, b: 1 }],
])("%s", (_, placed, expected) => {
  expect(placed).toEqual(expected);
});

test("nothing stands upon another, and what stands alone is below", () => {
  const names = ["a", "b", "c", "alone"];
  const { things } = placeThings({
    things: names.map((name) => ({ arn: name, name })),
    connections: [
      { from: "a", to: "b", label: "delivers" },
      { from: "a", to: "c", label: "delivers" },
    ],
  });
  for (const one of things)
    for (const other of things)
      if (one !== other && one.x === other.x) expect(Math.abs(one.y - other.y)).toBeGreaterThan(box.height);
  expect(Math.max(...things.map(({ y }) => y))).toBe(things.find(({ name }) => name === "alone")?.y);
});
