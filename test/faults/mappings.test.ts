// The campaign of event source mappings in its short form: `npm run faults -- mappings` is the long one.

import { expect, test } from "@jest/globals";
import { killMappings } from "./mappings.ts";

test("functions take all that was acknowledged, each key in its order, though the region is killed under load", async () => {
  const account = await killMappings({ kills: 2, leastMs: 1500, mostMs: 2500, drainMs: 60_000 });
  expect(account.lost).toEqual([]);
  expect(account.outOfOrder).toEqual([]);
  expect(account.acknowledged).toBeGreaterThan(0);
  // Each record stands once in the state of one window.
  expect(account.counted).toEqual({ once: expect.any(Number), more: [] });
  expect(account.counted.once).toBeGreaterThan(0);
}, 150_000);
