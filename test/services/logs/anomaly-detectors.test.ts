// Anomaly detectors of log groups by the SDK: what they learn, what they tell of, and what is done about it.

import * as sdk from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { until } from "../../support/until.ts";
import { type OpenedLogs, openLogs, start } from "./open-logs.ts";

let opened: OpenedLogs;
beforeEach(async () => {
  opened = await openLogs();
  opened.logs.anomalyDetectors.start();
  await opened.createGroup("g");
});
afterEach(async () => {
  opened.logs.anomalyDetectors.stop();
  await opened.close();
});

const minute = 60_000;
const groupArn = "arn:aws:logs:us-east-1:000000000000:log-group:g";
const create = async (more: Partial<sdk.CreateLogAnomalyDetectorCommandInput> = {}) => {
  const made = await opened.client.send(
    new sdk.CreateLogAnomalyDetectorCommand({
      ...{ logGroupArnList: [groupArn], detectorName: "d", evaluationFrequency: "FIVE_MIN", ...more },
    }),
  );
  return made.anomalyDetectorArn ?? "";
};
const detectorOf = (anomalyDetectorArn: string) =>
  opened.client.send(new sdk.GetLogAnomalyDetectorCommand({ anomalyDetectorArn }));
const anomalies = async (more: sdk.ListAnomaliesCommandInput = {}) =>
  (await opened.client.send(new sdk.ListAnomaliesCommand(more))).anomalies ?? [];
const advance = async (arn: string, ms: number) => {
  opened.clock.advanceBy(ms);
  const at = opened.clock.now();
  const id = arn.slice(arn.lastIndexOf(":") + 1);
  await until(() => {
    const { lookedAt = 0 } = opened.logs.anomalyDetectors.all().find((each) => each.id === id) ?? {};
    return lookedAt === at;
  });
};

test("events of a pattern that was not there are told, and grow", async () => {
  await opened.put("g", "request 17 took 20 ms");
  const arn = await create();
  expect((await detectorOf(arn)).anomalyDetectorStatus).toBe("INITIALIZING");
  await advance(arn, 0);
  expect((await detectorOf(arn)).anomalyDetectorStatus).toBe("ANALYZING");
  opened.clock.advanceBy(minute);
  await opened.put("g", "request 18 took 3 ms", "ERROR disk 7 is full", "ERROR disk 9 is full");
  await advance(arn, 4 * minute);
  const found = await anomalies({ anomalyDetectorArn: arn });
  expect(found).toMatchObject([
    {
      ...{ patternString: "ERROR disk <*> is full", priority: "HIGH", state: "Active", active: true },
      ...{ firstSeen: start + minute, lastSeen: start + minute, suppressed: false },
      ...{ histogram: { [start + 5 * minute]: 2 }, logGroupArnList: [groupArn] },
      logSamples: [{ message: "ERROR disk 7 is full" }, { message: "ERROR disk 9 is full" }],
    },
  ]);
  expect(found[0]?.patternTokens?.find(({ isDynamic }) => isDynamic)).toEqual({
    ...{ isDynamic: true, tokenString: "<*>", dynamicTokenPosition: 1, enumerations: { 7: 1, 9: 1 } },
  });
  await opened.put("g", "ERROR disk 1 is full");
  await advance(arn, 5 * minute);
  expect(await anomalies()).toMatchObject([
    { histogram: { [start + 5 * minute]: 2, [start + 10 * minute]: 1 } },
  ]);
  expect(opened.reopened().anomalyDetectors.anomalies()).toHaveLength(1);
});

