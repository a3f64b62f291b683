// Every kind of source under kills, throttling, targets and dead-letter queues that come and go, and a clock that jumps:
// `npm run faults -- sources` is the long form.

import { expect, test } from "@jest/globals";
import { killSources } from "./sources.ts";

test("what was acknowledged was taken or is a dead letter, after two kills", async () => {
  const books = await killSources({ kills: 2, acknowledgements: 60, mostMs: 300 });
  expect(books.lost).toEqual([]);
  expect(books.put).toBeGreaterThan(1200);
  const { deadLetters, reshardings, deaths, ticks, rounds } = books;
  for (const count of [deadLetters, reshardings, deaths, ticks, rounds]) expect(count).toBeGreaterThan(0);
}, 180_000);
