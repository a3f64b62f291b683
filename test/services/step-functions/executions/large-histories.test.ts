// A history may hold gigabytes of inputs and outputs: no more of it is made, kept or told at once than there is room for.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Json } from "../../../../src/aws/json.ts";
import type { HistoryEvent } from "../../../../src/engine/history/event.ts";
import type { AskedEvents } from "../../../../src/services/step-functions/store/histories.ts";
import { CountedHistory } from "./support/counted-history.ts";
import { machine, StandardService } from "./support/standard-service.ts";

let service: StandardService;
beforeEach(() => {
  service = new StandardService("memory");
});
afterEach(() => service.dispose());

/** States in a row, each of which hands on a text of its own. */
const row = (states: number, length: number) =>
  machine({
    ...Object.fromEntries(
      Array.from({ length: states }, (_, at) => [
        `S${at}`,
        {
          Type: "Pass",
          Result: `${at}-`.padEnd(length, "x"),
          ...(at === states - 1 ? { End: true } : { Next: `S${at + 1}` }),
        },
      ]),
    ),
  });

/** A large text goes through all of them. */
const handedOn = machine(
  Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [
      `S${at}`,
      { Type: "Pass", ...(at === 39 ? { End: true } : { Next: `S${at + 1}` }) },
    ]),
  ),
);

async function ended(definition: string, input: Json = {}): Promise<string> {
  const arn = await service.start(definition, { input: JSON.stringify(input) });
  await service.settle();
  expect(service.describe(arn).status).toBe("SUCCEEDED");
  return arn;
}

/** All of it in pages of so many, as whoever follows them sees it. */
async function followed(history: CountedHistory, asked: Partial<AskedEvents>, size: number) {
  const events: HistoryEvent[] = [];
  for (let after: number | undefined; ; after = events.at(-1)?.id) {
    const page = await history.ask({ ...asked, after, limit: size + 1 });
    const told = page.events.slice(0, Math.min(size, page.fitting));
    events.push(...told);
    if (page.events.length === told.length) return events;
  }
}

describe("a history of which not all data fits", () => {
  const states = 40;
  const length = 1000;
  const ids = Array.from({ length: 2 + 2 * states }, (_, at) => at + 1);

  test.each([
    ["forwards", false, ids],
    ["backwards", true, ids.toReversed()],
  ])("is told whole %s, made anew for what is missing", async (_direction, isReverse, order) => {
    const arn = await ended(row(states, length));
    const whole = await new CountedHistory(service.store, arn, 1e9).ask();
    // Of 80 texts about 15 fit.
    const history = new CountedHistory(service.store, arn, 30 * length);
    const events = await followed(history, { isReverse }, 7);
    expect(events.map(({ id }) => id)).toEqual(order);
    expect(isReverse ? events.toReversed() : events).toEqual(whole.events);
    expect(history.made).toBeGreaterThan(3);
    expect(history.made).toBeLessThan(ids.length);
  });

  test("is made once for those who do not ask for data", async () => {
    const arn = await ended(row(states, length));
    const history = new CountedHistory(service.store, arn, 60 * length);
    const events = await followed(history, { withData: false }, 7);
    expect(events.map(({ id }) => id)).toEqual(ids);
    expect(history.made).toBe(1);
  });

  test("is told to two who read at once, each from a place of its own", async () => {
    const arn = await ended(row(states, length));
    const whole = await new CountedHistory(service.store, arn, 1e9).ask();
    const history = new CountedHistory(service.store, arn, 30 * length);
    const [one, other] = await Promise.all([
      followed(history, {}, 5),
      followed(history, { isReverse: true }, 5),
    ]);
    expect(one).toEqual(whole.events);
    expect(other.toReversed()).toEqual(whole.events);
  });
});

test.each([false, true])(
  "a page is not too large to be told at once; backwards: %s",
  async (reverseOrder) => {
    const arn = await ended(handedOn, { text: "x".repeat(200_000) });
    const { records } = service.states.standard;
    const ids: number[] = [];
    const lengths: number[] = [];
    let nextToken: string | undefined;
    do {
      const page = await records.history(arn, { maxResults: 1000, reverseOrder, nextToken });
      ids.push(...page.items.map(({ id }) => id));
      lengths.push(JSON.stringify(page.items).length);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    const inOrder = Array.from({ length: 82 }, (_, at) => at + 1);
    expect(reverseOrder ? ids.toReversed() : ids).toEqual(inOrder);
    expect(Math.max(...lengths)).toBeLessThan(4.5 * 1024 * 1024);
    expect(lengths.length).toBeGreaterThan(2);
    const bare = await records.history(arn, { maxResults: 1000, reverseOrder, includeExecutionData: false });
    expect(bare.items).toHaveLength(82);
  },
);