test("an anomaly is suppressed for a while or for good, and made what is usual", async () => {
  const arn = await create();
  await advance(arn, 0);
  await opened.put("g", "one", "two");
  opened.clock.advanceBy(1);
  await opened.put("g", "three");
  await advance(arn, 5 * minute - 1);
  const [one, two] = await anomalies();
  const update = (more: Partial<sdk.UpdateAnomalyCommandInput>) =>
    opened.client.send(new sdk.UpdateAnomalyCommand({ anomalyDetectorArn: arn, ...more }));
  const { anomalyId } = one ?? {};
  const suppressionPeriod = { value: 1, suppressionUnit: "MINUTES" as const };
  await update({ anomalyId, suppressionType: "LIMITED", suppressionPeriod });
  const suppressed = () => anomalies({ suppressionState: "SUPPRESSED" });
  expect(await suppressed()).toMatchObject([
    { anomalyId, state: "Suppressed", isPatternLevelSuppression: false },
  ]);
  opened.clock.advanceBy(minute + 1);
  expect(await suppressed()).toEqual([]);
  await update({ patternId: two?.patternId, suppressionType: "INFINITE" });
  expect(await suppressed()).toMatchObject([{ suppressedUntil: 0, isPatternLevelSuppression: true }]);
  await update({ patternId: two?.patternId });
  expect(await suppressed()).toEqual([]);
  await update({ anomalyId, baseline: true });
  expect(await anomalies()).toMatchObject([{ state: "Baseline" }, { state: "Active" }, { state: "Active" }]);
  const first = await opened.client.send(new sdk.ListAnomaliesCommand({ limit: 2 }));
  expect(await anomalies({ nextToken: first.nextToken })).toHaveLength(1);
  await expect(update({ anomalyId: "0".repeat(36) })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  await expect(update({})).rejects.toThrow("Exactly one of anomalyId and patternId must be specified.");
  await expect(update({ anomalyId, suppressionType: "LIMITED" })).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
});

test("a detector is changed, paused, listed and deleted with what it found", async () => {
  const arn = await create({ filterPattern: "ERROR" });
  await advance(arn, 0);
  await opened.put("g", "ERROR a", "INFO b");
  await advance(arn, 5 * minute);
  expect(await anomalies()).toMatchObject([{ patternString: "ERROR a" }]);
  await opened.client.send(
    new sdk.UpdateLogAnomalyDetectorCommand({
      ...{
        anomalyDetectorArn: arn,
        enabled: false,
        evaluationFrequency: "ONE_MIN",
        anomalyVisibilityTime: 7,
      },
    }),
  );
  expect(await detectorOf(arn)).toMatchObject({
    ...{ anomalyDetectorStatus: "PAUSED", evaluationFrequency: "ONE_MIN", anomalyVisibilityTime: 7 },
    filterPattern: "ERROR",
  });
  const other = await create();
  const list = (more: sdk.ListLogAnomalyDetectorsCommandInput) =>
    opened.client.send(new sdk.ListLogAnomalyDetectorsCommand(more));
  const first = await list({ filterLogGroupArn: groupArn, limit: 1 });
  expect(first.anomalyDetectors).toMatchObject([{ anomalyDetectorArn: arn, detectorName: "d" }]);
  const next = await list({ nextToken: first.nextToken });
  expect(next.anomalyDetectors).toMatchObject([{ anomalyDetectorArn: other }]);
  await opened.client.send(new sdk.DeleteLogAnomalyDetectorCommand({ anomalyDetectorArn: arn }));
  expect(await anomalies()).toEqual([]);
  await expect(detectorOf(arn)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

describe("is refused:", () => {
  test.each<[what: string, more: Partial<sdk.CreateLogAnomalyDetectorCommandInput>, name: string]>([
    ["two groups", { logGroupArnList: [groupArn, groupArn] }, "InvalidParameterException"],
    ["a group that is not there", { logGroupArnList: [`${groupArn}x`] }, "ResourceNotFoundException"],
    ["a time that is too short", { anomalyVisibilityTime: 1 }, "InvalidParameterException"],
    ["a pattern", { filterPattern: "{ $.a = " }, "InvalidParameterException"],
  ])("%s", async (_, more, name) => {
    await expect(create(more)).rejects.toMatchObject({ name });
  });
});
