// The fault test in its short form: `npm run faults` is the long one.

import { expect, test } from "@jest/globals";
import { runCampaign } from "./campaign.ts";

test("sixty executions survive three kills, and nothing is lost or done twice", async () => {
  const account = await runCampaign({ executions: 60, rounds: 1, waitSeconds: 3, kills: 3, lifeMs: 1_500 });
  expect(account.problems).toEqual([]);
  expect(account).toMatchObject({ executions: 60, kills: 3 });
}, 60_000);
