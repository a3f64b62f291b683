// Every error that AWS documents for an operation of EventBridge, through the SDK's client.

import * as sdk from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll } from "@jest/globals";
import { delivered } from "../../../src/aws/delivery.ts";
import { eventBridgeApi } from "../../../src/services/eventbridge/api/api.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { arnOf } from "../../support/local-arn.ts";
import {
  documentedErrorsOf,
  errorsOfServed,
  holdToDocumentation,
  senderOf,
} from "../support/documented-errors.ts";
import { closeEventBridge, openEventBridge } from "./support/open-service.ts";

const service = await openEventBridge({
  ...{ clock: new VirtualClock(), deliver: () => delivered },
  enforceLimits: true,
});
const api = eventBridgeApi(service);
let server: SdkServer;
let client: sdk.EventBridgeClient;
let send: ReturnType<typeof senderOf>;

const bus = arnOf("events", "event-bus/default");
const archive = { ArchiveName: "there", EventSourceArn: bus };
const connection = {
  Name: "there",
  AuthorizationType: "BASIC",
  AuthParameters: { BasicAuthParameters: { Username: "u", Password: "p" } },
} as const;
const hour = { EventStartTime: new Date(0), EventEndTime: new Date(3_600_000) };
const replay = {
  ...{ ReplayName: "there", EventSourceArn: arnOf("events", "archive/there"), ...hour },
  Destination: { Arn: bus },
};
const destination = {
  Name: "there",
  HttpMethod: "POST",
  InvocationEndpoint: "https://127.0.0.1:1/",
} as const;
let ConnectionArn = "";

beforeAll(async () => {
  server = await serve(api);
  client = new sdk.EventBridgeClient({ ...server.clientConfiguration, maxAttempts: 1 });
  send = senderOf(sdk, client);
  await send("CreateEventBus", { Name: "there" });
  await send("PutRule", { Name: "there", EventPattern: '{"source":["s"]}' });
  await send("CreateArchive", archive);
  const made = await client.send(new sdk.CreateConnectionCommand(connection));
  ConnectionArn = made.ConnectionArn ?? "";
  await send("CreateApiDestination", { ...destination, ConnectionArn });
  await send("StartReplay", replay);
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await closeEventBridge(service);
});

const none = { Name: "none" };
const noSource = { Name: "aws.partner/none/source" };
const notPattern = { EventPattern: '{"source":[{"none":1}]}' };
const noBus = { EventBusName: "none" };
const noRule = { Rule: "none" };
const noRuleArn = { ResourceARN: arnOf("events", "rule/none") };
const target = (at: number) => ({ Id: `t${at}`, Arn: arnOf("sqs", "q") });
const permission = { Action: "events:PutEvents", Principal: "*", StatementId: "s" };

const managed = "Events-Archive-there";

/** A request, or what makes one. */
type Means = object | (() => object | Promise<object>);

/** So many of them are there, with those that are there already; then one more is asked for. */
async function filled(there: number, most: number, make: (name: string) => unknown): Promise<void> {
  for (let number = there; number < most; number++) await make(`filling-${number}`);
}

