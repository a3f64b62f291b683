import { expect, test } from "@jest/globals";
import { InOrder } from "../../src/time/in-order.ts";

/** Work that takes as many turns. */
const taking = (turns: number, told: string[], name: string) => async () => {
  told.push(`${name} begins`);
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
  told.push(`${name} ends`);
  return name;
};

test("what came first is done first, whatever fails, and other keys go their own way", async () => {
  const order = new InOrder<string>();
  const told: string[] = [];
  expect(order.do("a", () => 1)).toBe(1);
  const first = order.do("a", taking(5, told, "first"));
  const failing = order.do("a", () => {
    told.push("fails");
    throw new Error("no");
  });
  const second = order.do("a", () => "at once");
  const other = order.do("b", () => 2);
  expect(other).toBe(2);
  await expect(failing).rejects.toThrow("no");
  expect(told).toEqual(["first begins", "first ends", "fails"]);
  expect(await Promise.all([first, second])).toEqual(["first", "at once"]);
  expect(order.do("a", () => 3)).toBe(3);
  expect(() =>
    order.do("a", () => {
      throw new Error("at once");
    }),
  ).toThrow("at once");
  expect(order.do("a", () => 4)).toBe(4);
});
