// Alarm mute rules: when they mute, what alarms do meanwhile and afterwards, and how they are put, found and deleted.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudWatchClient,
  DeleteAlarmMuteRuleCommand,
  GetAlarmMuteRuleCommand,
  ListAlarmMuteRulesCommand,
  ListTagsForResourceCommand,
  PutAlarmMuteRuleCommand,
} from "@aws-sdk/client-cloudwatch";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { WireObject } from "../../../src/aws/wire/operation.ts";
import { serve } from "../../server/sdk-server.ts";
import { type OpenDoor, openDoor } from "./support/open-door.ts";

const start = Date.UTC(2026, 0, 1);
const hourMs = 3_600_000;
const topic = (name: string) => `arn:aws:sns:us-east-1:000000000000:${name}`;
const alarm = {
  ...{ AlarmName: "a", Namespace: "Mill", MetricName: "Turns", Statistic: "Sum", Period: 60 },
  ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: "GreaterThanThreshold" },
  ...{ AlarmActions: [topic("alarm")], OKActions: [topic("ok")], TreatMissingData: "ignore" },
};
/** From two to four. */
const rule = (more: WireObject = {}): WireObject => ({
  Name: "nightly",
  Rule: { Schedule: { Expression: "cron(0 2 * * *)", Duration: "PT2H" } },
  MuteTargets: { AlarmNames: ["a", "c"] },
  ...more,
});

let folder: string;
let door: OpenDoor;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mute-"));
  door = await openDoor(start, folder);
  await door.call("PutMetricAlarm", alarm);
});
afterEach(async () => {
  await door.close();
  await rm(folder, { recursive: true });
});

async function to(StateValue: string, AlarmName = "a"): Promise<void> {
  await door.call("SetAlarmState", { AlarmName, StateValue, StateReason: "tried" });
  await new Promise(setImmediate);
}

async function wait(hours: number): Promise<void> {
  door.clock.advanceBy(hours * hourMs);
  await new Promise(setImmediate);
}

const actedOn = () => door.acted.splice(0).map(({ arn }) => arn);
const statusNow = async () => (await door.call("GetAlarmMuteRule", { AlarmMuteRuleName: "nightly" })).Status;

test("an alarm that is muted does nothing, and does it afterwards if it is still in that state", async () => {
  await door.call("PutAlarmMuteRule", rule());
  await to("ALARM");
  expect(actedOn()).toEqual([topic("alarm")]);
  await to("OK");
  expect([actedOn(), await statusNow()]).toEqual([[topic("ok")], "SCHEDULED"]);
  await wait(2.5);
  expect(await statusNow()).toBe("ACTIVE");
  await to("ALARM");
  expect(actedOn()).toEqual([]);
  const { MetricAlarms } = await door.call("DescribeAlarms");
  expect(MetricAlarms).toMatchObject([{ StateValue: "ALARM" }]);
  await wait(1);
  expect(actedOn()).toEqual([]);
  await wait(1);
  expect([actedOn(), await statusNow()]).toEqual([[topic("alarm")], "SCHEDULED"]);
  await wait(48);
  expect(actedOn()).toEqual([]);
});

test("what an alarm was kept from in a state that it has left is not done", async () => {
  await door.call("PutAlarmMuteRule", rule());
  await wait(2);
  await to("ALARM");
  await to("INSUFFICIENT_DATA");
  await wait(3);
  expect(actedOn()).toEqual([]);
});

test("rules that overlap mute until the last of them is over", async () => {
  const Schedule = { Expression: "at(2026-01-01T03:30)", Duration: "PT3H" };
  await door.call("PutAlarmMuteRule", rule());
  await door.call("PutAlarmMuteRule", rule({ Name: "once", Rule: { Schedule } }));
  await wait(3);
  await to("ALARM");
  await wait(2);
  expect(actedOn()).toEqual([]);
  await wait(2);
  expect(actedOn()).toEqual([topic("alarm")]);
  const { AlarmMuteRuleSummaries } = await door.call("ListAlarmMuteRules", { Statuses: ["EXPIRED"] });
  expect(AlarmMuteRuleSummaries).toMatchObject([{ MuteType: "ONE_TIME", Status: "EXPIRED" }]);
});

