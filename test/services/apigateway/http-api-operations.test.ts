// HTTP APIs by the SDK: each operation, its errors, and pages.

import {
  CreateApiCommand,
  CreateDeploymentCommand,
  CreateIntegrationCommand,
  type CreateIntegrationCommandInput,
  CreateRouteCommand,
  CreateStageCommand,
  DeleteAccessLogSettingsCommand,
  DeleteApiCommand,
  DeleteCorsConfigurationCommand,
  DeleteDeploymentCommand,
  DeleteIntegrationCommand,
  DeleteRouteCommand,
  DeleteRouteSettingsCommand,
  DeleteStageCommand,
  GetApiCommand,
  GetApisCommand,
  GetDeploymentCommand,
  GetDeploymentsCommand,
  GetIntegrationCommand,
  GetIntegrationsCommand,
  GetRouteCommand,
  GetRoutesCommand,
  GetStageCommand,
  GetStagesCommand,
  GetTagsCommand,
  ImportApiCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateApiCommand,
  UpdateDeploymentCommand,
  UpdateIntegrationCommand,
  UpdateRouteCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { expect, test } from "@jest/globals";
import { gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();
const { httpClient: client } = gateway;

const proxy: Omit<CreateIntegrationCommandInput, "ApiId"> = {
  ...{ IntegrationType: "HTTP_PROXY", IntegrationMethod: "ANY", IntegrationUri: "http://127.0.0.1:1/" },
  PayloadFormatVersion: "1.0",
};

/** What is wrong, what is asked, and what is said of it. */
type Refusal = readonly [string, Omit<CreateIntegrationCommandInput, "ApiId">, string];

async function newApi(name: string): Promise<string> {
  const { ApiId = "" } = await client.send(new CreateApiCommand({ Name: name, ProtocolType: "HTTP" }));
  return ApiId;
}

test("an API is made, told, changed and deleted", async () => {
  const made = await client.send(
    new CreateApiCommand({
      ...{ Name: "whole", ProtocolType: "HTTP", Description: "d", Version: "1" },
      ...{ CorsConfiguration: { AllowOrigins: ["*"], MaxAge: 5 }, Tags: { a: "b" } },
    }),
  );
  const { ApiId, ApiEndpoint } = made;
  expect(made).toMatchObject({
    ...{ Name: "whole", ProtocolType: "HTTP", Description: "d", Version: "1", Tags: { a: "b" } },
    ...{ ApiKeySelectionExpression: "$request.header.x-api-key", DisableExecuteApiEndpoint: false },
    ...{ RouteSelectionExpression: "$request.method $request.path", CreatedDate: expect.any(Date) },
    CorsConfiguration: { AllowOrigins: ["*"], MaxAge: 5 },
  });
  expect(ApiEndpoint).toContain(ApiId);
  await client.send(new UpdateApiCommand({ ApiId, Name: "other" }));
  expect(await client.send(new GetApiCommand({ ApiId }))).toMatchObject({ Name: "other", Description: "d" });
  await client.send(new DeleteCorsConfigurationCommand({ ApiId }));
  expect((await client.send(new GetApiCommand({ ApiId }))).CorsConfiguration).toBeUndefined();
  await client.send(new DeleteApiCommand({ ApiId }));
  await expect(client.send(new GetApiCommand({ ApiId }))).rejects.toMatchObject({
    name: "NotFoundException",
    message: `Invalid API identifier specified 000000000000:${ApiId}`,
  });
});

test("APIs come in pages", async () => {
  const ids = [await newApi("one"), await newApi("two"), await newApi("three")];
  const first = await client.send(new GetApisCommand({ MaxResults: "2" }));
  const second = await client.send(new GetApisCommand({ MaxResults: "2", NextToken: first.NextToken }));
  expect([...(first.Items ?? []), ...(second.Items ?? [])].map(({ ApiId }) => ApiId)).toEqual(ids);
  expect(second.NextToken).toBeUndefined();
  await expect(client.send(new GetApisCommand({ NextToken: "nothing" }))).rejects.toThrow(
    "Invalid nextToken",
  );
  for (const ApiId of ids) await client.send(new DeleteApiCommand({ ApiId }));
});

test("routes and integrations are made, told, changed and deleted", async () => {
  const ApiId = await newApi("parts");
  const { IntegrationId } = await client.send(new CreateIntegrationCommand({ ApiId, ...proxy }));
  const target = { ApiId, RouteKey: "GET /a", Target: `integrations/${IntegrationId}` };
  const { RouteId } = await client.send(new CreateRouteCommand(target));
  await expect(client.send(new CreateRouteCommand(target))).rejects.toMatchObject({
    name: "ConflictException",
    message: "Route with key GET /a already exists for this API",
  });
  await expect(client.send(new DeleteIntegrationCommand({ ApiId, IntegrationId }))).rejects.toMatchObject({
    name: "ConflictException",
  });
  await client.send(new UpdateRouteCommand({ ApiId, RouteId, RouteKey: "POST /b" }));
  expect(await client.send(new GetRouteCommand({ ApiId, RouteId }))).toMatchObject({
    ...{ RouteKey: "POST /b", Target: target.Target, AuthorizationType: "NONE", ApiKeyRequired: false },
  });
  await client.send(new UpdateIntegrationCommand({ ApiId, IntegrationId, TimeoutInMillis: 100 }));
  expect(await client.send(new GetIntegrationCommand({ ApiId, IntegrationId }))).toMatchObject({
    ...proxy,
    ...{ TimeoutInMillis: 100, ConnectionType: "INTERNET" },
  });
  expect((await client.send(new GetRoutesCommand({ ApiId }))).Items).toHaveLength(1);
  expect((await client.send(new GetIntegrationsCommand({ ApiId }))).Items).toHaveLength(1);
  await client.send(new DeleteRouteCommand({ ApiId, RouteId }));
  await client.send(new DeleteIntegrationCommand({ ApiId, IntegrationId }));
  await expect(client.send(new GetRouteCommand({ ApiId, RouteId }))).rejects.toMatchObject({
    name: "NotFoundException",
    message: `Invalid Route identifier specified ${RouteId}`,
  });
});

test.each([
  ["a key without a method", { RouteKey: "/a" }, "route key is not formatted properly"],
  [
    "a greedy part in the middle",
    { RouteKey: "GET /{a+}/b" },
    "A greedy path parameter can only be at the end",
  ],
  ["a target that is not there", { RouteKey: "GET /a", Target: "integrations/none" }, "Invalid integration"],
  [
    "a target of another form",
    { RouteKey: "GET /a", Target: "none" },
    "Unexpected or malformed target in route. Correct format should be integrations/<integration_id>.",
  ],
  [
    "an authorizer",
    { RouteKey: "GET /a", AuthorizationType: "JWT" },
    "Setting the authorization type to JWT requires a valid JWT authorizer.",
  ],
] as const)("refuses a route with %s", async (_, given, message) => {
  const ApiId = await newApi("refusing");
  await expect(client.send(new CreateRouteCommand({ ApiId, ...given }))).rejects.toMatchObject({
    name: "BadRequestException",
    message: expect.stringContaining(message),
  });
});

test.each([
  [
    "makes",
    async () => {
      const CorsConfiguration = { AllowOrigins: ["https://a.example", "*"], AllowCredentials: true };
      return client.send(new CreateApiCommand({ Name: "n", ProtocolType: "HTTP", CorsConfiguration }));
    },
  ],
  [
    "changes",
    async () => {
      const CorsConfiguration = { AllowOrigins: ["*"], AllowCredentials: true };
      return client.send(new UpdateApiCommand({ ApiId: await newApi("changing"), CorsConfiguration }));
    },
  ],
  [
    "imports",
    () => {
      const cors = { allowOrigins: ["*"], allowCredentials: true };
      const Body = JSON.stringify({ openapi: "3.0.1", "x-amazon-apigateway-cors": cors });
      return client.send(new ImportApiCommand({ Body }));
    },
  ],
] as const)("refuses credentials for all origins to who %s an API", async (_, ask) => {
  await expect(ask()).rejects.toMatchObject({
    name: "BadRequestException",
    message: "allow-credentials is not supported if 'allow-origin' is *",
  });
});

test.each([
  [
    "an address of no HTTP",
    { ...proxy, IntegrationUri: "ftp://example.com/" },
    "Invalid HTTP endpoint specified for URI: ftp://example.com/",
  ],
  ["no method", { ...proxy, IntegrationMethod: undefined }, "HttpMethod must be specified"],
  ["a type of WebSocket APIs", { ...proxy, IntegrationType: "MOCK" }, "Only HTTP_PROXY and AWS_PROXY"],
  [
    "an unknown subtype",
    { IntegrationType: "AWS_PROXY", IntegrationSubtype: "AppConfig-GetConfiguration" },
    "Operation: AppConfig-GetConfiguration is not supported.",
  ],
  [
    "a parameter missing",
    { IntegrationType: "AWS_PROXY", IntegrationSubtype: "SQS-SendMessage" },
    "QueueUrl, MessageBody must be provided",
  ],
  [
    "no role",
    {
      ...{ IntegrationType: "AWS_PROXY", IntegrationSubtype: "SQS-SendMessage" },
      RequestParameters: { QueueUrl: "http://127.0.0.1/q", MessageBody: "$request.body" },
    },
    "Role ARN must be specified for AWS integration configuration with Subtype: SQS-SendMessage",
  ],
  [
    "a mapping to nowhere",
    { ...proxy, RequestParameters: { "add:header.a": "b" } },
    "Invalid Request Actioned Parameter",
  ],
  [
    "a mapping of an answer to nowhere",
    { ...proxy, ResponseParameters: { "200": { "add:header.a": "b" } } },
    "Invalid Response Actioned Parameter destination specified: add:header.a",
  ],
  [
    "a mapping of an answer that is none",
    { ...proxy, ResponseParameters: { "600": { "overwrite:header.a": "b" } } },
    "Status Code 600 is not valid",
  ],
  [
    "a payload that its type does not have",
    { ...proxy, PayloadFormatVersion: "2.0" },
    "PayloadFormatVersion 2.0 is not supported for integration of type HTTP_PROXY",
  ],
  [
    "a mapping of nothing",
    { ...proxy, RequestParameters: { "append:header.a": "$request.cookie.b" } },
    "Invalid mapping expression",
  ],
] satisfies readonly Refusal[])("refuses an integration with %s", async (_, given, message) => {
  const ApiId = await newApi("refusing");
  await expect(client.send(new CreateIntegrationCommand({ ApiId, ...given }))).rejects.toMatchObject({
    name: "BadRequestException",
    message: expect.stringContaining(message),
  });
});

test("a stage answers by its deployment until it has another", async () => {
  const ApiId = await newApi("staged");
  await expect(client.send(new CreateDeploymentCommand({ ApiId }))).rejects.toThrow("At least one route");
  const { IntegrationId } = await client.send(new CreateIntegrationCommand({ ApiId, ...proxy }));
  const Target = `integrations/${IntegrationId}`;
  await client.send(new CreateRouteCommand({ ApiId, RouteKey: "GET /old", Target }));
  const { DeploymentId } = await client.send(new CreateDeploymentCommand({ ApiId, Description: "first" }));
  const stage = { ApiId, StageName: "live", DeploymentId, StageVariables: { a: "b" } };
  await client.send(
    new CreateStageCommand({ ...stage, RouteSettings: { "GET /old": { ThrottlingBurstLimit: 1 } } }),
  );
  await expect(client.send(new CreateStageCommand(stage))).rejects.toMatchObject({
    name: "ConflictException",
  });
  await client.send(new CreateRouteCommand({ ApiId, RouteKey: "GET /new", Target }));
  // Nobody listens there: a route that is deployed is answered with 503, another with 404.
  const statuses = async () =>
    [await gateway.ask(ApiId, "/live/old"), await gateway.ask(ApiId, "/live/new")].map(
      ({ status }) => status,
    );
  expect(await statuses()).toEqual([503, 404]);
  await client.send(new CreateDeploymentCommand({ ApiId, StageName: "live" }));
  expect(await statuses()).toEqual([503, 503]);
  await client.send(new UpdateStageCommand({ ApiId, StageName: "live", DeploymentId }));
  expect(await statuses()).toEqual([503, 404]);
  await client.send(new UpdateStageCommand({ ApiId, StageName: "live", AutoDeploy: true }));
  expect(await statuses()).toEqual([503, 503]);
  await client.send(new UpdateDeploymentCommand({ ApiId, DeploymentId, Description: "told" }));
  expect(await client.send(new GetDeploymentCommand({ ApiId, DeploymentId }))).toMatchObject({
    ...{ Description: "told", DeploymentStatus: "DEPLOYED", AutoDeployed: false },
  });
  await expect(client.send(new DeleteDeploymentCommand({ ApiId, DeploymentId }))).rejects.toMatchObject({
    name: "BadRequestException",
  });
  await client.send(new DeleteRouteSettingsCommand({ ApiId, StageName: "live", RouteKey: "GET /old" }));
  await client.send(new DeleteAccessLogSettingsCommand({ ApiId, StageName: "live" }));
  expect(await client.send(new GetStageCommand({ ApiId, StageName: "live" }))).toMatchObject({
    ...{ StageVariables: { a: "b" }, RouteSettings: {}, AutoDeploy: true },
  });
  expect((await client.send(new GetStagesCommand({ ApiId }))).Items).toHaveLength(1);
  await client.send(new DeleteStageCommand({ ApiId, StageName: "live" }));
  await client.send(new DeleteDeploymentCommand({ ApiId, DeploymentId }));
  expect((await client.send(new GetDeploymentsCommand({ ApiId }))).Items).toHaveLength(1);
});

test("entries are added to those that are there, and one without a value is taken away", async () => {
  const ApiId = await newApi("entries");
  const { IntegrationId } = await client.send(
    new CreateIntegrationCommand({
      ...{ ApiId, ...proxy, RequestParameters: { "append:header.a": "1", "append:header.b": "2" } },
      ResponseParameters: { 404: { "append:header.a": "1" }, 500: { "append:header.b": "2" } },
    }),
  );
  const changed = await client.send(
    new UpdateIntegrationCommand({
      ...{ ApiId, IntegrationId, ResponseParameters: { 404: {} } },
      RequestParameters: { "append:header.b": "", "append:header.c": "3" },
    }),
  );
  expect(changed.RequestParameters).toEqual({ "append:header.a": "1", "append:header.c": "3" });
  expect(changed.ResponseParameters).toEqual({ 500: { "append:header.b": "2" } });
  const stage = { ApiId, StageName: "s" };
  await client.send(new CreateStageCommand({ ...stage, StageVariables: { a: "1", b: "2" } }));
  const { StageVariables } = await client.send(
    new UpdateStageCommand({ ...stage, StageVariables: { b: "", c: "3" } }),
  );
  expect(StageVariables).toEqual({ a: "1", c: "3" });
});

test("tags are added and taken away", async () => {
  const ApiId = await newApi("tagged");
  const ResourceArn = `arn:aws:apigateway:us-east-1::/apis/${ApiId}`;
  await client.send(new TagResourceCommand({ ResourceArn, Tags: { a: "1", b: "2", c: "3" } }));
  await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["a", "c"] }));
  expect((await client.send(new GetTagsCommand({ ResourceArn }))).Tags).toEqual({ b: "2" });
  await expect(client.send(new GetTagsCommand({ ResourceArn: `${ResourceArn}x` }))).rejects.toMatchObject({
    name: "NotFoundException",
  });
});
