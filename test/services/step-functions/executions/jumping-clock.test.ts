// Standard executions on a machine that falls asleep, and whose clock is put back.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Failure } from "../../../../src/engine/failure.ts";
import { SleepingClock } from "../../../support/sleeping-clock.ts";
import { machine, StandardService, task } from "./support/standard-service.ts";

const hour = 3_600_000;
const startedAt = Date.UTC(2026, 0, 1, 12);
const done = { Type: "Succeed" };
const failing = { ErrorEquals: ["Busy"], IntervalSeconds: 3600, MaxAttempts: 1 };

let service: StandardService;
let clock: SleepingClock;
beforeEach(() => {
  service = new StandardService("memory");
  clock = new SleepingClock(startedAt);
  service.open({ clock });
});
afterEach(() => service.dispose());

/** All that an execution can wait for, an hour of it. What it has come to is read when time has passed. */
const waits: readonly [name: string, definition: string, over: string][] = [
  [
    "Wait of seconds",
    machine({ Rest: { Type: "Wait", Seconds: 3600, Next: "Done" }, Done: done }),
    "SUCCEEDED",
  ],
  ["Task's timeout", machine({ Work: task({ TimeoutSeconds: 3600 }) }), "FAILED States.Timeout"],
  [
    "Task's heartbeat",
    machine({ Work: task({ TimeoutSeconds: 90_000, HeartbeatSeconds: 3600 }) }),
    "FAILED States.Timeout",
  ],
  ["retry", machine({ Work: task({ Retry: [failing] }) }), "RUNNING, asked again"],
  [
    "execution's timeout",
    JSON.stringify({ ...JSON.parse(machine({ Work: task() })), TimeoutSeconds: 3600 }),
    "TIMED_OUT States.Timeout",
  ],
];
const atOne: (typeof waits)[number] = [
  "Wait for a time",
  machine({ Rest: { Type: "Wait", Timestamp: "2026-01-01T13:00:00Z", Next: "Done" }, Done: done }),
  "SUCCEEDED",
];

async function begin(definition: string) {
  const arn = await service.start(definition, { input: "{}" });
  await service.settle();
  if (definition.includes("Busy")) service.tasks.answer(new Failure("Busy"));
  await service.settle();
  const state = async () => {
    await service.settle();
    const { status, end } = service.describe(arn);
    const asked = service.tasks.calls.length > 1 ? ", asked again" : "";
    return `${status}${end !== undefined && "error" in end ? ` ${end.error}` : ""}${asked}`;
  };
  return { state };
}

test.each([...waits, atOne])(
  "a %s is over a second after the machine woke up",
  async (_, definition, over) => {
    const { state } = await begin(definition);
    clock.advanceBy(hour / 6);
    expect(await state()).toBe("RUNNING");
    clock.sleep(8 * hour);
    clock.advanceBy(1000);
    expect(await state()).toBe(over);
  },
);

test.each(waits)("a %s takes an hour, though the clock is put back", async (_, definition, over) => {
  const { state } = await begin(definition);
  clock.advanceBy(hour / 6);
  clock.sleep(-8 * hour);
  clock.advanceBy((5 * hour) / 6 - 1);
  expect(await state()).toBe("RUNNING");
  clock.advanceBy(1);
  expect(await state()).toBe(over);
});

test("a Wait for a time waits for it, though the clock is put back", async () => {
  const [, definition, over] = atOne;
  const { state } = await begin(definition);
  clock.advanceBy(hour / 6);
  clock.sleep(-8 * hour);
  clock.advanceBy(8 * hour);
  expect(await state()).toBe("RUNNING");
  clock.advanceBy((5 * hour) / 6);
  expect(await state()).toBe(over);
});
