// Contributor Insights rules: what they count of log groups' events, and how they are put, switched, reported and deleted.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudWatchClient,
  DeleteInsightRulesCommand,
  DescribeInsightRulesCommand,
  DisableInsightRulesCommand,
  EnableInsightRulesCommand,
  GetInsightRuleReportCommand,
  type InsightRuleMetricDatapoint,
  ListManagedInsightRulesCommand,
  ListTagsForResourceCommand,
  PutInsightRuleCommand,
  PutManagedInsightRulesCommand,
} from "@aws-sdk/client-cloudwatch";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { WireObject } from "../../../src/aws/wire/operation.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { type OpenDoor, openDoor } from "./support/open-door.ts";

const start = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;
const Schema = { Name: "CloudWatchLogRule", Version: 1 };
const json = (contribution: object, more: object = {}) =>
  JSON.stringify({
    ...{ Schema, LogGroupNames: ["/web*"], LogFormat: "JSON", AggregateOn: "Count" },
    Contribution: { Keys: ["$.ip"], Filters: [], ...contribution },
    ...more,
  });

let folder: string;
let door: OpenDoor;
let server: SdkServer;
let client: CloudWatchClient;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "insight-"));
  door = await openDoor(start, folder);
  server = await serve(door.api);
  client = new CloudWatchClient(server.clientConfiguration);
});
afterEach(async () => {
  client.destroy();
  await server.close();
  await door.close();
  await rm(folder, { recursive: true });
  expect(server.faults).toEqual([]);
});

function logged(group: string, minute: number, ...messages: readonly string[]): void {
  const timestamp = start + minute * minuteMs;
  door.logs.append(
    group,
    "s",
    messages.map((message) => ({ timestamp, message })),
  );
}

const put = (RuleName: string, RuleDefinition: string, more: WireObject = {}) =>
  client.send(new PutInsightRuleCommand({ RuleName, RuleDefinition, ...more }));
const report = (RuleName: string, more: WireObject = {}) =>
  client.send(
    new GetInsightRuleReportCommand({
      RuleName,
      StartTime: new Date(start),
      EndTime: new Date(start + 3 * minuteMs),
      Period: 60,
      ...more,
    }),
  );

const requests = [
  '{"ip":"a","bytes":10,"path":{"of":["x"]},"verb":"GET"}',
  '{"ip":"a","bytes":"30","verb":"PUT"}',
  '{"ip":"b","bytes":25,"path":{"of":["y"]},"verb":"GET"}',
  '{"bytes":99,"verb":"GET"}',
  "no JSON",
];

test("the report of a rule tells who contributed, in all and in each period", async () => {
  await put("r", json({}));
  logged("/web/1", 0, ...requests);
  logged("/web/2", 1, '{"ip":"b"}', '{"ip":"b"}');
  logged("/other", 1, '{"ip":"c"}');
  logged("/web/2", 3, '{"ip":"late"}');
  const Metrics = ["UniqueContributors", "MaxContributorValue", "SampleCount", "Sum", "Average"];
  const { $metadata, ...told } = await report("r", { Metrics });
  const at = (minute: number) => new Date(start + minute * minuteMs);
  const none = { UniqueContributors: 0, MaxContributorValue: 0, SampleCount: 0, Sum: 0, Average: 0 };
  expect($metadata.httpStatusCode).toBe(200);
  expect(told).toEqual({
    ...{ KeyLabels: ["$.ip"], AggregationStatistic: "SampleCount", AggregateValue: 5 },
    ApproximateUniqueCount: 2,
    Contributors: [
      {
        ...{ Keys: ["b"], ApproximateAggregateValue: 3 },
        Datapoints: [
          { Timestamp: at(0), ApproximateValue: 1 },
          { Timestamp: at(1), ApproximateValue: 2 },
        ],
      },
      {
        ...{ Keys: ["a"], ApproximateAggregateValue: 2 },
        Datapoints: [{ Timestamp: at(0), ApproximateValue: 2 }],
      },
    ],
    MetricDatapoints: [
      {
        ...none,
        Timestamp: at(0),
        UniqueContributors: 2,
        MaxContributorValue: 2,
        SampleCount: 3,
        Sum: 3,
        Average: 1,
      },
      {
        ...none,
        Timestamp: at(1),
        UniqueContributors: 1,
        MaxContributorValue: 2,
        SampleCount: 2,
        Sum: 2,
        Average: 1,
      },
      { ...none, Timestamp: at(2) },
    ],
  });
});

