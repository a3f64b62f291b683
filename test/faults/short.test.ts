// The fault test in its short form: `npm run faults` is the long one.

import { expect, test } from "@jest/globals";
import { runCampaign } from "./campaign.ts";

test("sixty executions survive up to three kills, and nothing is lost or done twice", async () => {
  const account = await runCampaign({ executions: 60, rounds: 1, waitSeconds: 3, kills: 3, lifeMs: 1_500 });
  expect(account.problems).toEqual([]);
  expect(account.executions).toBe(60);
  // On a machine that is slow to start them, they may have ended before the last kill.
  expect(account.kills).toBeGreaterThanOrEqual(1);
});
