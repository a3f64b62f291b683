// The rules that are managed for archives, as AWS was recorded to have them.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as sdk from "@aws-sdk/client-eventbridge";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { delivered } from "../../../../src/aws/delivery.ts";
import { eventBridgeApi } from "../../../../src/services/eventbridge/api/api.ts";
import type { EventBridge } from "../../../../src/services/eventbridge/eventbridge.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { type SdkServer, serve } from "../../../server/sdk-server.ts";
import { arnOf } from "../../../support/local-arn.ts";
import { senderOf } from "../../support/documented-errors.ts";
import { closeEventBridge, openEventBridge } from "../support/open-service.ts";

const EventBusName = "b";
const name = "Events-Archive-a";
const archive = { ArchiveName: "a", EventSourceArn: arnOf("events", "event-bus/b") };
const ofRule = { Name: name, EventBusName };
const ofTargets = { Rule: name, EventBusName, Ids: [name] };
const queue = { Id: "q", Arn: arnOf("sqs", "q") };
const disabled = {
  State: "DISABLED",
  StateReason: "Managed rule for the archive was forcefully deleted.",
};

let folder: string;
let service: EventBridge;
let server: SdkServer;
let client: sdk.EventBridgeClient;
let delivering: number;
let send: ReturnType<typeof senderOf>;

async function open(): Promise<void> {
  const clock = new VirtualClock();
  const deliver = () => {
    delivering++;
    return delivered;
  };
  service = await openEventBridge({ clock, directory: folder, deliver });
  server = await serve(eventBridgeApi(service));
  client = new sdk.EventBridgeClient({ ...server.clientConfiguration, maxAttempts: 1 });
  send = senderOf(sdk, client);
}

async function close(): Promise<void> {
  client.destroy();
  await server.close();
  await closeEventBridge(service);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "managed-rules-"));
  delivering = 0;
  await open();
  await send("CreateEventBus", { Name: EventBusName });
  await send("CreateArchive", archive);
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

const described = () => client.send(new sdk.DescribeArchiveCommand({ ArchiveName: "a" }));
const rules = async () => (await client.send(new sdk.ListRulesCommand({ EventBusName }))).Rules;
const targets = async () =>
  (await client.send(new sdk.ListTargetsByRuleCommand({ Rule: name, EventBusName }))).Targets;
async function put(source: string): Promise<number | undefined> {
  const Entries = [{ EventBusName, Source: source, DetailType: "d", Detail: "{}" }];
  await client.send(new sdk.PutEventsCommand({ Entries }));
  return (await described()).EventCount;
}

test("an archive has a rule on its bus, which is listed, described and found by its target", async () => {
  const rule = {
    ...{ Name: name, Arn: arnOf("events", `rule/b/${name}`), EventBusName, State: "ENABLED" },
    ManagedBy: "prod.vhs.events.aws.internal",
    EventPattern: '{"replay-name":[{"exists":false}]}',
  };
  expect(await rules()).toEqual([rule]);
  expect(await client.send(new sdk.DescribeRuleCommand(ofRule))).toEqual({
    ...{ ...rule, CreatedBy: "000000000000", $metadata: expect.anything() },
  });
  expect(await targets()).toEqual([
    {
      ...{ Id: name, Arn: "arn:aws:events:us-east-1:::" },
      InputTransformer: {
        InputPathsMap: {},
        InputTemplate: expect.stringMatching(
          /^\{"archive-arn": "arn:aws:events:us-east-1:000000000000:archive\/a:[0-9a-f-]{36}","event": <aws\.events\.event\.json>,"ingestion-time": <aws\.events\.event\.ingestion-time>\}$/,
        ),
      },
    },
  ]);
  const TargetArn = "arn:aws:events:us-east-1:::";
  const byTarget = await client.send(new sdk.ListRuleNamesByTargetCommand({ TargetArn, EventBusName }));
  expect(byTarget.RuleNames).toEqual([name]);
  const tags = await client.send(new sdk.ListTagsForResourceCommand({ ResourceARN: rule.Arn }));
  expect(tags.Tags).toEqual([]);
  expect(await put("s")).toBe(1);
  expect(delivering).toBe(0);
});

