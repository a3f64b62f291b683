// Logs Insights, metric filters, subscription filters and live tail by the SDK, over real HTTP.

import { gunzipSync } from "node:zlib";
import {
  CloudWatchLogsClient,
  GetQueryResultsCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
  PutSubscriptionFilterCommand,
  StartLiveTailCommand,
  StartQueryCommand,
  TestMetricFilterCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { type DeliveryRequest, delivered } from "../../../src/aws/delivery.ts";
import { Metrics } from "../../../src/services/cloudwatch/metrics/metrics.ts";
import { logsApi } from "../../../src/services/logs/api/api.ts";
import { CloudWatchLogs } from "../../../src/services/logs/cloudwatch-logs.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { serve } from "../../server/sdk-server.ts";
import { until } from "../../support/until.ts";

const logGroupName = "g";
const logStreamName = "s";
const at = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const lines = [
  '{"level":"ERROR","ms":10,"station":"SEA","deep":{"list":[7]}}',
  '{"level":"INFO","ms":30,"station":"SEA"}',
  '{"level":"ERROR","ms":50,"station":"PDX"}',
  "user=ann, method:GET, latency=12",
];
const logs = new CloudWatchLogs({ clock: systemClock, identity: localIdentity });
const metrics = new Metrics({ clock: systemClock });
const sent: DeliveryRequest[] = [];
let server: Awaited<ReturnType<typeof serve>>;
let client: CloudWatchLogsClient;

beforeAll(async () => {
  logs.countInto(metrics);
  logs.subscriptionFilters.deliverBy({
    deliver(request) {
      sent.push(request);
      return delivered;
    },
    reaches: () => false,
    undelivered: () => undefined,
    fault: () => undefined,
  });
  server = await serve(logsApi(logs));
  client = new CloudWatchLogsClient({ ...server.clientConfiguration, disableHostPrefix: true });
  logs.createLogGroup(logGroupName);
  logs.createLogStream(logGroupName, logStreamName);
  const logEvents = lines.map((message, index) => ({ timestamp: at + index * 1000, message }));
  await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
});
afterAll(async () => {
  client.destroy();
  await server.close();
  expect(server.faults).toEqual([]);
});

async function ask(queryString: string, of = logGroupName): Promise<readonly (readonly string[])[]> {
  const range = { startTime: at / 1000, endTime: at / 1000 + 60 };
  const { queryId } = await client.send(new StartQueryCommand({ logGroupName: of, queryString, ...range }));
  const answer = await until(async () => {
    const found = await client.send(new GetQueryResultsCommand({ queryId }));
    return found.status === "Complete" ? found : undefined;
  });
  return (answer.results ?? []).map((row) =>
    row.filter(({ field }) => field !== "@ptr").map(({ field, value }) => `${field}: ${value}`),
  );
}

const hour = new Date(at).toISOString().replace("T", " ").replace("Z", "");

describe("queries", () => {
  test.each([
    ["fields ms | filter level = 'ERROR' | sort ms asc", [["ms: 10"], ["ms: 50"]]],
    ["fields ms | filter level = 'ERROR' | limit 1", [["ms: 50"]]],
    ["filter @message like /method:(GET|PUT)/ | display @logStream", [["@logStream: s"]]],
    ["filter @message like 'ann' | display @logStream", [["@logStream: s"]]],
    [
      "filter @message not like /level/ and not ispresent(ms) | fields strlen(@message)",
      [["strlen(@message): 32"]],
    ],
    [
      'filter @message like "user" | parse @message "user=*, method:*, latency=*" as u, m, l | display u, m, l',
      [["u: ann", "m: GET", "l: 12"]],
    ],
    [
      "parse @message /latency=(?<l>\\d+)/ | filter l > 11 | fields l * 2 + 1 as x",
      [["l: 12", "x: 25"].slice(1)],
    ],
    ["fields deep.list.0 as seven | filter ispresent(seven)", [["seven: 7"]]],
    [
      "stats count(*), sum(ms), avg(ms), min(ms) as least, max(ms), pct(ms, 50), count_distinct(station)",
      [
        [
          "count(*): 4",
          "sum(ms): 90",
          "avg(ms): 30",
          "least: 10",
          "max(ms): 50",
          "pct(ms, 50): 30",
          "count_distinct(station): 2",
        ],
      ],
    ],
    [
      "filter ms > 0 | stats sum(ms) as total by station | sort total desc, station",
      [
        ["station: PDX", "total: 50"],
        ["station: SEA", "total: 40"],
      ],
    ],
    ["filter ms >= 10 | stats count(*) as n by bin(1h)", [[`bin(1h): ${hour}`, "n: 3"]]],
    [
      "filter ispresent(station) | dedup station | sort ms | display station",
      [["station: PDX"], ["station: SEA"]],
    ],
    ["filter station in ['PDX', 'none'] | display station", [["station: PDX"]]],
    ["filter ms / 10 = 3 | display toupper(level) as l", [["l: INFO"]]],
  ])("%s", async (query, expected) => {
    expect(await ask(query)).toEqual(expected);
  });

  test.each([
    "fields @message |",
    "filter (level = 1",
    "stats nothing(ms)",
    "limit 0",
    "filter @message like /(/",
    'parse @message "*" as a, b',
    "select x",
    `fields ${"(".repeat(2000)}a${")".repeat(2000)}`,
    `filter ${"not ".repeat(2000)}a`,
    `display ${"-".repeat(5000)}a`,
    `stats ${"sum(".repeat(1500)}a${")".repeat(1500)}`,
    `display ${"abs(".repeat(1500)}a${")".repeat(1500)}`,
  ])("refuses %s", async (query) => {
    await expect(ask(query)).rejects.toMatchObject({ name: "MalformedQueryException" });
  });
});

test.each([
  [
    "[ip, user, ..., status=4*, bytes>1000]",
    '127.0.0.1 ann [10/Oct] "GET /" 404 2000',
    { $ip: "127.0.0.1", $user: "ann", $status: "404", $bytes: "2000" },
  ],
  ["[a=x || a=y, b!=%z+%]", "y b", { $a: "y", $b: "b" }],
  ['{ $.a = "x*" && $.b IS NULL }', '{"a":"xy","b":null}', { "$.a": "xy", "$.b": "null" }],
  ["%[Ff]ail%", "it Failed", {}],
])("TestMetricFilter takes fields by %s", async (filterPattern, message, extractedValues) => {
  const answer = await client.send(
    new TestMetricFilterCommand({ filterPattern, logEventMessages: ["nothing of it", message] }),
  );
  expect(answer.matches).toEqual([{ eventNumber: 2, eventMessage: message, extractedValues }]);
});

test.each([
  ["/aws/lambda/own", ["a: whole", "a: first", "a: {x", "", ""]],
  ["other", ["a: whole", "", "", "", ""]],
])("of events in %s fields are found by themselves", async (of, found) => {
  const messages = [
    ' {"a":"whole"} ',
    'INFO {"a":"first"} then {"a":"second"}',
    'in {braces}: {"a":"{x","b":"\\"}"} ',
    'torn {"a":"x"',
    "none",
  ];
  logs.createLogGroup(of);
  logs.createLogStream(of, logStreamName);
  const logEvents = messages.map((message, index) => ({ timestamp: at + index, message }));
  await client.send(new PutLogEventsCommand({ logGroupName: of, logStreamName, logEvents }));
  const rows = await ask("fields a | sort @timestamp asc", of);
  expect(rows.map((row) => row.join())).toEqual(found);
});

test("what a metric filter finds is counted, with its dimensions", async () => {
  logs.createLogGroup("counted");
  logs.createLogStream("counted", "s");
  const made = {
    metricNamespace: "N",
    metricName: "Ms",
    metricValue: "$.ms",
    dimensions: { Station: "$.station" },
  };
  const metricTransformations = [{ ...made, unit: "Milliseconds" as const }];
  const filter = { logGroupName: "counted", filterName: "f", filterPattern: "{ $.ms > 20 }" };
  await client.send(new PutMetricFilterCommand({ ...filter, metricTransformations }));
  const logEvents = lines.map((message) => ({ timestamp: Date.now(), message }));
  const from = logEvents[0]?.timestamp ?? 0;
  await client.send(new PutLogEventsCommand({ logGroupName: "counted", logStreamName: "s", logEvents }));
  const sums = ["SEA", "PDX"].map((Station) => {
    const metric = { namespace: "N", metricName: "Ms", dimensions: { Station } };
    const stat = { metric, periodSeconds: 60, stat: "Sum", unit: "Milliseconds" };
    return [...metrics.read(stat, { from: from - 60_000, until: from + 120_000 }).values()];
  });
  expect(sums).toEqual([[30], [50]]);
});

test("a subscription filter sends what its pattern lets through in AWS's envelope", async () => {
  logs.createLogGroup("subscribed");
  logs.createLogStream("subscribed", "s");
  const destinationArn = "arn:aws:kinesis:us-east-1:000000000000:stream/taken";
  const withoutRole = { logGroupName: "subscribed", filterName: "f", filterPattern: "INFO", destinationArn };
  await expect(client.send(new PutSubscriptionFilterCommand(withoutRole))).rejects.toThrow(
    "destinationArn for vendor kinesis cannot be used without roleArn",
  );
  const filter = { ...withoutRole, roleArn: "arn:aws:iam::000000000000:role/logs" };
  await client.send(new PutSubscriptionFilterCommand(filter));
  const logEvents = lines.map((message) => ({ timestamp: Date.now(), message }));
  await client.send(new PutLogEventsCommand({ logGroupName: "subscribed", logStreamName: "s", logEvents }));
  await until(() => sent.length === 2 || undefined);
  const read = sent.map(({ payload }) => JSON.parse(gunzipSync(payload.binary ?? "").toString()));
  expect(read).toMatchObject([
    { messageType: "CONTROL_MESSAGE" },
    {
      ...{ messageType: "DATA_MESSAGE", owner: "000000000000", logGroup: "subscribed", logStream: "s" },
      ...{ subscriptionFilters: ["f"], logEvents: [{ message: lines[1] }] },
    },
  ]);
  const others = "arn:aws:lambda:us-east-1:111122223333:function:f";
  const nowhere = { ...withoutRole, logGroupName: "none", destinationArn: others };
  await expect(client.send(new PutSubscriptionFilterCommand(nowhere))).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining("Cross-account lambda invocation passing is not allowed."),
  });
  const firehose = "arn:aws:firehose:us-east-1:000000000000:deliverystream/d";
  const missing = "arn:aws:lambda:us-east-1:000000000000:function:none";
  for (const arn of [firehose, missing])
    await expect(
      client.send(
        new PutSubscriptionFilterCommand({ ...withoutRole, filterName: "other", destinationArn: arn }),
      ),
    ).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("a live tail tells what comes in", async () => {
  const tail = await client.send(
    new StartLiveTailCommand({
      logGroupIdentifiers: [logs.arnOf(logGroupName)],
      logEventFilterPattern: "news",
    }),
  );
  const heard: unknown[] = [];
  for await (const event of tail.responseStream ?? []) {
    if (event.sessionStart !== undefined)
      for (const message of ["news of it", "something else"])
        logs.append(logGroupName, logStreamName, [{ timestamp: Date.now(), message }]);
    heard.push(...(event.sessionUpdate?.sessionResults ?? []).map(({ message }) => message));
    if (heard.length > 0) break;
  }
  expect(heard).toEqual(["news of it"]);
});
