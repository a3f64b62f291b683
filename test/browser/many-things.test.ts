// A great many things stay usable: the short form of `npm run console:scale`, which reports the times of the whole.

import { expect, test } from "@jest/globals";
import { describeConsole, opened } from "./describe-console.ts";
import { measureManyThings } from "./many-things.ts";

describeConsole("many things", () => {
  test("executions, events and the items of a Map are scrolled, jumped through and filtered, and few of them are in the page", async () => {
    const timings = await measureManyThings(opened, {
      ...{ executions: 1200, events: 3000, inlineItems: 700, items: 300 },
    });
    expect(timings.map(({ what, rows }) => [what, rows])).toEqual([
      ["1200 executions: opening", expect.any(Number)],
      ["1200 executions: scrolling", 1200],
      ["1200 executions: jumping", 1200],
      ["1200 executions: filtering", expect.any(Number)],
      ["3000 events: opening", expect.any(Number)],
      ["3000 events: scrolling", expect.any(Number)],
      ["3000 events: jumping", expect.any(Number)],
      ["3000 events: filtering", expect.any(Number)],
      ["a Map of 700 items: opening", 701],
      ["a Map of 700 items: scrolling", 701],
      ["a Map of 700 items: jumping", 701],
      ["a Map of 700 items: filtering", expect.any(Number)],
      ["a Map of 700 items, timeline: scrolling", 701],
      ["a Map of 700 items, timeline: jumping", 701],
      ["a Map Run of 300 items: opening", expect.any(Number)],
      ["a Map Run of 300 items: scrolling", 300],
      ["a Map Run of 300 items: jumping", 300],
      ["a Map Run of 300 items: filtering", expect.any(Number)],
    ]);
    await expect(opened.page.locator(".long-list .body .row").count()).resolves.toBeLessThan(100);
  });
});
