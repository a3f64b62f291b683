// Every list of IoT, page by page, through the SDK's clients.

import * as sdk from "@aws-sdk/client-iot";
import * as dataSdk from "@aws-sdk/client-iot-data-plane";
import { afterAll, beforeAll } from "@jest/globals";
import { senderOf } from "../support/documented-errors.ts";
import { walkInPages } from "../support/pages.ts";
import { type IotRegion, openIot } from "./support/iot-region.ts";

let open: IotRegion;
let send: ReturnType<typeof senderOf>;
let sendData: ReturnType<typeof senderOf>;
let principal = "";
const count = 5;
const policyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [] });
const confirmationUrl = "http://127.0.0.1:1/";

beforeAll(async () => {
  open = await openIot();
  send = senderOf(sdk, open.iot);
  sendData = senderOf(dataSdk, open.data);
  const principals: string[] = [];
  for (let made = 0; made < count; made++) {
    const { certificateArn } = await open.iot.send(new sdk.CreateKeysAndCertificateCommand({}));
    principals.push(certificateArn ?? "");
  }
  principal = principals[0] ?? "";
  await send("SetV2LoggingOptions", {
    ...{ roleArn: "arn:aws:iam::000000000000:role/any", defaultLogLevel: "DISABLED" },
  });
  const names = Array.from({ length: count }, (_, at) => `n${at}`);
  for (const name of names) {
    await send("CreateThing", { thingName: name });
    await send("CreateThingGroup", { thingGroupName: name });
    await send("CreateThingType", { thingTypeName: name });
    await send("CreateBillingGroup", { billingGroupName: name });
    await send("CreatePolicy", { policyName: name, policyDocument });
    await send("AttachPolicy", { policyName: name, target: principal });
    await send("AttachThingPrincipal", { thingName: name, principal });
    await send("AddThingToThingGroup", { thingGroupName: "n0", thingName: name });
    if (name !== "n0") await send("AddThingToThingGroup", { thingGroupName: name, thingName: "n0" });
    await send("AddThingToBillingGroup", { billingGroupName: "n0", thingName: name });
    await send("CreateTopicRule", {
      ...{ ruleName: name, topicRulePayload: { sql: "SELECT * FROM 'a'", actions: [] } },
    });
    await send("CreateTopicRuleDestination", {
      destinationConfiguration: { httpUrlConfiguration: { confirmationUrl } },
    });
    await send("SetV2LoggingLevel", {
      ...{ logTarget: { targetType: "CLIENT_ID", targetName: name }, logLevel: "INFO" },
    });
    await sendData("Publish", { topic: name, payload: name, retain: true });
    await sendData("UpdateThingShadow", { thingName: "n0", shadowName: name, payload: '{"state":{}}' });
  }
  for (const other of principals.slice(1)) {
    await send("AttachPolicy", { policyName: "n0", target: other });
    await send("AttachThingPrincipal", { thingName: "n0", principal: other });
  }
});
afterAll(() => open.close());

const ofThing = { thingName: "n0" };
const ofPolicy = { policyName: "n0" };
const ofPrincipal = () => ({ principal });

walkInPages(
  {
    ListBillingGroups: { items: "billingGroups" },
    ListPrincipalThings: { items: "things", input: ofPrincipal },
    ListPrincipalThingsV2: { items: "principalThingObjects", input: ofPrincipal },
    ListThingGroups: { items: "thingGroups" },
    ListThingGroupsForThing: { items: "thingGroups", input: ofThing },
    ListThingPrincipals: { items: "principals", input: ofThing },
    ListThingPrincipalsV2: { items: "thingPrincipalObjects", input: ofThing },
    ListThingTypes: { items: "thingTypes" },
    ListThings: { items: "things" },
    ListThingsInBillingGroup: { items: "things", input: { billingGroupName: "n0" } },
    ListThingsInThingGroup: { items: "things", input: { thingGroupName: "n0" } },
    ListTopicRuleDestinations: { items: "destinationSummaries" },
    ListTopicRules: { items: "rules" },
    ListV2LoggingLevels: { items: "logTargetConfigurations", input: { targetType: "CLIENT_ID" } },
  },
  { size: "maxResults", token: "nextToken" },
  { count, send: () => send },
);

walkInPages(
  {
    ListAttachedPolicies: { items: "policies", input: () => ({ target: principal }) },
    ListCertificates: { items: "certificates" },
    ListPolicies: { items: "policies" },
    ListPolicyPrincipals: { items: "principals", input: ofPolicy },
    ListPrincipalPolicies: { items: "policies", input: ofPrincipal },
    ListTargetsForPolicy: { items: "targets", input: ofPolicy },
  },
  { size: "pageSize", token: "marker", nextToken: "nextMarker" },
  { count, send: () => send },
);

walkInPages(
  { ListRetainedMessages: { items: "retainedTopics" } },
  { size: "maxResults", token: "nextToken" },
  { count, send: () => sendData },
);

walkInPages(
  { ListNamedShadowsForThing: { items: "results", input: ofThing } },
  { size: "pageSize", token: "nextToken" },
  { count, send: () => sendData },
);
