import { expect, test } from "@jest/globals";
import { fastClock } from "../../src/time/fast-clock.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";

test("an hour passes in a minute, for whoever asks and for whoever waits", () => {
  const base = new VirtualClock(1_000_000);
  const clock = fastClock(60, base);
  let firedAt: number | undefined;
  clock.setTimer(3_600_000, () => {
    firedAt = clock.now();
  });
  expect(clock.now()).toBe(1_000_000);
  base.advanceBy(59_999);
  expect(firedAt).toBeUndefined();
  base.advanceBy(1);
  expect(firedAt).toBe(1_000_000 + 3_600_000);
});
