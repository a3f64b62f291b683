// Every list of EventBridge that has anything in it, page by page, through the SDK's client.

import * as sdk from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll } from "@jest/globals";
import { delivered } from "../../../src/aws/delivery.ts";
import { eventBridgeApi } from "../../../src/services/eventbridge/api/api.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { arnOf } from "../../support/local-arn.ts";
import { senderOf } from "../support/documented-errors.ts";
import { walkInPages } from "../support/pages.ts";
import { closeEventBridge, openEventBridge } from "./support/open-service.ts";

const service = await openEventBridge({ clock: new VirtualClock(), deliver: () => delivered });
let server: SdkServer;
let client: sdk.EventBridgeClient;
let send: ReturnType<typeof senderOf>;

const bus = arnOf("events", "event-bus/default");
const TargetArn = arnOf("sqs", "q");

beforeAll(async () => {
  server = await serve(eventBridgeApi(service));
  client = new sdk.EventBridgeClient(server.clientConfiguration);
  send = senderOf(sdk, client);
  for (const n of [1, 2, 3, 4, 5]) {
    const Name = `n${n}`;
    await send("CreateEventBus", { Name });
    await send("PutRule", { Name, EventPattern: '{"source":["s"]}' });
    await send("PutTargets", { Rule: "n1", Targets: [{ Id: `t${n}`, Arn: TargetArn }] });
    if (n > 1) await send("PutTargets", { Rule: Name, Targets: [{ Id: "t", Arn: TargetArn }] });
    await send("CreateArchive", { ArchiveName: Name, EventSourceArn: bus });
    const key = { ApiKeyName: "k", ApiKeyValue: "v" };
    const { ConnectionArn } = (await send("CreateConnection", {
      ...{ Name, AuthorizationType: "API_KEY", AuthParameters: { ApiKeyAuthParameters: key } },
    })) as { readonly ConnectionArn: string };
    await send("CreateApiDestination", {
      ...{ Name, ConnectionArn, HttpMethod: "POST", InvocationEndpoint: "https://127.0.0.1:1/" },
    });
    await send("StartReplay", {
      ...{ ReplayName: Name, EventSourceArn: arnOf("events", "archive/n1"), Destination: { Arn: bus } },
      ...{ EventStartTime: new Date(0), EventEndTime: new Date(1000) },
    });
  }
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await closeEventBridge(service);
});

walkInPages(
  {
    ListApiDestinations: { items: "ApiDestinations" },
    ListArchives: { items: "Archives" },
    ListConnections: { items: "Connections" },
    ListEventBuses: { items: "EventBuses", input: { NamePrefix: "n" } },
    ListReplays: { items: "Replays" },
    ListRuleNamesByTarget: { items: "RuleNames", input: { TargetArn } },
    ListRules: { items: "Rules", input: { NamePrefix: "n" } },
    ListTargetsByRule: { items: "Targets", input: { Rule: "n1" } },
  },
  { size: "Limit", token: "NextToken" },
  { count: 5, send: () => send },
);