test.each([
  ['{ "source" : [ "updated" ] }', '{"replay-name":[{"exists":false}],"source":["updated"]}'],
  ['{"replay-name":[{"exists":true}],"source":["s"]}', '{"replay-name":[{"exists":false}],"source":["s"]}'],
  ["", '{"replay-name":[{"exists":false}]}'],
])(
  "its pattern is that of the archive %s, and leaves out what is replayed",
  async (EventPattern, expected) => {
    await send("UpdateArchive", { ArchiveName: "a", EventPattern });
    expect((await rules())?.map((each) => each.EventPattern)).toEqual([expected]);
    expect((await described()).EventPattern).toBe(EventPattern === "" ? undefined : EventPattern);
  },
);

const refused = `${name} is a managed rule.`;
const unlessForced = `${refused} Set 'force' parameter to true to override.`;
const tagsRefused = `Tag related operations on the managed rule ${name} is not allowed.`;
const ResourceARN = arnOf("events", `rule/b/${name}`);
test.each([
  ["PutRule", { ...ofRule, EventPattern: '{"source":["s"]}' }, refused],
  ["EnableRule", ofRule, refused],
  ["DisableRule", ofRule, refused],
  ["PutTargets", { Rule: name, EventBusName, Targets: [queue] }, refused],
  ["RemoveTargets", ofTargets, unlessForced],
  ["DeleteRule", ofRule, unlessForced],
  ["TagResource", { ResourceARN, Tags: [{ Key: "a", Value: "b" }] }, tagsRefused],
  ["UntagResource", { ResourceARN, TagKeys: ["a"] }, tagsRefused],
])("%s is refused", async (operation, request, message) => {
  const before = [await rules(), await targets()];
  await expect(send(operation, request)).rejects.toMatchObject({ name: "ManagedRuleException", message });
  expect([await rules(), await targets()]).toEqual(before);
});

test("by force its target goes and then the rule; nothing is archived, until the archive is updated", async () => {
  await expect(send("DeleteRule", { ...ofRule, Force: true })).rejects.toMatchObject({
    ...{ name: "ValidationException", message: "Rule can't be deleted since it has targets." },
  });
  await send("RemoveTargets", { ...ofTargets, Ids: ["none"], Force: true });
  expect(await put("s")).toBe(1);
  await send("RemoveTargets", { ...ofTargets, Force: true });
  expect([await described(), await targets()]).toMatchObject([disabled, []]);
  expect(await put("s")).toBe(1);
  await send("DeleteRule", { ...ofRule, Force: true });
  await close();
  await open();
  expect([await described(), await rules()]).toMatchObject([disabled, []]);
  const { Archives } = await client.send(new sdk.ListArchivesCommand({ State: "DISABLED" }));
  expect(Archives).toMatchObject([{ ArchiveName: "a", ...disabled }]);
  await send("UpdateArchive", { ArchiveName: "a", Description: "repaired" });
  expect(await described()).toMatchObject({ State: "ENABLED", Description: "repaired" });
  expect((await described()).StateReason).toBeUndefined();
  expect((await rules())?.length).toBe(1);
  expect((await targets())?.length).toBe(1);
  expect(await put("s")).toBe(2);
});

