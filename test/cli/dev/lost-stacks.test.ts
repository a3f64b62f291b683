import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { watchLostStacks } from "../../../src/cli/dev/lost-stacks.ts";
import { Printer } from "../../../src/cli/printer.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test.each([
  [true, "the next change that is saved brings it back, and so does a restart"],
  [false, "a restart brings it back"],
])("a stack that was deleted is told of, and how it comes back; watched: %s", (isWatched, back) => {
  const lost = [[], ["shop"], []];
  const told: string[] = [];
  const printer = new Printer({ write: () => true }, { write: (text: string) => told.push(text) });
  const watch = watchLostStacks({ lost: () => lost.shift() ?? [] }, printer, isWatched);
  jest.advanceTimersByTime(5000);
  watch.stop();
  expect(told).toEqual([`warning: the stack shop was deleted by a client of the region: ${back}\n`]);
});
