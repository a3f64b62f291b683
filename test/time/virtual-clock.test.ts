import { describe, expect, test } from "@jest/globals";
import { VirtualClock } from "../../src/time/virtual-clock.ts";

describe("VirtualClock", () => {
  test("fires timers in order of time, then in order of setting", () => {
    const clock = new VirtualClock(0);
    const fired: string[] = [];
    clock.setTimer(20, () => fired.push("later"));
    clock.setTimer(10, () => fired.push("first"));
    clock.setTimer(10, () => fired.push("second"));
    clock.advanceBy(15);
    expect(fired).toEqual(["first", "second"]);
    expect(clock.now()).toBe(15);
    expect(clock.advanceToNextTimer()).toBe(true);
    expect(fired).toEqual(["first", "second", "later"]);
    expect(clock.now()).toBe(20);
    expect(clock.advanceToNextTimer()).toBe(false);
  });

  test("a cancelled timer never fires", () => {
    const clock = new VirtualClock(0);
    let fired = false;
    clock
      .setTimer(5, () => {
        fired = true;
      })
      .cancel();
    clock.advanceBy(10);
    expect(fired).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });

  test("a timer set by a timer fires in the same advance if it comes due in it", () => {
    const clock = new VirtualClock(0);
    const firedAt: number[] = [];
    clock.setTimer(5, () => clock.setTimer(5, () => firedAt.push(clock.now())));
    clock.advanceBy(10);
    expect(firedAt).toEqual([10]);
  });
});
