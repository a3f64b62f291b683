// The ids of executions: like UUIDs, each once, in their order.

import { expect, test } from "@jest/globals";
import { ExecutionIds } from "../../../../src/services/step-functions/executions/execution-ids.ts";

test("ids look like UUIDs, never come twice and lie side by side, over every border of the counter", () => {
  const ids = new ExecutionIds();
  const made = Array.from({ length: 10_000 }, () => ids.next());
  expect(
    made.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
  ).toEqual([]);
  expect(new Set(made).size).toBe(made.length);
  expect(made).toEqual(made.toSorted());
  expect(made.slice(4_094, 4_097).map((id) => id.slice(-12))).toEqual([
    "000000000fff",
    "000000001000",
    "000000001001",
  ]);
  expect(new ExecutionIds().next().slice(0, 23)).not.toBe(made[0]?.slice(0, 23));
});
