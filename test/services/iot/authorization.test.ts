// Which policies have a say, and what they allow, by the SDK.

import * as sdk from "@aws-sdk/client-iot";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type IotRegion, openIot } from "./support/iot-region.ts";

let open: IotRegion;
let principal: string;
const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;
const statement = (Effect: string, Action: string, Resource: string) => ({ Effect, Action, Resource });

beforeAll(async () => {
  open = await openIot();
  const { iot } = open;
  const policy = (policyName: string, ...Statement: readonly object[]) => {
    const policyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    return iot.send(new sdk.CreatePolicyCommand({ policyName, policyDocument }));
  };
  await policy("own", statement("Allow", "iot:Connect", arn("client/${iot:ClientId}")));
  await policy(
    "of-group",
    statement("Allow", "iot:Publish", arn("topic/${iot:Connection.Thing.ThingName}/*")),
    statement("Deny", "iot:Publish", arn("topic/*/secret")),
  );
  await policy("all", statement("Allow", "iot:*", "*"));
  const { certificateArn = "" } = await iot.send(new sdk.CreateKeysAndCertificateCommand({}));
  principal = certificateArn;
  await iot.send(new sdk.CreateThingCommand({ thingName: "buoy" }));
  await iot.send(new sdk.AttachThingPrincipalCommand({ thingName: "buoy", principal }));
  for (const [thingGroupName, parentGroupName] of [["sea"], ["north", "sea"]])
    await iot.send(new sdk.CreateThingGroupCommand({ thingGroupName, parentGroupName }));
  await iot.send(new sdk.AddThingToThingGroupCommand({ thingName: "buoy", thingGroupName: "north" }));
  await iot.send(new sdk.AttachPolicyCommand({ policyName: "own", target: principal }));
  await iot.send(new sdk.AttachPolicyCommand({ policyName: "of-group", target: arn("thinggroup/sea") }));
});
afterAll(() => open.close());

test("the policies of a group are listed", async () => {
  const listed = async (target: string) =>
    (await open.iot.send(new sdk.ListAttachedPoliciesCommand({ target }))).policies?.map(
      ({ policyName }) => policyName,
    );
  expect(await listed(arn("thinggroup/sea"))).toEqual(["of-group"]);
  expect(await listed(arn("thinggroup/north"))).toEqual([]);
});

test("the policies of a principal and of all groups around a thing have a say", async () => {
  const names = async (asked: sdk.GetEffectivePoliciesCommandInput) =>
    (await open.iot.send(new sdk.GetEffectivePoliciesCommand(asked))).effectivePolicies?.map(
      ({ policyName }) => policyName,
    );
  expect(await names({ principal, thingName: "buoy" })).toEqual(["own", "of-group"]);
  expect(await names({ principal })).toEqual(["own"]);
  await expect(names({ thingName: "none" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test.each<
  readonly [sdk.ActionType, readonly string[], Partial<sdk.TestAuthorizationCommandInput>, string, string[]]
>([
  ["CONNECT", ["client/buoy"], {}, "ALLOWED", ["own"]],
  ["CONNECT", ["client/other"], {}, "IMPLICIT_DENY", ["own", "of-group"]],
  ["CONNECT", ["client/buoy"], { policyNamesToSkip: ["own"] }, "IMPLICIT_DENY", ["of-group"]],
  ["PUBLISH", ["topic/buoy/readings"], {}, "ALLOWED", ["of-group"]],
  ["PUBLISH", ["topic/other/readings"], {}, "IMPLICIT_DENY", ["own", "of-group"]],
  ["PUBLISH", ["topic/buoy/readings", "topic/buoy/secret"], {}, "EXPLICIT_DENY", ["of-group"]],
  ["PUBLISH", ["topic/buoy/readings"], { clientId: "other" }, "IMPLICIT_DENY", ["own"]],
  ["SUBSCRIBE", ["topicfilter/#"], { policyNamesToAdd: ["all"] }, "ALLOWED", ["all"]],
])("%s of %j with %j is %s", async (actionType, resources, more, decision, by) => {
  const { authResults = [] } = await open.iot.send(
    new sdk.TestAuthorizationCommand({
      ...{ principal, clientId: "buoy", authInfos: [{ actionType, resources: resources.map(arn) }] },
      ...more,
    }),
  );
  const [result] = authResults;
  const { allowed, denied } = result ?? {};
  const told = [allowed, denied?.implicitDeny, denied?.explicitDeny].flatMap((each) => each?.policies ?? []);
  expect([result?.authDecision, told.map(({ policyName }) => policyName)]).toEqual([decision, by]);
});
