// What EventBridge refuses of a request by its bounds, before it looks at what the request is about.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { delivered } from "../../../../src/aws/delivery.ts";
import type { ServiceApi } from "../../../../src/aws/wire/operation.ts";
import { eventBridgeApi } from "../../../../src/services/eventbridge/api/api.ts";
import type { EventBridge } from "../../../../src/services/eventbridge/eventbridge.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { closeEventBridge, openEventBridge } from "../support/open-service.ts";

let service: EventBridge;
let api: ServiceApi;
beforeAll(async () => {
  service = await openEventBridge({ clock: systemClock, deliver: () => delivered });
  api = eventBridgeApi(service);
});
afterAll(() => closeEventBridge(service));

const name = "[\\.\\-_A-Za-z0-9]+";
const pattern = (value: string, member: string, shown = name) =>
  `Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${shown}`;
const length = (value: string, member: string, bound: string) =>
  `Value '${value}' at '${member}' failed to satisfy constraint: Member must have length ${bound}`;
const absent = (member: string) =>
  `Value null at '${member}' failed to satisfy constraint: Member must not be null`;
const atLeastOne = "greater than or equal to 1";
const long = (size: number) => "x".repeat(size);

const bus = "(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[\\.\\-_A-Za-z0-9]+";
const notAnArn = "Parameter r is not valid. Reason: Provided Arn is not in correct format.";
const queue = { Id: "t", Arn: "arn:aws:sqs:us-east-1:000000000000:q" };
const tag = { Key: "k", Value: "v" };
const twiceTagged = "Duplicate tag key: k. The keys of tags must be unique.";

test.each<[operation: string, request: object, message: string]>([
  ["CreateEventBus", { Name: "aws.mine" }, "EventBus name starting with 'aws.' is not valid."],
  ["CreateEventBus", { Name: "mine", Tags: [tag, tag] }, twiceTagged],
  ["PutRule", { Name: "a", ScheduleExpression: "rate(1 day)", Tags: [tag, tag] }, twiceTagged],
  ["PutRule", { Name: "a", ScheduleExpression: "rate(1 day)", RoleArn: "r" }, notAnArn],
  ["PutTargets", { Rule: "a", Targets: [{ ...queue, RoleArn: "r" }] }, notAnArn],
  [
    "PutTargets",
    { Rule: "a", Targets: [queue, { ...queue, Input: "{}" }] },
    "Duplicate target id: t. The ids of a request's targets must be unique.",
  ],
  [
    "CreateEventBus",
    { Name: "mine", KmsKeyIdentifier: "a b", LogConfig: { Level: "ALL" } },
    `2 validation errors detected: ${pattern("a b", "kmsKeyIdentifier", "^[a-zA-Z0-9_\\-/:]*$")}; ` +
      "Value 'ALL' at 'logConfig.level' failed to satisfy constraint: Member must satisfy enum value set: [OFF, ERROR, INFO, TRACE]",
  ],
  [
    "PutEvents",
    { Entries: [{ Source: "s", EventBusName: "", TraceHeader: "" }] },
    `3 validation errors detected: ${length("", "entries.1.member.eventBusName", atLeastOne)}; ` +
      `${pattern("", "entries.1.member.eventBusName", bus)}; ${length("", "entries.1.member.traceHeader", atLeastOne)}`,
  ],
  [
    "PutPermission",
    { Principal: "1", Condition: { Type: "StringEquals", Key: "aws:PrincipalOrgID" } },
    `2 validation errors detected: ${pattern("1", "principal", "(\\d{12}|\\*)")}; ${absent("condition.value")}`,
  ],
  [
    "CreateConnection",
    {
      ...{ Name: "c", AuthorizationType: "BASIC" },
      AuthParameters: { BasicAuthParameters: { Username: "", Password: long(513) } },
    },
    `2 validation errors detected: ${length("", "authParameters.basicAuthParameters.username", atLeastOne)}; ` +
      "Value at 'authParameters.basicAuthParameters.password' failed to satisfy constraint: Member must have length less than or equal to 512",
  ],
  ["PutEvents", { Entries: [] }, `1 validation error detected: ${length("[]", "entries", atLeastOne)}`],
  ...[
    { more: {}, resources: "null", bus: "null" },
    { more: { EventBusName: "b", Resources: ["r", "s"] }, resources: "[r, s]", bus: "b" },
  ].map(({ more, resources, bus }): [string, object, string] => {
    const Entries = Array.from({ length: 11 }, () => ({
      Source: "a",
      DetailType: "d",
      Detail: "{}",
      ...more,
    }));
    const shown = `PutEventsRequestEntry(time=null, source=a, resources=${resources}, detailType=d, detail={}, eventBusName=${bus}, traceHeader=null, kmsKeyIdentifier=null, internalMetadata=null)`;
    const value = `[${Entries.map(() => shown).join(", ")}]`;
    return [
      ...(["PutEvents", { Entries }] as const),
      `1 validation error detected: ${length(value, "entries", "less than or equal to 10")}`,
    ];
  }),
])("%s %j is refused for what it means", async (operation, request, message) => {
  const ask = async () => api.operations[operation]?.({ ...request }, { requestId: "r", host: "localhost" });
  await expect(ask()).rejects.toMatchObject({ code: "ValidationException", message });
});

