// Numbers in words, as the page writes them.

import { expect, test } from "@jest/globals";
import { times } from "../../../src/console/page/parts/words.ts";

test.each([
  [1, "once"],
  [2, "2 times"],
  [1_234, "1,234 times"],
])("what was done %d times was done %s", (often, words) => {
  expect(times(often)).toBe(words);
});
