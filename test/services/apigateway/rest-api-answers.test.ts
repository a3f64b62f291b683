// Small things that AWS tells of REST APIs, leaves out, or takes as it is meant, by the SDK's client.

import {
  CreateRequestValidatorCommand,
  CreateRestApiCommand,
  DeleteIntegrationResponseCommand,
  GetIntegrationCommand,
  PutIntegrationCommand,
  PutMethodCommand,
  UpdateMethodCommand,
} from "@aws-sdk/client-api-gateway";
import { beforeAll, expect, test } from "@jest/globals";
import { type MadeApi, makeApi } from "./made-api.ts";
import { gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();
let made: MadeApi;

beforeAll(async () => {
  made = await makeApi(gateway.client);
});

const method = (httpMethod: string) => ({
  ...{ restApiId: made.restApiId, resourceId: made.resourceId, httpMethod },
});

test("an authorization type is taken in any case", async () => {
  const given = { ...method("PUT"), authorizationType: "none" };
  expect(await gateway.client.send(new PutMethodCommand(given))).toMatchObject({ authorizationType: "NONE" });
});

test("a method loses its validator by an empty one", async () => {
  const { client } = gateway;
  const validator = { restApiId: made.restApiId, name: "v", validateRequestBody: true };
  const { id: requestValidatorId } = await client.send(new CreateRequestValidatorCommand(validator));
  const given = { ...method("POST"), authorizationType: "NONE", requestValidatorId };
  expect(await client.send(new PutMethodCommand(given))).toMatchObject({ requestValidatorId });
  const patchOperations = [{ op: "replace", path: "/requestValidatorId", value: "" } as const];
  const left = await client.send(new UpdateMethodCommand({ ...method("POST"), patchOperations }));
  expect(left.requestValidatorId).toBeUndefined();
});

test("an integration without responses tells of none", async () => {
  const { client } = gateway;
  await client.send(new DeleteIntegrationResponseCommand({ ...method("GET"), statusCode: "200" }));
  const { integrationResponses } = await client.send(new GetIntegrationCommand(method("GET")));
  expect(integrationResponses).toBeUndefined();
});

test.each([
  ["HTTP", "INTERNET"],
  ["HTTP_PROXY", "INTERNET"],
  ["MOCK", undefined],
] as const)("an integration of the type %s connects by %s", async (type, connectionType) => {
  const uri = "http://127.0.0.1:1/";
  const given = { ...method("GET"), type, uri, integrationHttpMethod: "GET" };
  expect((await gateway.client.send(new PutIntegrationCommand(given))).connectionType).toBe(connectionType);
});

test("an API that takes nothing for bytes tells of no types", async () => {
  const given = { name: "b", binaryMediaTypes: [] };
  expect((await gateway.client.send(new CreateRestApiCommand(given))).binaryMediaTypes).toBeUndefined();
});