test("a report begins with the period in which its time begins", async () => {
  await put("r", json({}));
  const StartTime = new Date(start + 90_000);
  const { MetricDatapoints = [] } = await report("r", { StartTime, Metrics: ["UniqueContributors"] });
  const whole: InsightRuleMetricDatapoint[] = [1, 2].map((minute) => ({
    Timestamp: new Date(start + minute * minuteMs),
    UniqueContributors: 0,
  }));
  expect(MetricDatapoints).toEqual(whole);
});

const clf = { LogFormat: "CLF", Fields: { "1": "Ip", "5": "Request", "6": "Status", "7": "Bytes" } };

describe("a rule", () => {
  beforeEach(() => {
    logged("/millrace/first", 0, "one");
  });

  test.each<[name: string, definition: string, contributors: readonly string[]]>([
    ["sums", json({ ValueOf: "$.bytes" }, { AggregateOn: "Sum" }), ["a 40", "b 25"]],
    ["has up to four keys", json({ Keys: ["$.ip", "$.verb"] }), ["a GET 1", "a PUT 1", "b GET 1"]],
    ["finds what is deeper", json({ Keys: ["$.path.of[0]"] }), ["x 1", "y 1"]],
    ["does not find what holds others", json({ Keys: ["$.path"] }), []],
    ["In", json({ Filters: [{ Match: "$.verb", In: ["PUT", "POST"] }] }), ["a 1"]],
    ["NotIn", json({ Filters: [{ Match: "$.verb", NotIn: ["PUT"] }] }), ["a 1", "b 1"]],
    ["StartsWith", json({ Filters: [{ Match: "$.verb", StartsWith: ["P"] }] }), ["a 1"]],
    ["GreaterThan", json({ Filters: [{ Match: "$.bytes", GreaterThan: 10 }] }), ["a 1", "b 1"]],
    ["LessThan", json({ Filters: [{ Match: "$.bytes", LessThan: 25 }] }), ["a 1"]],
    ["EqualTo", json({ Filters: [{ Match: "$.bytes", EqualTo: 30 }] }), ["a 1"]],
    ["NotEqualTo", json({ Filters: [{ Match: "$.bytes", NotEqualTo: 30 }] }), ["a 1", "b 1"]],
    ["IsPresent", json({ Filters: [{ Match: "$.path.of[0]", IsPresent: false }] }), ["a 1"]],
    [
      "needs all of its filters",
      json({
        Filters: [
          { Match: "$.verb", In: ["GET"] },
          { Match: "$.bytes", LessThan: 20 },
        ],
      }),
      ["a 1"],
    ],
    [
      "of CLF has names for positions",
      json({ Keys: ["Ip"], Filters: [{ Match: "Status", EqualTo: 200 }] }, clf),
      ["1.1.1.1 2", "2.2.2.2 1"],
    ],
    [
      "of CLF sums",
      json({ Keys: ["Request"], ValueOf: "Bytes" }, { ...clf, AggregateOn: "Sum" }),
      ["GET /b HTTP/1.1 30", "GET /a HTTP/1.1 20"],
    ],
    [
      "names groups by ARN",
      json(
        {},
        { LogGroupNames: undefined, LogGroupARNs: ["arn:aws:logs:us-east-1:000000000000:log-group:/web"] },
      ),
      ["a 2", "b 1"],
    ],
  ])("%s", async (_name, definition, contributors) => {
    await put("r", definition);
    logged("/web", 0, ...requests);
    logged(
      "/web",
      1,
      '1.1.1.1 - - [01/Jan/2026:00:00:00 +0000] "GET /a HTTP/1.1" 200 10',
      '1.1.1.1 - - [01/Jan/2026:00:00:00 +0000] "GET /a HTTP/1.1" 200 10',
      '2.2.2.2 - - [01/Jan/2026:00:00:00 +0000] "GET /b HTTP/1.1" 200 30',
    );
    const { Contributors = [] } = await report("r");
    expect(
      Contributors.map(({ Keys, ApproximateAggregateValue: sum }) => `${Keys?.join(" ")} ${sum}`),
    ).toEqual(contributors);
  });

  test.each<[problem: string, definition: string]>([
    ["it is no JSON", "{"],
    ["Schema must be", json({}, { Schema: { ...Schema, Version: 2 } })],
    ["LogFormat must be one of JSON, CLF", json({}, { LogFormat: "XML" })],
    ["AggregateOn must be one of Count, Sum", json({}, { AggregateOn: "Max" })],
    ["either LogGroupNames or LogGroupARNs", json({}, { LogGroupARNs: [] })],
    ["Keys must be one to 4 fields", json({ Keys: ["$.a", "$.b", "$.c", "$.d", "$.e"] })],
    ["ValueOf must be there where AggregateOn is Sum", json({}, { AggregateOn: "Sum" })],
    [
      "Filters must be a list of at most 4",
      json({ Filters: Array(5).fill({ Match: "$.a", IsPresent: true }) }),
    ],
    ["each of Filters must have one of", json({ Filters: [{ Match: "$.a" }] })],
    ["In must be a list of one to 10 texts", json({ Filters: [{ Match: "$.a", In: Array(11).fill("x") }] })],
    ["EqualTo must be a number", json({ Filters: [{ Match: "$.a", EqualTo: "1" }] })],
    ["Fields must be names by positions", json({}, { ...clf, Fields: { "0": "x" } })],
  ])("is refused where %s", async (problem, definition) => {
    await expect(put("r", definition)).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: expect.stringContaining(problem),
    });
  });
});

