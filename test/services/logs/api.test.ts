import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import type { ServiceApi, WireObject } from "../../../src/aws/wire/operation.ts";
import { logsApi } from "../../../src/services/logs/api/api.ts";
import { CloudWatchLogs } from "../../../src/services/logs/cloudwatch-logs.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { serve } from "../../server/sdk-server.ts";

const now = Date.UTC(2026, 0, 1);
const group = { logGroupName: "/aws/lambda/validate" };
const stream = { ...group, logStreamName: "2026/01/01/[$LATEST]abc" };
let api: ServiceApi;

beforeEach(() => {
  api = logsApi(new CloudWatchLogs({ clock: new VirtualClock(now), identity: localIdentity }));
});

async function call(operation: string, request: WireObject = {}): Promise<WireObject> {
  const answer = await api.operations[operation]?.(request, { requestId: "request", host: "localhost" });
  if (answer === undefined) throw new Error(`no operation ${operation}`);
  return answer;
}

async function putEvents(): Promise<void> {
  await call("CreateLogGroup", group);
  await call("CreateLogStream", stream);
  const logEvents = ["one", "two", "three"].map((message, at) => ({ timestamp: now + at, message }));
  await call("PutLogEvents", { ...stream, logEvents });
}

describe("log events", () => {
  beforeEach(putEvents);

  test("come back from GetLogEvents", async () => {
    const answer = await call("GetLogEvents", { ...stream, startFromHead: true, limit: 2 });
    expect(answer.events).toEqual([
      { timestamp: now, message: "one", ingestionTime: now },
      { timestamp: now + 1, message: "two", ingestionTime: now },
    ]);
    const next = await call("GetLogEvents", { ...stream, nextToken: answer.nextForwardToken });
    expect(next.events).toMatchObject([{ message: "three" }]);
  });

  test("come back from FilterLogEvents, also by the ARN of their group", async () => {
    const logGroupIdentifier = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/validate";
    const answer = await call("FilterLogEvents", { logGroupIdentifier, filterPattern: "?one ?three" });
    expect(answer.events).toMatchObject([
      { message: "one", logStreamName: stream.logStreamName, eventId: expect.stringMatching(/^\d{56}$/) },
      { message: "three" },
    ]);
    expect(answer.nextToken).toBeUndefined();
  });

  test("are gone with their stream", async () => {
    await call("DeleteLogStream", stream);
    expect((await call("FilterLogEvents", group)).events).toEqual([]);
    await expect(call("GetLogEvents", stream)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });

  test.each([
    ["a limit of 0", "FilterLogEvents", { ...group, limit: 0 }, "InvalidParameterException"],
    [
      "a pattern that is none",
      "FilterLogEvents",
      { ...group, filterPattern: "{ x }" },
      "InvalidParameterException",
    ],
    ["a missing group", "FilterLogEvents", { logGroupName: "absent" }, "ResourceNotFoundException"],
    ["a second group", "CreateLogGroup", group, "ResourceAlreadyExistsException"],
  ])("refuse %s", async (_what, operation, request, code) => {
    await expect(call(operation, request)).rejects.toMatchObject({ code });
  });
});

describe("descriptions", () => {
  test("tell of groups and their streams", async () => {
    await putEvents();
    await call("PutRetentionPolicy", { ...group, retentionInDays: 14 });
    expect((await call("DescribeLogGroups", { logGroupNamePrefix: "/aws/" })).logGroups).toMatchObject([
      {
        ...group,
        ...{ creationTime: now, deletionProtectionEnabled: false, retentionInDays: 14 },
        arn: "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/validate:*",
      },
    ]);
    expect((await call("DescribeLogStreams", group)).logStreams).toMatchObject([
      { logStreamName: stream.logStreamName, firstEventTimestamp: now, lastEventTimestamp: now + 2 },
    ]);
    await call("DeleteLogGroup", group);
    expect((await call("DescribeLogGroups")).logGroups).toEqual([]);
  });

  test("come in pages", async () => {
    for (const name of ["a", "b", "c"]) await call("CreateLogGroup", { logGroupName: name });
    const first = await call("DescribeLogGroups", { limit: 2 });
    const second = await call("DescribeLogGroups", { limit: 2, nextToken: first.nextToken });
    expect([first.logGroups, second.logGroups]).toMatchObject([
      [{ logGroupName: "a" }, { logGroupName: "b" }],
      [{ logGroupName: "c" }],
    ]);
    expect(second.nextToken).toBeUndefined();
  });
});

test("the SDK's client reads log events and knows the errors", async () => {
  await putEvents();
  const server = await serve(api);
  const client = new CloudWatchLogsClient(server.clientConfiguration);
  const { events } = await client.send(new FilterLogEventsCommand({ ...group, filterPattern: "two" }));
  expect(events).toMatchObject([{ message: "two", timestamp: now + 1 }]);
  const { logGroups } = await client.send(new DescribeLogGroupsCommand({}));
  expect(logGroups).toMatchObject([group]);
  await expect(client.send(new CreateLogGroupCommand(group))).rejects.toMatchObject({
    name: "ResourceAlreadyExistsException",
  });
  client.destroy();
  await server.close();
  expect(server.faults).toEqual([]);
});

test("resource policies are told as they were put, and there are ten of them at most with the one of AWS", async () => {
  const policyDocument = '{"Version":"2012-10-17","Statement":[]}';
  const put = (policyName: string) => call("PutResourcePolicy", { policyName, policyDocument });
  const policy = { policyName: "p0", policyDocument, lastUpdatedTime: now, policyScope: "ACCOUNT" };
  expect(await put("p0")).toEqual({ resourcePolicy: policy });
  for (let number = 1; number < 9; number++) await put(`p${number}`);
  await expect(put("one more")).rejects.toMatchObject({ code: "LimitExceededException" });
  const first = await call("DescribeResourcePolicies", { limit: 9 });
  expect(first).toMatchObject({ resourcePolicies: expect.arrayContaining([policy]) });
  const second = await call("DescribeResourcePolicies", { limit: 9, nextToken: first.nextToken });
  expect(second).toMatchObject({ resourcePolicies: [{ policyName: "p8" }], nextToken: undefined });
  await call("DeleteResourcePolicy", { policyName: "p0" });
  await expect(call("DeleteResourcePolicy", { policyName: "p0" })).rejects.toMatchObject({
    code: "ResourceNotFoundException",
  });
  await expect(call("PutResourcePolicy", { policyName: "p", policyDocument: "none" })).rejects.toMatchObject({
    code: "InvalidParameterException",
  });
});

const constraint = (value: string, member: string, what: string) =>
  `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${what}`;
const atLeastOne = "Member must have length greater than or equal to 1";
const resourceArn = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/validate";
const reserved = "aws: prefixed tag key names are not allowed for external use.";
const query = { queryString: "fields @message", startTime: 1, endTime: 2 };

test.each<readonly [operation: string, request: WireObject, message: string]>([
  ["CreateLogGroup", { logGroupName: "g", tags: {} }, constraint("{}", "tags", atLeastOne)],
  ["TagResource", { resourceArn, tags: {} }, constraint("{}", "tags", atLeastOne)],
  [
    "TagResource",
    { resourceArn, tags: { "k;": "v" } },
    constraint(
      "{k;=v}",
      "tags",
      "Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$]",
    ),
  ],
  [
    "TagLogGroup",
    { ...group, tags: { k: "v;" } },
    constraint(
      "{k=v;}",
      "tags",
      "Map value must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$]",
    ),
  ],
  ["CreateLogGroup", { logGroupName: "aws/g" }, "Log groups starting with AWS/ are reserved for AWS."],
  ["CreateLogGroup", { logGroupName: "g", tags: { "aws:a": "b" } }, reserved],
  ["TagResource", { resourceArn, tags: { "AWS:a": "b" } }, reserved],
  ["UntagLogGroup", { ...group, tags: [] }, constraint("[]", "tags", atLeastOne)],
  [
    "StartQuery",
    { ...query, ...group, logGroupNames: ["g"] },
    "Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified.",
  ],
  [
    "StartQuery",
    query,
    "Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified.",
  ],
  // An ARN as DescribeLogGroups tells it.
  ...Object.entries({
    DescribeLogStreams: {},
    GetLogEvents: { logStreamName: "s" },
    FilterLogEvents: {},
  }).map(([operation, more]): [string, WireObject, string] => [
    operation,
    { logGroupIdentifier: `${resourceArn}:*`, ...more },
    "1 validation error detected: Value at 'logGroupIdentifier' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w#+=/:,.@-]*",
  ]),
  [
    "StartLiveTail",
    { logGroupIdentifiers: [resourceArn], logStreamNames: ["s"], logStreamNamePrefixes: ["p"] },
    "LogStream names and LogStream name prefixes are mutually exclusive parameters.",
  ],
])("%s %j is refused", async (operation, request, message) => {
  await call("CreateLogGroup", group);
  await expect(call(operation, request)).rejects.toMatchObject({
    code: "InvalidParameterException",
    message,
  });
});

test("a metric filter counts in a unit that there is", async () => {
  await call("CreateLogGroup", group);
  const put = (unit: string) => {
    const transformation = { metricName: "m", metricNamespace: "n", metricValue: "1", unit };
    const filter = { filterName: "f", filterPattern: "", metricTransformations: [transformation] };
    return call("PutMetricFilter", { ...group, ...filter });
  };
  await expect(put("Heads")).rejects.toMatchObject({
    code: "InvalidParameterException",
    message: expect.stringMatching(
      /^1 .* 'Heads' at 'metricTransformations\.1\.member\.unit' .* \[Seconds, Microseconds, .*, None\]$/,
    ),
  });
  await put("Count");
});

test("a group says whether it takes bearer tokens", async () => {
  await call("CreateLogGroup", group);
  const token = { logGroupIdentifier: group.logGroupName, bearerTokenAuthenticationEnabled: true };
  expect(await call("PutBearerTokenAuthentication", token)).toEqual({});
  expect((await call("DescribeLogGroups")).logGroups).toMatchObject([
    { ...group, bearerTokenAuthenticationEnabled: true },
  ]);
});

test("a destination bears tags, as a group does", async () => {
  const target = { targetArn: "arn:aws:kinesis:us-east-1:000000000000:stream/s", tags: { one: "1" } };
  const made = { destinationName: "d", roleArn: "arn:aws:iam::000000000000:role/r", ...target };
  const { destination } = await call("PutDestination", made);
  const resourceArn = (destination as { readonly arn: string }).arn;
  await call("TagResource", { resourceArn, tags: { two: "2" } });
  await call("UntagResource", { resourceArn, tagKeys: ["one"] });
  expect(await call("ListTagsForResource", { resourceArn })).toEqual({ tags: { two: "2" } });
  await call("DeleteDestination", made);
  await expect(call("ListTagsForResource", { resourceArn })).rejects.toMatchObject({
    code: "ResourceNotFoundException",
  });
});

test("fifteen live tails of an account are open at once, and one that ends makes room", async () => {
  await call("CreateLogGroup", group);
  const aborters: AbortController[] = [];
  const start = async () => {
    const aborter = new AbortController();
    const told = { requestId: "request", host: "localhost", signal: aborter.signal };
    await api.operations.StartLiveTail?.({ logGroupIdentifiers: [resourceArn] }, told);
    aborters.push(aborter);
  };
  for (let count = 0; count < 15; count++) await start();
  const refused = { code: "LimitExceededException", message: "Resource limit exceeded." };
  await expect(start()).rejects.toMatchObject(refused);
  aborters[3]?.abort();
  await start();
  await expect(start()).rejects.toMatchObject(refused);
  expect(aborters).toHaveLength(16);
});