test("a bus with a rule stays, one of an archive too; with the archive its rule goes", async () => {
  const stays = { name: "ValidationException", message: "EventBus can't be deleted since it has rules." };
  await expect(send("DeleteEventBus", { Name: EventBusName })).rejects.toMatchObject(stays);
  await send("DeleteArchive", { ArchiveName: "a" });
  expect(await rules()).toEqual([]);
  const rule = { Name: "own", EventBusName, EventPattern: '{"source":["s"]}' };
  await send("PutRule", rule);
  await expect(send("DeleteEventBus", { Name: EventBusName })).rejects.toMatchObject(stays);
  await send("DeleteRule", { Name: "own", EventBusName });
  await send("DeleteEventBus", { Name: EventBusName });
  await expect(rules()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("an archive whose rule and bus are gone is described, and not updated", async () => {
  await send("RemoveTargets", { ...ofTargets, Force: true });
  await send("DeleteRule", { ...ofRule, Force: true });
  await send("DeleteEventBus", { Name: EventBusName });
  expect(await described()).toMatchObject(disabled);
  await expect(send("UpdateArchive", { ArchiveName: "a", Description: "d" })).rejects.toMatchObject({
    ...{ name: "ResourceNotFoundException", message: "Archive a managed rule does not exist." },
  });
  await send("DeleteArchive", { ArchiveName: "a" });
});

test("a rule that has the name already keeps the archive from being made, or repaired", async () => {
  const taken = {
    name: "ResourceAlreadyExistsException",
    message:
      "A rule with the pattern 'Events-Archive-o' already exists. Please choose a different archive name or delete your rule, then, try again.",
  };
  const own = { Name: "Events-Archive-o", EventBusName, EventPattern: '{"source":["s"]}' };
  await send("PutRule", own);
  await expect(send("CreateArchive", { ...archive, ArchiveName: "o" })).rejects.toMatchObject(taken);
  await send("DeleteRule", { Name: own.Name, EventBusName });
  await send("CreateArchive", { ...archive, ArchiveName: "o" });
  await send("RemoveTargets", { ...ofTargets, Rule: own.Name, Ids: [own.Name], Force: true });
  await send("DeleteRule", { Name: own.Name, EventBusName, Force: true });
  await send("PutRule", own);
  await expect(send("UpdateArchive", { ArchiveName: "o", Description: "d" })).rejects.toMatchObject(taken);
});

test.each([
  ["arn:aws:events:us-east-1:000000000000:rule/b/r", "Must contain an event bus ARN."],
  ["arn:aws:events:us-east-1::event-bus/b", "Must contain an event bus ARN."],
  ["arn:aws:events:us-west-2:000000000000:event-bus/b", "Creating cross-region archive is not permitted."],
  ["arn:aws:events:us-east-1:999999999999:event-bus/b", "Creating cross-account archive is not permitted."],
  [
    "arn:aws-cn:events:us-east-1:000000000000:event-bus/b",
    "Creating cross-partition archive is not permitted.",
  ],
])("there is no archive of %s", async (EventSourceArn, reason) => {
  await expect(send("CreateArchive", { ArchiveName: "o", EventSourceArn })).rejects.toMatchObject({
    ...{ name: "ValidationException", message: `Parameter EventSourceArn is not valid. Reason: ${reason}` },
  });
});

test("what services tell by themselves is archived, though no rule listens", async () => {
  const { buses } = service;
  expect(buses.isListenedTo("aws.states")).toBe(false);
  await send("CreateArchive", { ArchiveName: "own", EventSourceArn: arnOf("events", "event-bus/default") });
  expect(buses.isListenedTo("aws.states")).toBe(true);
});

test("what is empty is not told, and a key alone is something to change", async () => {
  await send("UpdateArchive", { ArchiveName: "a", Description: "d", KmsKeyIdentifier: "alias/k" });
  expect(await described()).toMatchObject({ Description: "d", KmsKeyIdentifier: "alias/k" });
  await send("UpdateArchive", { ArchiveName: "a", Description: "" });
  await send("UpdateArchive", { ArchiveName: "a", KmsKeyIdentifier: "" });
  const { Description, KmsKeyIdentifier } = await described();
  expect([Description, KmsKeyIdentifier]).toEqual([undefined, undefined]);
  await expect(send("UpdateArchive", { ArchiveName: "none" })).rejects.toMatchObject({
    name: "ValidationException",
  });
});
