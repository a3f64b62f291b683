// The random machines in their short form: `npm run faults -- machines` is the long one.

import { expect, test } from "@jest/globals";
import { runMachines } from "./machines.ts";

test("random machines end, over kills, with the history that they had while they ran", async () => {
  const account = await runMachines({ steps: 1_500, stepsBetweenKills: 500 });
  expect(account.problems).toEqual([]);
  expect(account.kills).toBeGreaterThan(0);
});
