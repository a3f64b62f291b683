// API keys and usage plans of REST APIs, by the SDK's client: made, changed by patches, told and taken away.

import {
  CreateApiKeyCommand,
  CreateDeploymentCommand,
  CreateRestApiCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
  DeleteUsagePlanCommand,
  DeleteUsagePlanKeyCommand,
  GetAccountCommand,
  GetApiKeyCommand,
  GetApiKeysCommand,
  GetRestApiCommand,
  GetStageCommand,
  GetTagsCommand,
  GetUsagePlanCommand,
  GetUsagePlanKeyCommand,
  GetUsagePlanKeysCommand,
  GetUsagePlansCommand,
  ImportApiKeysCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAccountCommand,
  UpdateApiKeyCommand,
  UpdateUsagePlanCommand,
} from "@aws-sdk/client-api-gateway";
import { beforeAll, expect, test } from "@jest/globals";
import { makeApi } from "./made-api.ts";
import { gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();
const { client } = gateway;
let restApiId: string;

const replace = (path: string, value: string) => ({ op: "replace", path, value }) as const;

beforeAll(async () => {
  ({ restApiId } = await makeApi(client));
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: "s" }));
});

test("keys and plans", async () => {
  const { id: apiKey = "", value } = await client.send(new CreateApiKeyCommand({ name: "k", enabled: true }));
  expect(value).toMatch(/^\w{40}$/);
  await expect(client.send(new CreateApiKeyCommand({ value }))).rejects.toMatchObject({
    name: "ConflictException",
  });
  await expect(client.send(new CreateApiKeyCommand({ value: "short" }))).rejects.toThrow(
    "at least 20 characters",
  );
  await client.send(new UpdateApiKeyCommand({ apiKey, patchOperations: [replace("/enabled", "false")] }));
  const told = await client.send(new GetApiKeyCommand({ apiKey }));
  expect([told.enabled, told.value, told.createdDate]).toEqual([false, undefined, expect.any(Date)]);
  expect((await client.send(new GetApiKeyCommand({ apiKey, includeValue: true }))).value).toBe(value);
  expect(
    (await client.send(new GetApiKeysCommand({ nameQuery: "k", includeValues: true }))).items,
  ).toMatchObject([{ value }]);
  const apiStages = [{ apiId: restApiId, stage: "s" }];
  const plan = { name: "p", apiStages, quota: { limit: 10, period: "WEEK" as const } };
  const { id: usagePlanId = "" } = await client.send(new CreateUsagePlanCommand(plan));
  await expect(
    client.send(new CreateUsagePlanCommand({ name: "q", apiStages: [{ apiId: restApiId, stage: "t" }] })),
  ).rejects.toThrow(`API Stage not found: ${restApiId}:t`);
  const held = { usagePlanId, keyId: apiKey };
  expect(await client.send(new CreateUsagePlanKeyCommand({ ...held, keyType: "API_KEY" }))).toMatchObject({
    ...{ id: apiKey, type: "API_KEY", name: "k", value },
  });
  await expect(
    client.send(new CreateUsagePlanKeyCommand({ ...held, keyType: "API_KEY" })),
  ).rejects.toMatchObject({
    name: "ConflictException",
  });
  expect((await client.send(new GetUsagePlanKeyCommand(held))).name).toBe("k");
  expect((await client.send(new GetUsagePlanKeysCommand({ usagePlanId }))).items).toHaveLength(1);
  expect((await client.send(new GetUsagePlansCommand({ keyId: apiKey }))).items).toHaveLength(1);
  await expect(client.send(new DeleteUsagePlanCommand({ usagePlanId }))).rejects.toThrow(
    "because API Stages",
  );
  const stage = `${restApiId}:s`;
  await client.send(
    new UpdateUsagePlanCommand({
      usagePlanId,
      patchOperations: [
        ...[replace("/quota/limit", "20"), replace(`/apiStages/${stage}/throttle/~1c~1GET/rateLimit`, "5")],
      ],
    }),
  );
  expect(await client.send(new GetUsagePlanCommand({ usagePlanId }))).toMatchObject({
    quota: { limit: 20, period: "WEEK" },
    apiStages: [{ apiId: restApiId, stage: "s", throttle: { "/c/GET": { rateLimit: 5 } } }],
  });
  await client.send(
    new UpdateUsagePlanCommand({
      usagePlanId,
      patchOperations: [
        { op: "remove", path: "/apiStages", value: stage },
        { op: "remove", path: "/quota" },
      ],
    }),
  );
  const bare = await client.send(new GetUsagePlanCommand({ usagePlanId }));
  expect([bare.apiStages, bare.quota]).toEqual([[], undefined]);
  await client.send(new DeleteUsagePlanKeyCommand(held));
  await client.send(new DeleteUsagePlanCommand({ usagePlanId }));
  await client.send(new DeleteApiKeyCommand({ apiKey }));
  await expect(client.send(new GetApiKeyCommand({ apiKey }))).rejects.toMatchObject({
    name: "NotFoundException",
  });
});

