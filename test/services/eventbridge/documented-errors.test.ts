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

const service = await openEventBridge({ clock: new VirtualClock(), deliver: () => delivered });
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

/** A request, or what makes one. */
type Means = object | (() => object);

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
  },
  CreateArchive: {
    InvalidEventPatternException: { ...archive, ArchiveName: "new", ...notPattern },
    ResourceAlreadyExistsException: archive,
    ResourceNotFoundException: {
      ...{ ArchiveName: "new", EventSourceArn: arnOf("events", "event-bus/none") },
    },
  },
  CreateConnection: { ResourceAlreadyExistsException: connection },
  CreateEventBus: {
    ResourceAlreadyExistsException: { Name: "there" },
    ResourceNotFoundException: { ...noSource, EventSourceName: noSource.Name },
  },
  DeactivateEventSource: { ResourceNotFoundException: noSource },
  DeauthorizeConnection: { ResourceNotFoundException: none },
  DeleteApiDestination: { ResourceNotFoundException: none },
  DeleteArchive: { ResourceNotFoundException: { ArchiveName: "none" } },
  DeleteConnection: { ResourceNotFoundException: none },
  DeleteEndpoint: { ResourceNotFoundException: none },
  DeleteRule: { ResourceNotFoundException: { Name: "there", ...noBus } },
  DescribeApiDestination: { ResourceNotFoundException: none },
  DescribeArchive: { ResourceNotFoundException: { ArchiveName: "none" } },
  DescribeConnection: { ResourceNotFoundException: none },
  DescribeEndpoint: { ResourceNotFoundException: none },
  DescribeEventBus: { ResourceNotFoundException: none },
  DescribeEventSource: { ResourceNotFoundException: noSource },
  DescribeReplay: { ResourceNotFoundException: { ReplayName: "none" } },
  DescribeRule: { ResourceNotFoundException: none },
  DisableRule: { ResourceNotFoundException: none },
  EnableRule: { ResourceNotFoundException: none },
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
    ResourceNotFoundException: { Name: "new", EventPattern: '{"source":["s"]}', ...noBus },
  },
  PutTargets: {
    LimitExceededException: { Rule: "there", Targets: [0, 1, 2, 3, 4, 5].map(target) },
    ResourceNotFoundException: { ...noRule, Targets: [target(0)] },
  },
  RemovePermission: { ResourceNotFoundException: { StatementId: "none" } },
  RemoveTargets: { ResourceNotFoundException: { ...noRule, Ids: ["a"] } },
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
  TagResource: { ResourceNotFoundException: { ...noRuleArn, Tags: [{ Key: "a", Value: "b" }] } },
  TestEventPattern: { InvalidEventPatternException: { ...notPattern, Event: "{}" } },
  UntagResource: { ResourceNotFoundException: { ...noRuleArn, TagKeys: ["a"] } },
  UpdateApiDestination: { ResourceNotFoundException: { ...none, Description: "d" } },
  UpdateArchive: {
    InvalidEventPatternException: { ArchiveName: "there", ...notPattern },
    ResourceNotFoundException: { ArchiveName: "none", Description: "d" },
  },
  UpdateConnection: { ResourceNotFoundException: { ...none, Description: "d" } },
  UpdateEndpoint: { ResourceNotFoundException: none },
  UpdateEventBus: { ResourceNotFoundException: { ...none, Description: "d" } },
};

const noQuota = "Nothing holds a user to quotas of the whole account.";
const noPartners = "There are no partners.";
const notManaged = "No service manages a rule.";

holdToDocumentation(
  {
    documented: errorsOfServed(documentedErrorsOf("@aws-sdk/client-eventbridge"), api),
    provoked,
    impossible: {
      AccessDeniedException: "Keys of a customer's own are a setting that is kept and told.",
      ConcurrentModificationException: "Calls are done one after the other.",
      InternalException: "A fault of the region.",
      InvalidStateException: noPartners,
      ManagedRuleException: notManaged,
      OperationDisabledException: noPartners,
      ThrottlingException: "Nothing holds a user to AWS's rates.",
      ...Object.fromEntries(
        ["CreateApiDestination", "CreateArchive", "CreateConnection", "CreateEventBus", "PutRule"]
          .concat("UpdateApiDestination", "UpdateArchive", "UpdateConnection")
          .map((operation) => [`${operation} LimitExceededException`, noQuota]),
      ),
      "CreateConnection ResourceNotFoundException": "A private API is reached by no VPC.",
      "DescribeArchive ResourceAlreadyExistsException": "Nothing is made.",
      "StartReplay InvalidEventPatternException": "A replay has no pattern.",
      "StartReplay ResourceNotFoundException":
        "An archive that is not there is a ValidationException, as recorded.",
    },
  },
  (operation, means) => send(operation, typeof means === "function" ? means() : means),
);