test("a rule that is deleted, or has expired, mutes no more; one that has not begun does not yet", async () => {
  await door.call("PutAlarmMuteRule", rule());
  await wait(2);
  await to("ALARM");
  await door.call("DeleteAlarmMuteRule", { AlarmMuteRuleName: "nightly" });
  await new Promise(setImmediate);
  expect(actedOn()).toEqual([topic("alarm")]);
  await door.call("PutAlarmMuteRule", rule({ ExpireDate: new Date(start + 3 * hourMs) }));
  await to("OK");
  expect(actedOn()).toEqual([]);
  await wait(1);
  expect([actedOn(), await statusNow()]).toEqual([[topic("ok")], "EXPIRED"]);
  await door.call("PutAlarmMuteRule", rule({ StartDate: new Date(start + 4 * hourMs) }));
  await to("ALARM");
  expect([actedOn(), await statusNow()]).toEqual([[topic("alarm")], "SCHEDULED"]);
});

test("composite alarms are muted, and an alarm whose actions were switched off meanwhile does nothing", async () => {
  await door.call("PutCompositeAlarm", {
    ...{ AlarmName: "c", AlarmRule: "ALARM(a)", AlarmActions: [topic("composite")] },
  });
  await door.call("PutAlarmMuteRule", rule());
  await wait(2);
  await to("ALARM");
  await door.call("DisableAlarmActions", { AlarmNames: ["a"] });
  await wait(2);
  expect(actedOn()).toEqual([topic("composite")]);
});

test("rules and what they keep alarms from are there after a restart", async () => {
  await door.call("PutAlarmMuteRule", rule());
  await wait(2);
  await to("ALARM");
  await door.close();
  door = await openDoor(start + 3 * hourMs, folder);
  expect([actedOn(), await statusNow()]).toEqual([[], "ACTIVE"]);
  await wait(1);
  expect(actedOn()).toEqual([topic("alarm")]);
});

describe("when a rule mutes", () => {
  test.each<[expression: string, more: WireObject, hours: readonly number[]]>([
    // The first of January 2026 is a Thursday.
    ["cron(0 22 * * *)", { Duration: "PT4H" }, [0, 1, 22, 23, 24]],
    ["cron(30 1 * * *)", { Duration: "PT1H" }, [2]],
    ["cron(0 3 * * 4)", { Duration: "PT2H" }, [3, 4]],
    ["cron(0 3 * * SUN-THU)", { Duration: "PT1H" }, [3]],
    ["cron(0 3,5 1 JAN *)", { Duration: "PT1H" }, [3, 5]],
    ["cron(0 3 2 * THU)", { Duration: "PT1H" }, [3]],
    ["cron(0 3 2 * *)", { Duration: "PT1H" }, []],
    ["cron(0 3 * * *)", { Duration: "PT1H", Timezone: "America/New_York" }, [8]],
    ["cron(0 3 * * *)", { Duration: "P1DT1H" }, Array.from({ length: 25 }, (_each, hour) => hour)],
    ["at(2026-01-01T06:00)", { Duration: "PT90M" }, [6, 7]],
    ["at(2026-01-01T06:00)", { Duration: "PT2H", Timezone: "Asia/Tokyo" }, []],
  ])("%s with %j", async (Expression, more, hours) => {
    await door.call("PutAlarmMuteRule", rule({ Rule: { Schedule: { Expression, ...more } } }));
    const muting: number[] = [];
    for (let hour = 0; hour <= 24; hour++) {
      if ((await statusNow()) === "ACTIVE") muting.push(hour);
      await wait(1);
    }
    expect(muting).toEqual(hours);
  });

  test.each<[schedule: WireObject, problem: string]>([
    [{ Expression: "cron(0 2 * *)" }, "The value cron(0 2 * *) for parameter Expression is invalid."],
    [{ Expression: "cron(0/5 2 * * *)" }, "for parameter Expression is invalid."],
    [{ Expression: "cron(0 2 ? * MON)" }, "for parameter Expression is invalid."],
    [{ Expression: "cron(0 2 * * 7)" }, "for parameter Expression is invalid."],
    [{ Expression: "rate(1 hour)" }, "for parameter Expression is invalid."],
    [{ Expression: "at(2026-02-30T00:00)" }, "for parameter Expression is invalid."],
    [{ Expression: "at(2026-02-03T00:00:00)" }, "for parameter Expression is invalid."],
    [{ Duration: "PT30S" }, "The value PT30S for parameter Duration is invalid."],
    [{ Duration: "P15DT1M" }, "for parameter Duration is invalid."],
    [{ Duration: "2 hours" }, "for parameter Duration is invalid."],
    [{ Timezone: "Europe/Atlantis" }, "The value Europe/Atlantis for parameter Timezone is invalid."],
  ])("%j is refused", async (schedule, problem) => {
    const Schedule = { Expression: "cron(0 2 * * *)", Duration: "PT2H", ...schedule };
    await expect(door.call("PutAlarmMuteRule", rule({ Rule: { Schedule } }))).rejects.toThrow(problem);
  });
});

