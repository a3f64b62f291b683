// Numbers and times in words, as the page writes them.

import { expect, test } from "@jest/globals";
import { relativeTime, times } from "../../../src/console/page/parts/words.ts";

test.each([
  [1, "once"],
  [2, "2 times"],
  [1_234, "1,234 times"],
])("what was done %d times was done %s", (often, words) => {
  expect(times(often)).toBe(words);
});

const now = Date.UTC(2026, 0, 1);
test.each([
  [0, "0 s ago"],
  [-999, "0 s ago"],
  [-3400, "3 s ago"],
  [-59_999, "59 s ago"],
  [-200_000, "3 min 20 s ago"],
  [-3 * 3_600_000, "3 h 0 min ago"],
  [-72 * 3_600_000, "3 d 0 h ago"],
  [3400, "in 3 s"],
  [3_599_000, "in 59 min 59 s"],
  [Number.NaN, ""],
])("what is %d ms from now was, or is, %s", (from, words) => {
  expect(relativeTime(now + from, now)).toBe(words);
});
