// Scheduled queries by the SDK: when they run, where their results go, and what is told of it.

import * as sdk from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ServiceError } from "../../../src/aws/service-error.ts";
import { until } from "../../support/until.ts";
import { type OpenedLogs, openLogs, start } from "./open-logs.ts";

let opened: OpenedLogs;
let objects: Map<string, string>;
beforeEach(async () => {
  opened = await openLogs();
  objects = new Map();
  opened.logs.exportInto({
    headBucket: () => {},
    async putObject({ bucket, key, bytes }) {
      if (bucket !== "results") throw new ServiceError("NoSuchBucket", "The specified bucket does not exist");
      objects.set(key, Buffer.from(bytes).toString());
    },
  });
  opened.logs.scheduledQueries.start();
  await opened.createGroup("g");
});
afterEach(async () => {
  opened.logs.scheduledQueries.stop();
  await opened.close();
});

const minute = 60_000;
const settings = {
  queryLanguage: sdk.QueryLanguage.CWLI,
  ...{ queryString: "stats count(*) as n", logGroupIdentifiers: ["g"] },
  ...{ scheduleExpression: "cron(0/5 * * * ? *)", executionRoleArn: "arn:aws:iam::000000000000:role/r" },
  startTimeOffset: 600,
};
const create = (name = "q", more: Partial<sdk.CreateScheduledQueryCommandInput> = {}) =>
  opened.client.send(
    new sdk.CreateScheduledQueryCommand({
      ...{ name, ...settings, logGroupIdentifiers: ["g"] },
      ...more,
    }),
  );
const history = (more: object = {}) =>
  opened.client.send(
    new sdk.GetScheduledQueryHistoryCommand({
      ...{ identifier: "q", startTime: start, endTime: start + 3_600_000, ...more },
    }),
  );
const ended = () =>
  until(async () => {
    const { triggerHistory = [] } = await history();
    return triggerHistory.every(({ executionStatus }) => executionStatus !== "Running") && triggerHistory;
  });

test("a query runs at its times; its results go into a bucket and a lookup table", async () => {
  const destinationConfiguration = {
    s3Configuration: { destinationIdentifier: "s3://results/daily/", roleArn: "arn:aws:iam::0:role/r" },
    lookupTableConfiguration: { tableName: "counts", roleArn: "arn:aws:iam::0:role/r" },
  };
  const made = await create("q", { destinationConfiguration });
  expect(made).toMatchObject({
    ...{ scheduledQueryArn: "arn:aws:logs:us-east-1:000000000000:scheduled-query:q", state: "ENABLED" },
  });
  await opened.put("g", "one", "two");
  opened.clock.advanceBy(5 * minute);
  const [run] = await ended();
  expect(run).toMatchObject({
    ...{ executionStatus: "Complete", triggeredTimestamp: start + 5 * minute },
    destinations: [
      {
        ...{ destinationType: "S3", status: "COMPLETE" },
        processedIdentifier: `s3://results/daily/${run?.queryId}.json`,
      },
      { destinationType: "LOOKUP_TABLE", status: "COMPLETE" },
    ],
  });
  expect(JSON.parse(objects.get(`daily/${run?.queryId}.json`) ?? "")).toMatchObject({
    results: [{ n: "2" }],
  });
  expect(opened.logs.lookupTables.find("counts")?.rows).toEqual([["2"]]);
  await opened.put("g", "three");
  opened.clock.advanceBy(5 * minute);
  await ended();
  expect(opened.logs.lookupTables.find("counts")?.rows).toEqual([["3"]]);
  const newest = await history({ maxResults: 1, executionStatuses: ["Complete"] });
  expect(newest.triggerHistory?.map((each) => each.triggeredTimestamp)).toEqual([start + 10 * minute]);
  const older = await history({ nextToken: newest.nextToken });
  expect(older.triggerHistory?.map((each) => each.triggeredTimestamp)).toEqual([start + 5 * minute]);
  expect(await opened.client.send(new sdk.GetScheduledQueryCommand({ identifier: "q" }))).toMatchObject({
    ...{
      lastExecutionStatus: "Complete",
      lastTriggeredTime: start + 10 * minute,
      scheduleType: "CUSTOMER_MANAGED",
    },
  });
});

test("what failed is told", async () => {
  const roleArn = "arn:aws:iam::0:role/r";
  const s3Configuration = { destinationIdentifier: "s3://missing", roleArn };
  await create("q", { destinationConfiguration: { s3Configuration } });
  opened.clock.advanceBy(5 * minute);
  expect(await ended()).toMatchObject([
    {
      executionStatus: "Complete",
      destinations: [{ status: "CLIENT_ERROR", errorMessage: "The specified bucket does not exist" }],
    },
  ]);
  await opened.client.send(new sdk.DeleteLogGroupCommand({ logGroupName: "g" }));
  opened.clock.advanceBy(5 * minute);
  const [run] = await ended();
  expect(run).toMatchObject({ executionStatus: "Failed", errorMessage: expect.stringContaining("'g'") });
});

test("a query is changed, switched off, listed and deleted, and there after a restart", async () => {
  await create();
  await create("other", { state: "DISABLED" });
  const change = { ...settings, logGroupIdentifiers: ["g"], identifier: "q" };
  const changed = await opened.client.send(
    new sdk.UpdateScheduledQueryCommand({ ...change, state: "DISABLED", description: "d" }),
  );
  expect(changed).toMatchObject({ name: "q", state: "DISABLED", description: "d" });
  opened.clock.advanceBy(10 * minute);
  expect((await history()).triggerHistory).toEqual([]);
  expect(
    opened
      .reopened()
      .scheduledQueries.all()
      .map(({ name }) => name),
  ).toEqual(["q", "other"]);
  const list = (more: object) => opened.client.send(new sdk.ListScheduledQueriesCommand(more));
  const first = await list({ maxResults: 1 });
  expect(first.scheduledQueries?.map(({ name }) => name)).toEqual(["q"]);
  const next = await list({ nextToken: first.nextToken });
  expect(next.scheduledQueries?.map(({ name }) => name)).toEqual(["other"]);
  expect((await list({ state: "ENABLED" })).scheduledQueries).toEqual([]);
  await opened.client.send(new sdk.DeleteScheduledQueryCommand({ identifier: "q" }));
  await expect(
    opened.client.send(new sdk.GetScheduledQueryCommand({ identifier: "q" })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

describe("is refused:", () => {
  test.each<[what: string, act: () => Promise<unknown>, name: string, message: string]>([
    ["a name that is taken", () => create().then(() => create()), "ConflictException", "already exists"],
    [
      "a schedule",
      () => create("x", { scheduleExpression: "often" }),
      "ValidationException",
      "Invalid schedule expression: often",
    ],
    ["a time zone", () => create("x", { timezone: "Nowhere" }), "ValidationException", "Invalid timezone"],
    ["a query", () => create("x", { queryString: "nonsense" }), "MalformedQueryException", "nonsense"],
    ["a language", () => create("x", { queryLanguage: "SQL" }), "ValidationException", "Expected CWLI."],
    [
      "a range that ends before it begins",
      () => create("x", { startTimeOffset: 5, endTimeOffset: 10 }),
      "ValidationException",
      "startTimeOffset must be greater than endTimeOffset.",
    ],
  ])("%s", async (_, act, name, message) => {
    await expect(act()).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });
});