const provoked: Readonly<Record<string, Readonly<Record<string, Means>>>> = {
  ActivateEventSource: { ResourceNotFoundException: noSource },
  CancelReplay: {
    IllegalStatusException: () => {
      service.replays.cancel("there");
      return { ReplayName: "there" };
    },
    ResourceNotFoundException: { ReplayName: "none" },
  },
  CreateApiDestination: {
    ResourceAlreadyExistsException: () => ({ ...destination, ConnectionArn }),
    ResourceNotFoundException: {
      ...{ ...destination, Name: "new" },
      ConnectionArn: arnOf("events", "connection/none/00000000-0000-4000-8000-000000000000"),
    },
    LimitExceededException: async () => {
      const { destinations } = service;
      await filled(destinations.all.length, 3000, (name) =>
        destinations.create({ ...destinations.get("there"), name }),
      );
      return { ...destination, Name: "one-too-many", ConnectionArn };
    },
  },
  CreateArchive: {
    InvalidEventPatternException: { ...archive, ArchiveName: "new", ...notPattern },
    ResourceAlreadyExistsException: archive,
    ResourceNotFoundException: {
      ...{ ArchiveName: "new", EventSourceArn: arnOf("events", "event-bus/none") },
    },
  },
  CreateConnection: {
    LimitExceededException: async () => {
      const { connections } = service;
      await filled(1, 3000, (name) => connections.create({ ...connections.describe("there"), name }));
      return { ...connection, Name: "one-too-many" };
    },
    ResourceAlreadyExistsException: connection,
  },
  CreateEventBus: {
    LimitExceededException: async () => {
      const { buses } = service;
      await filled(buses.listEventBuses().length, 100, (name) => buses.createEventBus(name));
      return { Name: "one-too-many" };
    },
    ResourceAlreadyExistsException: { Name: "there" },
    ResourceNotFoundException: { ...noSource, EventSourceName: noSource.Name },
  },
  DeactivateEventSource: { ResourceNotFoundException: noSource },
  DeauthorizeConnection: { ResourceNotFoundException: none },
  DeleteApiDestination: { ResourceNotFoundException: none },
  DeleteArchive: { ResourceNotFoundException: { ArchiveName: "none" } },
  DeleteConnection: { ResourceNotFoundException: none },
  DeleteEndpoint: { ResourceNotFoundException: none },
  DeleteRule: {
    ManagedRuleException: { Name: managed },
    ResourceNotFoundException: { Name: "there", ...noBus },
  },
  DescribeApiDestination: { ResourceNotFoundException: none },
  DescribeArchive: { ResourceNotFoundException: { ArchiveName: "none" } },
  DescribeConnection: { ResourceNotFoundException: none },
  DescribeEndpoint: { ResourceNotFoundException: none },
  DescribeEventBus: { ResourceNotFoundException: none },
  DescribeEventSource: { ResourceNotFoundException: noSource },
  DescribeReplay: { ResourceNotFoundException: { ReplayName: "none" } },
  DescribeRule: { ResourceNotFoundException: none },
  DisableRule: { ManagedRuleException: { Name: managed }, ResourceNotFoundException: none },
  EnableRule: { ManagedRuleException: { Name: managed }, ResourceNotFoundException: none },
  ListArchives: { ResourceNotFoundException: { EventSourceArn: arnOf("events", "event-bus/none") } },
  ListRuleNamesByTarget: { ResourceNotFoundException: { TargetArn: arnOf("sqs", "q"), ...noBus } },
  ListRules: { ResourceNotFoundException: noBus },
  ListTagsForResource: { ResourceNotFoundException: noRuleArn },
  ListTargetsByRule: { ResourceNotFoundException: noRule },
  PutPermission: {
    PolicyLengthExceededException: {
      Policy: JSON.stringify({ Version: "2012-10-17", Statement: [], Id: "x".repeat(10_240) }),
    },
    ResourceNotFoundException: { ...permission, ...noBus },
  },
  PutRule: {
    InvalidEventPatternException: { Name: "new", ...notPattern },
    LimitExceededException: async () => {
      const rule = { enabled: true, eventPattern: '{"source":["s"]}' };
      await filled(0, 300, (name) => service.buses.putRule({ ...rule, name }, "there"));
      return { Name: "one-too-many", EventPattern: rule.eventPattern, EventBusName: "there" };
    },
    ManagedRuleException: { Name: managed, EventPattern: '{"source":["s"]}' },
    ResourceNotFoundException: { Name: "new", EventPattern: '{"source":["s"]}', ...noBus },
  },
  PutTargets: {
    LimitExceededException: { Rule: "there", Targets: [0, 1, 2, 3, 4, 5].map(target) },
    ManagedRuleException: { Rule: managed, Targets: [target(0)] },
    ResourceNotFoundException: { ...noRule, Targets: [target(0)] },
  },
  RemovePermission: { ResourceNotFoundException: { StatementId: "none" } },
  RemoveTargets: {
    ManagedRuleException: { Rule: managed, Ids: [managed] },
    ResourceNotFoundException: { ...noRule, Ids: ["a"] },
  },
  StartReplay: {
    LimitExceededException: () => {
      const { ReplayName: name, EventSourceArn: archiveArn } = replay;
      const of = { archiveArn, destinationArn: bus, from: 0, to: 3_600_000 };
      for (let more = service.replays.all.length; more < 10; more++)
        service.replays.create({ ...of, name: `${name}${more}` });
      return { ...replay, ReplayName: "one-too-many" };
    },
    ResourceAlreadyExistsException: replay,
  },
  TagResource: {
    ManagedRuleException: {
      ResourceARN: arnOf("events", `rule/${managed}`),
      Tags: [{ Key: "a", Value: "b" }],
    },
    ResourceNotFoundException: { ...noRuleArn, Tags: [{ Key: "a", Value: "b" }] },
  },
  TestEventPattern: { InvalidEventPatternException: { ...notPattern, Event: "{}" } },
  UntagResource: {
    ManagedRuleException: { ResourceARN: arnOf("events", `rule/${managed}`), TagKeys: ["a"] },
    ResourceNotFoundException: { ...noRuleArn, TagKeys: ["a"] },
  },
  UpdateApiDestination: { ResourceNotFoundException: { ...none, Description: "d" } },
  UpdateArchive: {
    InvalidEventPatternException: { ArchiveName: "there", ...notPattern },
    ResourceNotFoundException: { ArchiveName: "none", Description: "d" },
  },
  UpdateConnection: { ResourceNotFoundException: { ...none, Description: "d" } },
  UpdateEndpoint: { ResourceNotFoundException: none },
  UpdateEventBus: { ResourceNotFoundException: { ...none, Description: "d" } },
};

const noneMore = "A change makes nothing more.";
const noPartners = "There are no partners.";

holdToDocumentation(
  {
    documented: errorsOfServed(documentedErrorsOf("@aws-sdk/client-eventbridge"), api),
    provoked,
    impossible: {
      AccessDeniedException: "Keys of a customer's own are a setting that is kept and told.",
      ConcurrentModificationException: "Calls are done one after the other.",
      InternalException: "A fault of the region.",
      InvalidStateException: noPartners,
      OperationDisabledException: noPartners,
      ThrottlingException: "Nothing holds a user to AWS's rates.",
      ...Object.fromEntries(
        ["UpdateApiDestination", "UpdateArchive", "UpdateConnection"].map((operation) => [
          `${operation} LimitExceededException`,
          noneMore,
        ]),
      ),
      "CreateArchive LimitExceededException": "AWS names no quota of archives.",
      "CreateConnection ResourceNotFoundException": "A private API is reached by no VPC.",
      "DescribeArchive ResourceAlreadyExistsException": "Nothing is made.",
      "StartReplay InvalidEventPatternException": "A replay has no pattern.",
      "StartReplay ResourceNotFoundException":
        "An archive that is not there is a ValidationException, as recorded.",
    },
  },
  async (operation, means) => send(operation, typeof means === "function" ? await means() : means),
);
