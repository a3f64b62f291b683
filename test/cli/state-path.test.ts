// One line of states stays one that can be read, however many there were.

import { expect, test } from "@jest/globals";
import { statePath } from "../../src/cli/state-path.ts";

const states = (many: number) => Array.from({ length: many }, (_, index) => `S${index}`);

test.each([
  [[], ""],
  [["A", "B"], "A → B"],
  [states(20), states(20).join(" → ")],
  [states(21), "S0 → S1 → S2 → S3 → S4 → … 11 more … → S16 → S17 → S18 → S19 → S20"],
  [states(3011), "S0 → S1 → S2 → S3 → S4 → … 3,001 more … → S3006 → S3007 → S3008 → S3009 → S3010"],
])("of many the first and the last are shown (%#)", (path, line) => {
  expect(statePath(path)).toBe(line);
});
