// Index policies by the SDK, of log groups and of the account: kept and told, and without effect on what queries find.

import * as sdk from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type OpenedLogs, openLogs, start } from "./open-logs.ts";

let opened: OpenedLogs;
beforeEach(async () => {
  opened = await openLogs();
  await opened.createGroup("g");
});
afterEach(() => opened.close());

const groupArn = "arn:aws:logs:us-east-1:000000000000:log-group:g";
const policyDocument = '{"Fields":["requestId"],"FieldsV2":{"level":{"type":"FACET"}}}';
const put = (document = policyDocument) =>
  opened.client.send(new sdk.PutIndexPolicyCommand({ logGroupIdentifier: "g", policyDocument: document }));
const putOfAccount = (policyName: string, more: Partial<sdk.PutAccountPolicyCommandInput> = {}) =>
  opened.client.send(
    new sdk.PutAccountPolicyCommand({
      ...{ policyName, policyDocument: '{"Fields":["team"]}', policyType: "FIELD_INDEX_POLICY", ...more },
    }),
  );
const logGroupIdentifiers = ["g"];

test("a policy of a group is kept, told with what it indexes, and taken away", async () => {
  expect((await put()).indexPolicy).toEqual({
    ...{ logGroupIdentifier: groupArn, policyDocument, lastUpdateTime: start, source: "LOG_GROUP" },
  });
  opened.clock.advanceBy(1000);
  await opened.put("g", '{"requestId":"1"}');
  opened.clock.advanceBy(1000);
  await opened.put("g", '{"requestId":"2"}');
  const { fieldIndexes } = await opened.client.send(
    new sdk.DescribeFieldIndexesCommand({ logGroupIdentifiers }),
  );
  expect(fieldIndexes).toEqual([
    {
      ...{ logGroupIdentifier: groupArn, fieldIndexName: "requestId", type: "FIELD_INDEX" },
      ...{ indexCategory: "CUSTOM", lastScanTime: start + 2000 },
      ...{ firstEventTime: start + 1000, lastEventTime: start + 2000 },
    },
    {
      ...{ logGroupIdentifier: groupArn, fieldIndexName: "level", type: "FACET", indexCategory: "CUSTOM" },
      lastScanTime: start + 2000,
    },
  ]);
  expect(await opened.query("g", 'filterIndex requestId = "2" | display requestId')).toEqual([
    { requestId: "2" },
  ]);
  expect(opened.reopened().indexPolicies.of("g")).toMatchObject({ policyDocument });
  const list = () => opened.client.send(new sdk.DescribeIndexPoliciesCommand({ logGroupIdentifiers }));
  expect((await list()).indexPolicies).toMatchObject([{ source: "LOG_GROUP" }]);
  await opened.client.send(new sdk.DeleteIndexPolicyCommand({ logGroupIdentifier: "g" }));
  expect((await list()).indexPolicies).toEqual([]);
});

test("the account's policy holds for groups without one of their own", async () => {
  const selectionCriteria = 'LogGroupNamePrefix IN ["g"]';
  const made = await putOfAccount("p", { selectionCriteria });
  expect(made.accountPolicy).toMatchObject({
    ...{
      policyName: "p",
      scope: "ALL",
      selectionCriteria,
      accountId: "000000000000",
      lastUpdatedTime: start,
    },
  });
  const list = () => opened.client.send(new sdk.DescribeIndexPoliciesCommand({ logGroupIdentifiers }));
  expect((await list()).indexPolicies).toMatchObject([{ policyName: "p", source: "ACCOUNT" }]);
  await put();
  expect((await list()).indexPolicies).toMatchObject([{ source: "LOG_GROUP" }]);
  const policyType = "FIELD_INDEX_POLICY";
  const told = await opened.client.send(new sdk.DescribeAccountPoliciesCommand({ policyType }));
  expect(told.accountPolicies).toMatchObject([{ policyName: "p", policyType }]);
  const others = await opened.client.send(
    new sdk.DescribeAccountPoliciesCommand({ policyType: "DATA_PROTECTION_POLICY" }),
  );
  expect(others.accountPolicies).toEqual([]);
  const remove = () =>
    opened.client.send(new sdk.DeleteAccountPolicyCommand({ policyName: "p", policyType }));
  await remove();
  await expect(remove()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

describe("is refused:", () => {
  test.each<[what: string, act: () => Promise<unknown>, name: string, message: string]>([
    ["what is no JSON", () => put("x"), "InvalidParameterException", "is not valid JSON"],
    ["no field", () => put('{"Fields":[]}'), "InvalidParameterException", "at least one field"],
    [
      "too many fields",
      () => put(JSON.stringify({ Fields: Array.from({ length: 21 }, (_, at) => `f${at}`) })),
      "InvalidParameterException",
      "more than 20 fields",
    ],
    [
      "a policy of another type",
      () => putOfAccount("p", { policyType: "TRANSFORMER_POLICY" }),
      "InvalidParameterException",
      "Policies of type TRANSFORMER_POLICY are put on each log group here.",
    ],
    [
      "overlapping policies",
      () => putOfAccount("p").then(() => putOfAccount("q")),
      "InvalidParameterException",
      "The selection criteria overlap those of the policy p.",
    ],
    [
      "a group that is not there",
      () => opened.client.send(new sdk.PutIndexPolicyCommand({ logGroupIdentifier: "no", policyDocument })),
      "ResourceNotFoundException",
      "does not exist",
    ],
  ])("%s", async (_, act, name, message) => {
    await expect(act()).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });
});