test("keys come from a list, with their plans, and those that are there are changed", async () => {
  const { id: planId } = await client.send(new CreateUsagePlanCommand({ name: "listed" }));
  const [first, second] = ["a".repeat(20), "b".repeat(128)];
  const importKeys = (lines: readonly string[], failOnWarnings = false) =>
    client.send(
      new ImportApiKeysCommand({ format: "csv", body: Buffer.from(lines.join("\r\n")), failOnWarnings }),
    );
  const columns = "Enabled,Name,KEY,usagePlanIds,other";
  const { ids = [], warnings } = await importKeys([
    columns,
    `true,one,${first},"${planId},${planId}",x`,
    `FALSE,"two, ""quoted""",${second},,`,
    `true,short,tooshort,,`,
    `true,three,${"c".repeat(20)},nosuchplan,`,
  ]);
  expect([ids.length, warnings]).toEqual([
    3,
    [expect.stringContaining("short"), expect.stringContaining("nosuchplan")],
  ]);
  const keys = await Promise.all(
    ids.map((apiKey) => client.send(new GetApiKeyCommand({ apiKey, includeValue: true }))),
  );
  expect(keys).toMatchObject([
    { name: "one", value: first, enabled: true },
    { name: 'two, "quoted"', value: second, enabled: false },
    { name: "three", enabled: true },
  ]);
  const inPlan = await client.send(new GetUsagePlanKeysCommand({ usagePlanId: planId }));
  expect(inPlan.items?.map(({ name }) => name)).toEqual(["one"]);
  const again = await importKeys(["name,key", `uno,${first}`]);
  expect(again.ids).toEqual([ids[0]]);
  await expect(importKeys(["name,key", "x,y"], true)).rejects.toMatchObject({ name: "BadRequestException" });
  await expect(importKeys(["name", "x"])).rejects.toThrow("column key");
});

test("the account has AWS's limits, and keeps its role", async () => {
  expect(await client.send(new GetAccountCommand({}))).toMatchObject({
    ...{ apiKeyVersion: "4", features: ["UsagePlans"] },
    throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
  });
  const cloudwatchRoleArn = "arn:aws:iam::000000000000:role/logs";
  const patchOperations = [replace("/cloudwatchRoleArn", cloudwatchRoleArn)];
  expect(await client.send(new UpdateAccountCommand({ patchOperations }))).toMatchObject({
    cloudwatchRoleArn,
  });
  await expect(
    client.send(new UpdateAccountCommand({ patchOperations: [replace("/throttleSettings", "x")] })),
  ).rejects.toMatchObject({ name: "BadRequestException" });
  const removed = { op: "remove", path: "/features", value: "UsagePlans" } as const;
  await expect(client.send(new UpdateAccountCommand({ patchOperations: [removed] }))).rejects.toMatchObject({
    ...{ name: "BadRequestException", message: "Usage Plans cannot be disabled once enabled" },
  });
});

test("a template tells the account's role", async () => {
  const cloudwatchRoleArn = "arn:aws:iam::000000000000:role/writes-logs";
  await gateway.deploy("account", {
    Resources: {
      Account: { Type: "AWS::ApiGateway::Account", Properties: { CloudWatchRoleArn: cloudwatchRoleArn } },
    },
  });
  expect(await client.send(new GetAccountCommand({}))).toMatchObject({ cloudwatchRoleArn });
});

test("APIs, stages, keys and plans bear tags", async () => {
  const tags = { a: "b", c: "d" };
  const { id = "" } = await client.send(new CreateRestApiCommand({ name: "tagged", tags }));
  const key = await client.send(new CreateApiKeyCommand({ name: "tagged", tags }));
  const plan = await client.send(new CreateUsagePlanCommand({ name: "tagged", tags }));
  const places = [
    `restapis/${id}`,
    `restapis/${restApiId}/stages/s`,
    `apikeys/${key.id}`,
    `usageplans/${plan.id}`,
  ];
  for (const place of places) {
    const resourceArn = `arn:aws:apigateway:us-east-1::/${place}`;
    await client.send(new TagResourceCommand({ resourceArn, tags: { ...tags, e: "f" } }));
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a", "c"] }));
    expect((await client.send(new GetTagsCommand({ resourceArn }))).tags).toEqual({ e: "f" });
    const reserved = new TagResourceCommand({ resourceArn, tags: { "aws:a": "b" } });
    await expect(client.send(reserved)).rejects.toMatchObject({ name: "BadRequestException" });
  }
  expect((await client.send(new GetRestApiCommand({ restApiId: id }))).tags).toEqual({ e: "f" });
  expect((await client.send(new GetStageCommand({ restApiId, stageName: "s" }))).tags).toEqual({ e: "f" });
  const none = new GetTagsCommand({ resourceArn: "arn:aws:apigateway:us-east-1::/restapis/none" });
  await expect(client.send(none)).rejects.toMatchObject({ name: "NotFoundException" });
});