test("the SDK puts, gets, lists, tags and deletes rules", async () => {
  const server = await serve(door.api);
  const client = new CloudWatchClient(server.clientConfiguration);
  const StartDate = new Date(start);
  const ExpireDate = new Date(start + 365 * 24 * hourMs);
  const put = { ...rule({ Description: "d", StartDate, ExpireDate }), Tags: [{ Key: "k", Value: "v" }] };
  const names = ["nightly", "other", "third"];
  for (const Name of names) await client.send(new PutAlarmMuteRuleCommand({ ...put, Name } as never));
  const AlarmMuteRuleArn = "arn:aws:cloudwatch:us-east-1:000000000000:alarm-mute-rule:nightly";
  const { Tags, ...told } = put;
  expect(await client.send(new GetAlarmMuteRuleCommand({ AlarmMuteRuleName: "nightly" }))).toMatchObject({
    ...{ ...told, AlarmMuteRuleArn, StartDate, ExpireDate },
    ...{ Status: "SCHEDULED", MuteType: "RECURRING", LastUpdatedTimestamp: StartDate },
  });
  expect((await client.send(new ListTagsForResourceCommand({ ResourceARN: AlarmMuteRuleArn }))).Tags).toEqual(
    Tags,
  );
  const first = await client.send(new ListAlarmMuteRulesCommand({ AlarmName: "a", MaxRecords: 2 }));
  expect(first.AlarmMuteRuleSummaries).toMatchObject([{ AlarmMuteRuleArn, ExpireDate }, {}]);
  const { NextToken } = first;
  const rest = await client.send(new ListAlarmMuteRulesCommand({ AlarmName: "a", MaxRecords: 2, NextToken }));
  expect([rest.AlarmMuteRuleSummaries?.length, rest.NextToken]).toEqual([1, undefined]);
  expect(
    (await client.send(new ListAlarmMuteRulesCommand({ AlarmName: "b" }))).AlarmMuteRuleSummaries,
  ).toEqual([]);
  for (const AlarmMuteRuleName of [...names, "none"])
    await client.send(new DeleteAlarmMuteRuleCommand({ AlarmMuteRuleName }));
  await expect(
    client.send(new GetAlarmMuteRuleCommand({ AlarmMuteRuleName: "nightly" })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  client.destroy();
  await server.close();
  expect(server.faults).toEqual([]);
});
