// Who is told to end twice ends at once; a reader that goes meanwhile is not the second time.

import { afterEach, expect, jest, test } from "@jest/globals";
import { type Interruption, interruption } from "../../src/cli/interruption.ts";

let now = 0;
let interrupted: Interruption;
const exits: unknown[] = [];

function begin(): void {
  now = 0;
  exits.length = 0;
  jest.spyOn(performance, "now").mockImplementation(() => now);
  jest.spyOn(process, "exit").mockImplementation((code) => exits.push(code) as never);
  interrupted = interruption();
}

afterEach(() => {
  interrupted.dispose();
  jest.restoreAllMocks();
});

const signalled = () => process.emit("SIGTERM", "SIGTERM");
const readerWent = () => process.emit("SIGTERM");

test.each<[string, readonly (readonly [number, () => unknown])[], readonly number[]]>([
  ["once", [[0, signalled]], []],
  [
    "twice at a time",
    [
      [0, signalled],
      [400, signalled],
    ],
    [],
  ],
  [
    "twice",
    [
      [0, signalled],
      [600, signalled],
    ],
    [130],
  ],
  [
    "once, and then its reader goes",
    [
      [0, signalled],
      [600, readerWent],
    ],
    [],
  ],
  [
    "once after its reader has gone",
    [
      [0, readerWent],
      [600, signalled],
    ],
    [],
  ],
])("told %s", async (_what, told, ends) => {
  begin();
  for (const [at, tell] of told) {
    now = at;
    tell();
  }
  await interrupted.promise;
  expect(exits).toEqual(ends);
});
