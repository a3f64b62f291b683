import { expect, test } from "@jest/globals";
import { Pace } from "../../../../src/services/eventbridge/destinations/pace.ts";
import { SleepingClock } from "../../../support/sleeping-clock.ts";
import { settled } from "../../../support/until.ts";

const destination = { arn: "d", invocationsPerSecond: 2 };

/** How many of so many turns have come. */
function turnsOf(clock: SleepingClock) {
  const pace = new Pace(clock);
  let come = 0;
  return {
    ask(count: number) {
      for (let asked = 0; asked < count; asked++)
        void Promise.resolve(pace.turn(destination)).then(() => come++);
    },
    async come() {
      await settled();
      return come;
    },
  };
}

test("turns come as often as the destination allows", async () => {
  const clock = new SleepingClock();
  const turns = turnsOf(clock);
  turns.ask(5);
  expect(await turns.come()).toBe(1);
  clock.advanceBy(1000);
  expect(await turns.come()).toBe(3);
  clock.advanceBy(1000);
  expect(await turns.come()).toBe(5);
});

test.each([
  ["put back by an hour", -3_600_000],
  ["put on by a night's sleep", 8 * 3_600_000],
])("a clock that is %s holds nobody up, nor lets more through", async (_, jumpMs) => {
  const clock = new SleepingClock();
  const turns = turnsOf(clock);
  turns.ask(4);
  clock.advanceBy(500);
  expect(await turns.come()).toBe(2);
  clock.sleep(jumpMs);
  turns.ask(2);
  clock.advanceBy(1000);
  const soon = await turns.come();
  expect(soon).toBeGreaterThanOrEqual(4);
  expect(soon).toBeLessThanOrEqual(6);
  clock.advanceBy(2000);
  expect(await turns.come()).toBe(6);
});