test.each<[operation: string, request: object, ...broken: readonly string[]]>([
  ["DeleteRule", { Name: "a!" }, pattern("a!", "name")],
  ["DescribeRule", { Name: long(65) }, length(long(65), "name", "less than or equal to 64")],
  ["EnableRule", { Name: "" }, length("", "name", atLeastOne), pattern("", "name")],
  ["ListRules", { NamePrefix: "a b" }, pattern("a b", "namePrefix")],
  ["DeleteEventBus", { Name: "a b" }, pattern("a b", "name", "[/\\.\\-_A-Za-z0-9]+")],
  [
    "DescribeRule",
    { Name: "a", EventBusName: "a b" },
    pattern(
      "a b",
      "eventBusName",
      "(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[/\\.\\-_A-Za-z0-9]+",
    ),
  ],
  ["RemoveTargets", { Rule: "a", Ids: [] }, length("[]", "ids", atLeastOne)],
  ["RemoveTargets", { Rule: "a" }, absent("ids")],
  [
    "RemoveTargets",
    { Rule: "a!", Ids: ["b!"] },
    pattern("a!", "rule"),
    `Value '[b!]' at 'ids' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 64, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ${name}]`,
  ],
  ...[
    { target: { Arn: "x" }, broken: absent("targets.1.member.id") },
    {
      target: { Id: "t", Arn: "x", InputTransformer: {} },
      broken: absent("targets.1.member.inputTransformer.inputTemplate"),
    },
    {
      target: { Id: "t", Arn: "x", SqsParameters: { MessageGroupId: long(101) } },
      broken: length(long(101), "targets.1.member.sqsParameters.messageGroupId", "less than or equal to 100"),
    },
    {
      target: { Id: "t", Arn: "x", KinesisParameters: {} },
      broken: absent("targets.1.member.kinesisParameters.partitionKeyPath"),
    },
  ].map(({ target, broken }): [string, object, string] => [
    "PutTargets",
    { Rule: "a", Targets: [target] },
    broken,
  ]),
  ["ListRuleNamesByTarget", { TargetArn: "" }, length("", "targetArn", atLeastOne)],
  ["ListEventBuses", { NextToken: "" }, length("", "nextToken", atLeastOne)],
  ["TagResource", { ResourceARN: "x" }, absent("tags")],
  ["TagResource", { ResourceARN: "x", Tags: [{ Key: "k" }] }, absent("tags.1.member.value")],
  ["UntagResource", { ResourceARN: "x" }, absent("tagKeys")],
  [
    "UpdateEventBus",
    { Description: long(513) },
    length(long(513), "description", "less than or equal to 512"),
  ],
  [
    "ListConnections",
    { ConnectionState: "x" },
    "Value 'x' at 'connectionState' failed to satisfy constraint: Member must satisfy enum value set: [CREATING, UPDATING, DELETING, AUTHORIZED, DEAUTHORIZED, AUTHORIZING, DEAUTHORIZING, ACTIVE, FAILED_CONNECTIVITY]",
  ],
  ["DescribeConnection", { Name: "a b" }, pattern("a b", "name")],
  [
    "CreateConnection",
    { Name: `a ${long(63)}`, AuthorizationType: "NONE" },
    length(`a ${long(63)}`, "name", "less than or equal to 64"),
    pattern(`a ${long(63)}`, "name"),
    "Value 'NONE' at 'authorizationType' failed to satisfy constraint: Member must satisfy enum value set: [BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]",
  ],
  ["RemovePermission", { StatementId: "a b" }, pattern("a b", "statementId", "[a-zA-Z0-9-_]+")],
])("%s %j is refused", async (operation, request, ...broken) => {
  const ask = async () => api.operations[operation]?.({ ...request }, { requestId: "r", host: "localhost" });
  const errors = broken.length === 1 ? "1 validation error" : `${broken.length} validation errors`;
  await expect(ask()).rejects.toMatchObject({
    ...{ code: "ValidationException", message: `${errors} detected: ${broken.join("; ")}` },
  });
});
