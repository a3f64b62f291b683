// REST APIs by the SDK: each operation, its errors, and pages.

import {
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  DeleteDeploymentCommand,
  DeleteIntegrationCommand,
  DeleteMethodCommand,
  DeleteResourceCommand,
  DeleteRestApiCommand,
  DeleteStageCommand,
  GetDeploymentCommand,
  GetDeploymentsCommand,
  GetIntegrationCommand,
  GetMethodCommand,
  GetResourceCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  GetSdkCommand,
  GetStageCommand,
  GetStagesCommand,
  ImportRestApiCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  PutRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { expect, test } from "@jest/globals";
import { gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();
const { client } = gateway;

test("an API is built, deployed, asked and taken away", async () => {
  const made = await client.send(new CreateRestApiCommand({ name: "whole", description: "d" }));
  const { id: restApiId, rootResourceId: parentId } = made;
  expect(made).toMatchObject({ name: "whole", description: "d", createdDate: expect.any(Date) });
  const { id: resourceId, path } = await client.send(
    new CreateResourceCommand({ restApiId, parentId, pathPart: "{name}" }),
  );
  expect(path).toBe("/{name}");
  const of = { restApiId, resourceId, httpMethod: "GET" };
  await client.send(new PutMethodCommand({ ...of, authorizationType: "NONE" }));
  await client.send(new PutMethodResponseCommand({ ...of, statusCode: "200" }));
  await expect(client.send(new CreateDeploymentCommand({ restApiId }))).rejects.toThrow(
    "No integration defined for method",
  );
  await client.send(
    new PutIntegrationCommand({
      ...of,
      type: "MOCK",
      requestTemplates: { "application/json": '{"statusCode":200}' },
    }),
  );
  await client.send(
    new PutIntegrationResponseCommand({
      ...{ ...of, statusCode: "200" },
      responseTemplates: { "application/json": "hello $input.params('name') of $stageVariables.a" },
    }),
  );
  expect(await client.send(new GetMethodCommand(of))).toMatchObject({
    ...{ httpMethod: "GET", authorizationType: "NONE", methodResponses: { 200: { statusCode: "200" } } },
    methodIntegration: {
      type: "MOCK",
      timeoutInMillis: 29_000,
      integrationResponses: { 200: { statusCode: "200" } },
    },
  });
  expect((await client.send(new GetIntegrationCommand(of))).passthroughBehavior).toBe("WHEN_NO_MATCH");
  const { id: deploymentId } = await client.send(new CreateDeploymentCommand({ restApiId }));
  await client.send(
    new CreateStageCommand({ restApiId, deploymentId, stageName: "live", variables: { a: "b" } }),
  );
  expect((await gateway.ask(restApiId ?? "", "/live/you")).text).toBe("hello you of b");
  expect((await client.send(new GetStageCommand({ restApiId, stageName: "live" }))).deploymentId).toBe(
    deploymentId,
  );
  expect((await client.send(new GetStagesCommand({ restApiId }))).item).toHaveLength(1);
  expect((await client.send(new GetDeploymentsCommand({ restApiId }))).items).toHaveLength(1);
  expect((await client.send(new GetDeploymentCommand({ restApiId, deploymentId }))).id).toBe(deploymentId);
  await expect(client.send(new DeleteDeploymentCommand({ restApiId, deploymentId }))).rejects.toThrow(
    "Active stages pointing to this deployment must be moved or deleted",
  );
  // What is taken away is deployed still.
  await client.send(new DeleteIntegrationCommand(of));
  await client.send(new DeleteMethodCommand(of));
  await client.send(new DeleteResourceCommand({ restApiId, resourceId }));
  expect((await gateway.ask(restApiId ?? "", "/live/me")).text).toBe("hello me of b");
  await client.send(new DeleteStageCommand({ restApiId, stageName: "live" }));
  expect((await gateway.ask(restApiId ?? "", "/live/me")).status).toBe(403);
  await client.send(new DeleteDeploymentCommand({ restApiId, deploymentId }));
  await client.send(new DeleteRestApiCommand({ restApiId }));
  await expect(client.send(new GetRestApiCommand({ restApiId }))).rejects.toMatchObject({
    ...{ name: "NotFoundException", message: `Invalid API identifier specified 000000000000:${restApiId}` },
  });
});

test("APIs and resources come in pages", async () => {
  const { id: restApiId, rootResourceId: parentId } = await client.send(
    new CreateRestApiCommand({ name: "a" }),
  );
  await client.send(new CreateRestApiCommand({ name: "b" }));
  const first = await client.send(new GetRestApisCommand({ limit: 1 }));
  const second = await client.send(new GetRestApisCommand({ limit: 1, position: first.position }));
  expect([first, second].map(({ items }) => items?.[0]?.name)).toEqual(["a", "b"]);
  expect(second.position).toBeUndefined();
  await client.send(new CreateResourceCommand({ restApiId, parentId, pathPart: "x" }));
  const { items } = await client.send(new GetResourcesCommand({ restApiId }));
  expect(items?.map(({ path }) => path)).toEqual(["/", "/x"]);
  expect((await client.send(new GetResourceCommand({ restApiId, resourceId: parentId }))).path).toBe("/");
  await expect(
    client.send(new CreateResourceCommand({ restApiId, parentId, pathPart: "x" })),
  ).rejects.toMatchObject({ name: "ConflictException" });
  await expect(
    client.send(new CreateResourceCommand({ restApiId, parentId, pathPart: "a/b" })),
  ).rejects.toThrow("Resource's path part only allow");
});

test.each([
  ["an authorizer", { authorizationType: "CUSTOM" }, "Invalid authorizer ID specified."],
  ["no method of HTTP's", { httpMethod: "TRACE", authorizationType: "NONE" }, "Invalid HttpMethod specified"],
])("refuses a method with %s", async (_, given, message) => {
  const { id: restApiId, rootResourceId: resourceId } = await client.send(
    new CreateRestApiCommand({ name: "r" }),
  );
  const asked = { ...{ restApiId, resourceId, httpMethod: "GET" }, ...given };
  await expect(client.send(new PutMethodCommand(asked))).rejects.toThrow(message);
});

test.each([
  [
    "a template that is none",
    { type: "MOCK", requestTemplates: { "application/json": "#if(" } },
    "Invalid mapping template",
  ],
  [
    "a service and nothing of it",
    { type: "AWS", uri: "arn:aws:apigateway:us-east-1:ec2" },
    "must contain path or action",
  ],
  ["an address of AWS that is no ARN", { type: "AWS", uri: "sqs" }, "Invalid ARN specified in the request"],
  [
    "a service and no role",
    { type: "AWS", uri: "arn:aws:apigateway:us-east-1:sqs:path/000000000000/q" },
    "Role ARN must be specified for AWS integrations",
  ],
  ["an address of no HTTP", { type: "HTTP", uri: "ftp://example.com/" }, "Invalid HTTP endpoint specified"],
] as const)("refuses an integration with %s", async (_, given, message) => {
  const { id: restApiId, rootResourceId: resourceId } = await client.send(
    new CreateRestApiCommand({ name: "r" }),
  );
  const of = { restApiId, resourceId, httpMethod: "GET" };
  await client.send(new PutMethodCommand({ ...of, authorizationType: "NONE" }));
  await expect(
    client.send(new PutIntegrationCommand({ ...of, integrationHttpMethod: "POST", ...given })),
  ).rejects.toMatchObject({ name: "BadRequestException", message: expect.stringContaining(message) });
});

test("an API is made by a document, and made anew by another", async () => {
  const document = (path: string) =>
    Buffer.from(
      JSON.stringify({
        ...{ swagger: "2.0", info: { title: "imported", version: "1" } },
        paths: { [path]: { get: { "x-amazon-apigateway-integration": { type: "mock" } } } },
      }),
    );
  const { id: restApiId, name } = await client.send(new ImportRestApiCommand({ body: document("/a/{b}") }));
  expect(name).toBe("imported");
  const paths = async () =>
    (await client.send(new GetResourcesCommand({ restApiId }))).items?.map(({ path }) => path);
  expect(await paths()).toEqual(["/", "/a", "/a/{b}"]);
  await client.send(new PutRestApiCommand({ restApiId, mode: "overwrite", body: document("/c") }));
  expect(await paths()).toEqual(["/", "/c"]);
});

test("what is not there is refused by its name", async () => {
  const asked = new GetSdkCommand({ restApiId: "a", stageName: "b", sdkType: "java" });
  await expect(client.send(asked)).rejects.toThrow("API Gateway has no operation GetSdk here");
});

test.each([
  [{}, { types: ["EDGE"], ipAddressType: "ipv4" }],
  [{ types: ["REGIONAL"] }, { types: ["REGIONAL"], ipAddressType: "ipv4" }],
  [{ types: ["PRIVATE"] }, { types: ["PRIVATE"], ipAddressType: "dualstack" }],
  [
    { types: ["EDGE"], ipAddressType: "dualstack" },
    { types: ["EDGE"], ipAddressType: "dualstack" },
  ],
] as const)("the endpoint of an API made with %j", async (given, told) => {
  const asked = "types" in given ? { endpointConfiguration: { ...given, types: [...given.types] } } : {};
  const made = await client.send(
    new CreateRestApiCommand({ name: "e", minimumCompressionSize: 0, ...asked }),
  );
  expect(made.endpointConfiguration).toEqual(told);
  expect(made.minimumCompressionSize).toBe(0);
  const { endpointConfiguration } = await client.send(new GetRestApiCommand({ restApiId: made.id }));
  expect(endpointConfiguration).toEqual(told);
});

test.each([
  [{ apiKeySource: "X" as "HEADER" }, "Value 'X' at 'createRestApiInput.apiKeySource' failed to satisfy"],
  [
    { endpointConfiguration: { types: ["X" as "EDGE"], ipAddressType: "Y" as "ipv4" } },
    "2 validation errors detected: Value '[X]' at 'createRestApiInput.endpointConfiguration.types' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]; Value 'Y' at 'createRestApiInput.endpointConfiguration.ipAddressType' failed to satisfy constraint: Member must satisfy enum value set: [ipv4, dualstack]",
  ],
])("an API made with %j is refused by its shape", async (given, message) => {
  await expect(client.send(new CreateRestApiCommand({ name: "e", ...given }))).rejects.toMatchObject({
    ...{ name: "ValidationException", message: expect.stringContaining(message) },
  });
});

test.each([
  [{ description: "" }, "Description cannot be an empty string"],
  [{ minimumCompressionSize: -1 }, "Invalid minimum compression size, must be between 0 and 10485760"],
  [
    { endpointConfiguration: { types: [] } },
    "REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.",
  ],
  [
    { endpointConfiguration: { types: ["EDGE", "REGIONAL"] as const } },
    "Cannot create an api with multiple Endpoint Types.",
  ],
  [
    { endpointConfiguration: { types: ["PRIVATE"] as const, ipAddressType: "ipv4" as const } },
    "Only dualstack ipAddressType is supported for Private APIs.",
  ],
])("an API made with %j is refused", async (given, message) => {
  const asked = new CreateRestApiCommand({ name: "e", ...(given as object) });
  await expect(client.send(asked)).rejects.toMatchObject({ name: "BadRequestException", message });
});

test("what a method has already is not put again", async () => {
  const { id: restApiId, rootResourceId: resourceId } = await client.send(
    new CreateRestApiCommand({ name: "twice" }),
  );
  const of = { restApiId, resourceId, httpMethod: "GET" };
  const method = new PutMethodCommand({ ...of, authorizationType: "NONE" });
  const response = new PutMethodResponseCommand({ ...of, statusCode: "200" });
  await client.send(method);
  for (const statusCode of ["400", "404"])
    await client.send(new PutMethodResponseCommand({ ...of, statusCode }));
  await client.send(response);
  expect(await client.send(new PutIntegrationCommand({ ...of, type: "MOCK" }))).toMatchObject({
    ...{ passthroughBehavior: "WHEN_NO_MATCH", timeoutInMillis: 29_000 },
    ...{ cacheNamespace: resourceId, cacheKeyParameters: [] },
  });
  const integrationResponse = (...[statusCode, selectionPattern]: readonly [string, string?]) =>
    new PutIntegrationResponseCommand({ ...of, statusCode, selectionPattern });
  const given: readonly (readonly [string, string?])[] = [["200"], ["200"], ["400", "4.."]];
  for (const each of given) await client.send(integrationResponse(...each));
  const conflict = (message: string) => ({ name: "ConflictException", message });
  await expect(client.send(method)).rejects.toMatchObject(
    conflict("Method already exists for this resource"),
  );
  await expect(client.send(response)).rejects.toMatchObject(
    conflict("Response already exists for this resource"),
  );
  await expect(client.send(integrationResponse("404"))).rejects.toMatchObject(
    conflict("Integration response with selection pattern default already exists"),
  );
  await expect(client.send(integrationResponse("404", "4.."))).rejects.toMatchObject(
    conflict("Integration response with selection pattern 4.. already exists"),
  );
});

test("the root of an API stays", async () => {
  const { id: restApiId, rootResourceId: resourceId } = await client.send(
    new CreateRestApiCommand({ name: "rooted" }),
  );
  await expect(client.send(new DeleteResourceCommand({ restApiId, resourceId }))).rejects.toMatchObject({
    name: "BadRequestException",
  });
  expect((await client.send(new GetResourcesCommand({ restApiId }))).items).toHaveLength(1);
});
