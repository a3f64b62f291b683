import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../src/aws/arn.ts";
import { delivered } from "../../../../src/aws/delivery.ts";
import { EventBuses } from "../../../../src/services/eventbridge/buses/event-buses.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { SleepingClock } from "../../../support/sleeping-clock.ts";

const settled = () => new Promise((resolve) => setImmediate(resolve));
const minute = 60_000;
const target = { id: "one", arn: "arn:aws:sqs:us-east-1:000000000000:q" };

async function openBuses(clock: VirtualClock | SleepingClock, directory?: string) {
  const arrived: Record<string, unknown>[] = [];
  const buses = await EventBuses.open({
    directory,
    clock,
    identity: localIdentity,
    deliver: ({ payload }) => {
      arrived.push(JSON.parse(payload.text));
      return delivered;
    },
  });
  buses.start();
  const pass = async (ms: number) => {
    clock.advanceBy(ms);
    do await settled();
    while (buses.pendingDeliveries > 0);
  };
  const times = () => arrived.map(({ time }) => time);
  return { buses, arrived, pass, times };
}

async function inDirectory(run: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "schedules-"));
  try {
    await run(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

describe("a rule with a schedule", () => {
  test("sends AWS's scheduled event each time", async () => {
    const { buses, arrived, pass } = await openBuses(new VirtualClock());
    const { ruleArn } = await buses.putRule({
      name: "r",
      enabled: true,
      scheduleExpression: "rate(1 minute)",
    });
    await buses.putTargets("r", [target]);
    await pass(150_000);
    expect(arrived).toEqual(
      ["2026-01-01T00:01:00Z", "2026-01-01T00:02:00Z"].map((time) => ({
        version: "0",
        id: expect.any(String),
        "detail-type": "Scheduled Event",
        source: "aws.events",
        account: "000000000000",
        time,
        region: "us-east-1",
        resources: [ruleArn],
        detail: {},
      })),
    );
    await buses.close();
  });

  test("is due a second after the machine woke up, once", async () => {
    const clock = new SleepingClock(Date.UTC(2026, 0, 1));
    const { buses, pass, times } = await openBuses(clock);
    await buses.putRule({ name: "r", enabled: true, scheduleExpression: "rate(1 hour)" });
    await buses.putTargets("r", [target]);
    await pass(10 * minute);
    clock.sleep(8 * 60 * minute);
    await pass(1000);
    expect(times()).toEqual(["2026-01-01T01:00:00Z"]);
    await pass(50 * minute);
    expect(times().slice(1)).toEqual(["2026-01-01T09:00:00Z"]);
    await buses.close();
  });

  /** Put at 0:00; at which times the clock is put back by how many minutes, and what is fired in as many. */
  test.each([
    ["waits for what is planned", "rate(10 minutes)", { until: 15, by: 8, for: 14 }, ["00:20"]],
    ["counts anew", "rate(10 minutes)", { until: 15, by: 12, for: 21 }, ["00:13", "00:23"]],
    ["waits for what is planned", "cron(0/10 * * * ? *)", { until: 15, by: 8, for: 14 }, ["00:20"]],
    ["comes again", "cron(0/10 * * * ? *)", { until: 15, by: 20, for: 16 }, ["00:00", "00:10"]],
  ])("that %s where the clock is put back: %s, %j", async (_, scheduleExpression, given, expected) => {
    const clock = new SleepingClock(Date.UTC(2026, 0, 1));
    const { buses, pass, times } = await openBuses(clock);
    await buses.putRule({ name: "r", enabled: true, scheduleExpression });
    await buses.putTargets("r", [target]);
    await pass(given.until * minute);
    const before = times().length;
    clock.sleep(-given.by * minute);
    for (let minutes = 0; minutes < given.for; minutes++) await pass(minute);
    const after = times().slice(before);
    expect(after.map((time) => String(time).slice(11, 16))).toEqual(expected);
    await buses.close();
  });

  test("counts anew after a restart too, if the clock was put back before or meanwhile", () =>
    inDirectory(async (directory) => {
      const rate = { name: "r", enabled: true, scheduleExpression: "rate(10 minutes)" };
      const clock = new SleepingClock(Date.UTC(2026, 0, 1, 12));
      const first = await openBuses(clock, directory);
      await first.buses.putRule(rate);
      await first.buses.putTargets("r", [target]);
      await first.pass(4 * minute);
      clock.sleep(-60 * minute);
      await first.pass(minute);
      await first.buses.close();
      const second = await openBuses(clock, directory);
      await second.pass(9 * minute + 1000);
      expect(second.times()).toEqual(["2026-01-01T11:14:01Z"]);
      await second.buses.close();
      const third = await openBuses(new SleepingClock(Date.UTC(2026, 0, 1, 6)), directory);
      await third.pass(10 * minute);
      expect(third.times()).toEqual(["2026-01-01T06:10:00Z"]);
      await third.buses.close();
    }));

  test("stands still while it is disabled, and counts afresh when it is enabled", async () => {
    const { buses, pass, times } = await openBuses(new VirtualClock());
    await buses.putRule({ name: "r", enabled: false, scheduleExpression: "rate(2 minutes)" });
    await buses.putTargets("r", [target]);
    await pass(5 * minute);
    expect(times()).toEqual([]);
    await buses.setRuleEnabled("r", true);
    await pass(2 * minute);
    expect(times()).toEqual(["2026-01-01T00:07:00Z"]);
    await buses.setRuleEnabled("r", false);
    await pass(10 * minute);
    expect(times()).toHaveLength(1);
    await buses.close();
  });

  test("goes on with the new schedule once it is put, and ends when it is deleted", async () => {
    const { buses, pass, times } = await openBuses(new VirtualClock());
    const definition = { name: "r", enabled: true };
    await buses.putRule({ ...definition, scheduleExpression: "cron(0/10 * * * ? *)" });
    await buses.putTargets("r", [target]);
    await pass(10 * minute);
    await buses.putRule({ ...definition, scheduleExpression: "cron(0 12 * * ? *)" });
    await pass(24 * 60 * minute);
    expect(times()).toEqual(["2026-01-01T00:10:00Z", "2026-01-01T12:00:00Z"]);
    await buses.removeTargets("r", ["one"]);
    await buses.deleteRule("r");
    await pass(48 * 60 * minute);
    expect(times()).toHaveLength(2);
    await buses.close();
  });

  test("survives a restart, and what was due meanwhile is not made up for", () =>
    inDirectory(async (directory) => {
      const clock = new VirtualClock();
      const first = await openBuses(clock, directory);
      await first.buses.putRule({ name: "r", enabled: true, scheduleExpression: "rate(10 minutes)" });
      await first.buses.putTargets("r", [target]);
      await first.pass(4 * minute);
      await first.buses.close();
      clock.advanceBy(30 * minute);
      const second = await openBuses(clock, directory);
      // A template puts its rules again at each start.
      await second.buses.putRule({ name: "r", enabled: true, scheduleExpression: "rate(10 minutes)" });
      await second.pass(7 * minute);
      expect(second.times()).toEqual(["2026-01-01T00:40:00Z"]);
      await second.buses.close();
    }));

  test.each([
    ["rate(1 minutes)", undefined, "Parameter ScheduleExpression is not valid."],
    ["cron(0 1 * * * *)", undefined, "Parameter ScheduleExpression is not valid."],
    ["rate(5 minutes)", "custom", "ScheduleExpression is supported only on the default event bus."],
  ])("of %p on the bus %p is refused", async (scheduleExpression, bus, message) => {
    const { buses } = await openBuses(new VirtualClock());
    await buses.createEventBus("custom");
    await expect(buses.putRule({ name: "r", enabled: true, scheduleExpression }, bus)).rejects.toMatchObject({
      code: "ValidationException",
      message,
    });
    await buses.close();
  });
});
