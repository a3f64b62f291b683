// What is refused of archives and replays, in AWS's words.

import * as sdk from "@aws-sdk/client-eventbridge";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { delivered } from "../../../../src/aws/delivery.ts";
import { eventBridgeApi } from "../../../../src/services/eventbridge/api/api.ts";
import type { EventBridge } from "../../../../src/services/eventbridge/eventbridge.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { type SdkServer, serve } from "../../../server/sdk-server.ts";
import { closeEventBridge, openEventBridge } from "../support/open-service.ts";

const arnOf = (resource: string) => `arn:aws:events:us-east-1:000000000000:${resource}`;
const busArn = arnOf("event-bus/default");
const archive = { ArchiveName: "a", EventSourceArn: busArn };
const replay = {
  ReplayName: "r",
  EventSourceArn: arnOf("archive/a"),
  EventStartTime: new Date(0),
  EventEndTime: new Date(1000),
  Destination: { Arn: busArn },
};

let service: EventBridge;
let server: SdkServer;
let client: sdk.EventBridgeClient;

beforeEach(async () => {
  service = await openEventBridge({ clock: new VirtualClock(), deliver: () => delivered });
  server = await serve(eventBridgeApi(service));
  client = new sdk.EventBridgeClient({ ...server.clientConfiguration, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await server.close();
  await closeEventBridge(service);
});

const notThere = "does not exist.";
test.each<[string, () => Promise<unknown>, string, string]>([
  [
    "an archive's bus",
    () => client.send(new sdk.CreateArchiveCommand({ ...archive, EventSourceArn: arnOf("event-bus/x") })),
    "ResourceNotFoundException",
    `Event bus x ${notThere}`,
  ],
  [
    "an archive's pattern",
    () => client.send(new sdk.CreateArchiveCommand({ ...archive, EventPattern: "x" })),
    "InvalidEventPatternException",
    "Event pattern is not valid.",
  ],
  [
    "an archive's name",
    () => client.send(new sdk.CreateArchiveCommand({ ...archive, ArchiveName: "a".repeat(49) })),
    "ValidationException",
    "at 'archiveName' failed to satisfy constraint: Member must have length less than or equal to 48",
  ],
  [
    "a change of an archive that is not there",
    () => client.send(new sdk.UpdateArchiveCommand({ ArchiveName: "x", Description: "d" })),
    "ResourceNotFoundException",
    `Archive x ${notThere}`,
  ],
  [
    "a change of nothing",
    async () => {
      await client.send(new sdk.CreateArchiveCommand(archive));
      await client.send(new sdk.UpdateArchiveCommand({ ArchiveName: archive.ArchiveName }));
    },
    "ValidationException",
    "At least one of EventPattern, RetentionDays or Description must be provided.",
  ],
  [
    "two filters",
    () => client.send(new sdk.ListArchivesCommand({ NamePrefix: "a", State: "ENABLED" })),
    "ValidationException",
    "At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.",
  ],
  [
    "the bus of the archives that are asked for",
    () => client.send(new sdk.ListArchivesCommand({ EventSourceArn: arnOf("event-bus/x") })),
    "ResourceNotFoundException",
    `Event bus x ${notThere}`,
  ],
  [
    "a replay's archive",
    () => client.send(new sdk.StartReplayCommand(replay)),
    "ValidationException",
    `Parameter EventSourceArn is not valid. Reason: Archive a ${notThere}`,
  ],
  [
    "a replay's destination",
    () =>
      client.send(
        new sdk.StartReplayCommand({
          ...replay,
          Destination: { Arn: "arn:aws:sqs:us-east-1:000000000000:q" },
        }),
      ),
    "ValidationException",
    "Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.",
  ],
  [
    "a replay that is not there",
    () => client.send(new sdk.CancelReplayCommand({ ReplayName: "x" })),
    "ResourceNotFoundException",
    `Replay x ${notThere}`,
  ],
])("%s is refused", async (_, send, name, message) => {
  await expect(send()).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
});
