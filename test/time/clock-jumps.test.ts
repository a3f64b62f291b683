// Jumps of the system's clock, in a process whose time of day the test sets.

import { spawnSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import type { ClockJump } from "../../src/time/clock-jumps.ts";
import { fastClock } from "../../src/time/fast-clock.ts";
import { SleepingClock } from "../support/sleeping-clock.ts";

const clock = new URL("../../src/time/clock.ts", import.meta.url);

function run(program: string): { readonly stdout: string; readonly stderr: string } {
  const preface = `
    const timeOfDay = Date.now;
    let aheadMs = 0;
    Date.now = () => timeOfDay() + aheadMs;
    const { systemClock } = await import(${JSON.stringify(clock.href)});
    const { jumps } = systemClock;
  `;
  return spawnSync(process.execPath, ["--input-type=module", "--eval", preface + program], {
    encoding: "utf8",
  });
}

test.each([3_600_000, -3_600_000])(
  "a clock that jumps by %d ms is told, to all who watch still",
  (byMs) => {
    const { stdout, stderr } = run(`
    const hold = setInterval(() => {}, 1000);
    jumps.watch(() => console.log("nobody"))();
    jumps.watch(() => { throw new Error("of one watcher"); });
    jumps.watch(({ byMs, withinMs }) => {
      console.log(JSON.stringify({ byMs: Math.round(byMs / 1000) * 1000, withinMs }));
      clearInterval(hold);
    });
    aheadMs = ${byMs};
  `);
    expect(JSON.parse(stdout)).toEqual({ byMs, withinMs: 2000 });
    expect(stderr).toContain("this is a bug of millrace: a jump of the clock: Error: of one watcher");
  },
  60_000,
);

test("what adds up to a jump is told, and whoever watches keeps no process alive", () => {
  const { stdout, stderr } = run(`
    const told = [];
    jumps.watch(({ byMs }) => told.push(byMs));
    const drifting = setInterval(() => {
      aheadMs += 40;
      if (told.length === 0) return;
      clearInterval(drifting);
      console.log(told[0] > 100);
    }, 500);
  `);
  expect({ stdout, stderr }).toEqual({ stdout: "true\n", stderr: "" });
}, 60_000);

test("a clock that runs faster jumps as much further", () => {
  const base = new SleepingClock(0);
  const clock = fastClock(60, base);
  const told: ClockJump[] = [];
  const unwatch = clock.jumps?.watch((jump) => told.push(jump));
  base.sleep(60_000);
  base.advanceBy(1000);
  expect(told).toEqual([{ byMs: 3_600_000, withinMs: 60_000 }]);
  expect(clock.now()).toBe(61 * 60_000);
  unwatch?.();
  expect(base.watchers).toBe(0);
});
