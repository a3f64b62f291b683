// Resources that are begun in slices: what ends while others have their turn lets what waits for it begin.

import { expect, test } from "@jest/globals";
import { workInOrder } from "../../../src/services/cloudformation/stacks/in-order.ts";

/** Longer than any slice. */
function keepBusy(): void {
  const end = performance.now() + 200;
  while (performance.now() < end);
}

test.each([
  { fails: "none", begun: ["A", "B", "C"] },
  { fails: "A", begun: ["A"] },
])("of A, B and C, each after the one before, with failure of $fails", async ({ fails, begun }) => {
  const seen: string[] = [];
  await workInOrder({
    items: ["A", "B", "C"],
    idOf: (item) => item,
    waitsFor: (item) => ({ B: ["A"], C: ["B"] })[item] ?? [],
    work: async (item) => {
      seen.push(item);
      keepBusy();
      return item !== fails;
    },
    stopsAtFailure: true,
  });
  expect(seen).toEqual(begun);
});
