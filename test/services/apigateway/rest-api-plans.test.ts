// API keys and usage plans of REST APIs, by the SDK's client: made, changed by patches, told and taken away.

import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateDeploymentCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
  DeleteUsagePlanCommand,
  DeleteUsagePlanKeyCommand,
  GetApiKeyCommand,
  GetApiKeysCommand,
  GetUsagePlanCommand,
  GetUsagePlanKeyCommand,
  GetUsagePlanKeysCommand,
  GetUsagePlansCommand,
  UpdateApiKeyCommand,
  UpdateUsagePlanCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeApi } from "./made-api.ts";
import { type OpenedGateway, openGateway } from "./open-gateway.ts";

let gateway: OpenedGateway;
let client: APIGatewayClient;
let restApiId: string;

const replace = (path: string, value: string) => ({ op: "replace", path, value }) as const;

beforeAll(async () => {
  gateway = await openGateway();
  client = new APIGatewayClient({ ...gateway.clientConfiguration, maxAttempts: 1 });
  ({ restApiId } = await makeApi(client));
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: "s" }));
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
  expect(gateway.faults).toEqual([]);
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