test("a rule counts what comes in while it is enabled, also after a restart", async () => {
  const forAMinute = (ip: string) => {
    logged("/web", 2, JSON.stringify({ ip }));
    door.clock.advanceBy(minuteMs);
  };
  const RuleNames = ["r"];
  forAMinute("before");
  await put("r", json({}));
  forAMinute("a");
  await client.send(new DisableInsightRulesCommand({ RuleNames }));
  forAMinute("disabled");
  await client.send(new EnableInsightRulesCommand({ RuleNames }));
  forAMinute("b");
  const keys = async () => (await report("r")).Contributors?.map(({ Keys }) => Keys?.join());
  expect(await keys()).toEqual(["a", "b"]);
  // What is put again is the same rule; with another definition it begins anew.
  await put("r", json({}));
  expect(await keys()).toEqual(["a", "b"]);
  await server.close();
  client.destroy();
  await door.close();
  door = await openDoor(start + 10 * minuteMs, folder, door.logs);
  server = await serve(door.api);
  client = new CloudWatchClient(server.clientConfiguration);
  expect(await keys()).toEqual(["a", "b"]);
  await put("r", json({ Keys: ["$.ip", "$.ip"] }));
  expect(await keys()).toEqual([]);
});

test("rules are described by name, in pages, switched, tagged and deleted", async () => {
  const definition = json({});
  for (const name of ["b", "a"]) await put(name, definition, { Tags: [{ Key: "k", Value: name }] });
  await put("c", definition, { RuleState: "DISABLED" });
  const all = [
    {
      Name: "a",
      State: "ENABLED",
      Schema: "CloudWatchLogRule/1",
      Definition: definition,
      ManagedRule: false,
    },
    { Name: "b", State: "ENABLED" },
    { Name: "c", State: "DISABLED" },
  ];
  const { InsightRules, NextToken } = await client.send(new DescribeInsightRulesCommand({ MaxResults: 2 }));
  expect(InsightRules).toMatchObject(all.slice(0, 2));
  const rest = await client.send(new DescribeInsightRulesCommand({ NextToken }));
  expect([rest.InsightRules, rest.NextToken]).toMatchObject([all.slice(2), undefined]);
  const ResourceARN = "arn:aws:cloudwatch:us-east-1:000000000000:insight-rule/a";
  const tags = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
  expect(tags.Tags).toEqual([{ Key: "k", Value: "a" }]);
  const RuleNames = ["a", "none"];
  const Failures = [expect.objectContaining({ FailureResource: "none" })];
  expect(await client.send(new DisableInsightRulesCommand({ RuleNames }))).toMatchObject({ Failures });
  expect(await client.send(new DeleteInsightRulesCommand({ RuleNames }))).toMatchObject({ Failures });
  expect(await client.send(new DeleteInsightRulesCommand({ RuleNames: ["b", "c"] }))).toMatchObject({
    Failures: [],
  });
  expect((await client.send(new DescribeInsightRulesCommand({}))).InsightRules).toEqual([]);
  await expect(report("a")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(report("a", { Period: 45 })).rejects.toMatchObject({ name: "InvalidParameterValueException" });
});

test("no service of the region has rules of its own", async () => {
  const ResourceARN = "arn:aws:ec2:us-east-1:000000000000:vpc-endpoint-service/vpce-svc-1";
  const listed = await client.send(new ListManagedInsightRulesCommand({ ResourceARN }));
  expect(listed.ManagedRules).toEqual([]);
  const ManagedRules = [{ ResourceARN, TemplateName: "VpcEndpointService-BytesByEndpointId-v1" }];
  const made = await client.send(new PutManagedInsightRulesCommand({ ManagedRules }));
  expect(made.Failures).toMatchObject([{ FailureResource: ManagedRules[0]?.TemplateName }]);
});
