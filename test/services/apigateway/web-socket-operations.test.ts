// WebSocket APIs by the SDK: what they have that HTTP APIs have not, with each operation's errors.

import {
  CreateApiCommand,
  CreateAuthorizerCommand,
  CreateDeploymentCommand,
  CreateIntegrationCommand,
  type CreateIntegrationCommandInput,
  CreateIntegrationResponseCommand,
  CreateModelCommand,
  CreateRouteCommand,
  CreateRouteResponseCommand,
  DeleteIntegrationCommand,
  DeleteIntegrationResponseCommand,
  DeleteModelCommand,
  DeleteRouteCommand,
  DeleteRouteRequestParameterCommand,
  DeleteRouteResponseCommand,
  GetApiCommand,
  GetIntegrationResponseCommand,
  GetIntegrationResponsesCommand,
  GetModelCommand,
  GetModelsCommand,
  GetRouteCommand,
  GetRouteResponseCommand,
  GetRouteResponsesCommand,
  UpdateApiCommand,
  UpdateIntegrationCommand,
  UpdateIntegrationResponseCommand,
  UpdateModelCommand,
  UpdateRouteResponseCommand,
} from "@aws-sdk/client-apigatewayv2";
import { beforeAll, expect, test } from "@jest/globals";
import { gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();
const { httpClient: client } = gateway;
let ApiId: string;
beforeAll(async () => {
  const made = await client.send(
    new CreateApiCommand({
      ...{ Name: "chat", ProtocolType: "WEBSOCKET", RouteSelectionExpression: "$request.body.action" },
    }),
  );
  ApiId = made.ApiId ?? "";
});

const mock: Omit<CreateIntegrationCommandInput, "ApiId"> = { IntegrationType: "MOCK" };

async function newIntegration(): Promise<string> {
  const { IntegrationId = "" } = await client.send(new CreateIntegrationCommand({ ApiId, ...mock }));
  return IntegrationId;
}

async function newRoute(RouteKey: string): Promise<string> {
  const { RouteId = "" } = await client.send(new CreateRouteCommand({ ApiId, RouteKey }));
  return RouteId;
}

test("an API is made, told and changed", async () => {
  expect(await client.send(new GetApiCommand({ ApiId }))).toMatchObject({
    ...{ Name: "chat", ProtocolType: "WEBSOCKET", RouteSelectionExpression: "$request.body.action" },
    ...{ ApiKeySelectionExpression: "$request.header.x-api-key", ApiEndpoint: expect.stringMatching(/^ws:/) },
  });
  const change = { RouteSelectionExpression: "$request.body.kind", DisableSchemaValidation: true };
  await client.send(new UpdateApiCommand({ ApiId, ...change }));
  expect(await client.send(new GetApiCommand({ ApiId }))).toMatchObject({ Name: "chat", ...change });
});

test.each([
  ["nothing that selects routes", {}, "must have a RouteSelectionExpression"],
  ["a quick target", { RouteSelectionExpression: "$request.body.a", Target: "http://127.0.0.1:1/" }, "Quick"],
])("an API with %s is refused", async (_, given, message) => {
  const request = { Name: "x", ProtocolType: "WEBSOCKET" as const, ...given };
  await expect(client.send(new CreateApiCommand(request))).rejects.toMatchObject({
    ...{ name: "BadRequestException", message: expect.stringContaining(message) },
  });
});

test("an integration says what is usual of it, and is changed", async () => {
  const made = await client.send(
    new CreateIntegrationCommand({ ApiId, ...mock, RequestTemplates: { "200": "{}" } }),
  );
  expect(made).toMatchObject({
    ...{ IntegrationType: "MOCK", ConnectionType: "INTERNET", PassthroughBehavior: "WHEN_NO_MATCH" },
    ...{ PayloadFormatVersion: "1.0", TimeoutInMillis: 29_000, RequestTemplates: { "200": "{}" } },
    IntegrationResponseSelectionExpression: "${integration.response.statuscode}",
  });
  const { IntegrationId } = made;
  const changed = await client.send(
    new UpdateIntegrationCommand({ ApiId, IntegrationId, TemplateSelectionExpression: "\\$default" }),
  );
  expect(changed).toMatchObject({
    TemplateSelectionExpression: "\\$default",
    RequestTemplates: { "200": "{}" },
  });
});

test.each<readonly [string, Omit<CreateIntegrationCommandInput, "ApiId">, string]>([
  ["no address", { IntegrationType: "HTTP", IntegrationMethod: "POST" }, "Integration URI is required"],
  [
    "no method",
    { IntegrationType: "HTTP_PROXY", IntegrationUri: "http://127.0.0.1:1/" },
    "HttpMethod must be specified",
  ],
  [
    "no function",
    { IntegrationType: "AWS_PROXY", IntegrationMethod: "POST", IntegrationUri: "arn:aws:sqs:x" },
    "Invalid function ARN",
  ],
  ["a subtype", { IntegrationType: "AWS_PROXY", IntegrationSubtype: "SQS-SendMessage" }, "subtypes"],
  ["another format", { ...mock, PayloadFormatVersion: "2.0" }, "PayloadFormatVersion 2.0"],
  ["too much time", { ...mock, TimeoutInMillis: 29_001 }, "between 50 ms and 29000 ms"],
])("an integration with %s is refused", async (_, given, message) => {
  await expect(client.send(new CreateIntegrationCommand({ ApiId, ...given }))).rejects.toMatchObject({
    ...{ name: "BadRequestException", message: expect.stringContaining(message) },
  });
});

test("a route's response is made, told, changed and deleted, and goes with its route", async () => {
  const RouteId = await newRoute("answered");
  const named = { ApiId, RouteId };
  const made = await client.send(new CreateRouteResponseCommand({ ...named, RouteResponseKey: "$default" }));
  expect(made).toMatchObject({ RouteResponseKey: "$default" });
  const { RouteResponseId } = made;
  await expect(
    client.send(new CreateRouteResponseCommand({ ...named, RouteResponseKey: "$default" })),
  ).rejects.toMatchObject({ name: "ConflictException" });
  await expect(
    client.send(new CreateRouteResponseCommand({ ...named, RouteResponseKey: "other" })),
  ).rejects.toMatchObject({ name: "BadRequestException" });
  await client.send(
    new UpdateRouteResponseCommand({ ...named, RouteResponseId, ModelSelectionExpression: "x" }),
  );
  expect(await client.send(new GetRouteResponseCommand({ ...named, RouteResponseId }))).toMatchObject({
    ...{ RouteResponseKey: "$default", ModelSelectionExpression: "x" },
  });
  expect((await client.send(new GetRouteResponsesCommand(named))).Items).toHaveLength(1);
  await client.send(new DeleteRouteResponseCommand({ ...named, RouteResponseId }));
  await expect(client.send(new GetRouteResponseCommand({ ...named, RouteResponseId }))).rejects.toMatchObject(
    {
      ...{
        name: "NotFoundException",
        message: `Invalid RouteResponse identifier specified ${RouteResponseId}`,
      },
    },
  );
  const again = await client.send(new CreateRouteResponseCommand({ ...named, RouteResponseKey: "$default" }));
  await client.send(new DeleteRouteCommand(named));
  await expect(
    client.send(new GetRouteResponseCommand({ ...named, RouteResponseId: again.RouteResponseId })),
  ).rejects.toMatchObject({ name: "NotFoundException" });
});

test("an integration's response is made, told, changed and deleted, and goes with its integration", async () => {
  const IntegrationId = await newIntegration();
  const named = { ApiId, IntegrationId };
  const made = await client.send(
    new CreateIntegrationResponseCommand({ ...named, IntegrationResponseKey: "/200/" }),
  );
  const { IntegrationResponseId } = made;
  await expect(
    client.send(new CreateIntegrationResponseCommand({ ...named, IntegrationResponseKey: "/200/" })),
  ).rejects.toMatchObject({ name: "ConflictException" });
  await expect(
    client.send(new CreateIntegrationResponseCommand({ ...named, IntegrationResponseKey: "200" })),
  ).rejects.toMatchObject({ name: "BadRequestException" });
  await client.send(
    new UpdateIntegrationResponseCommand({
      ...{ ...named, IntegrationResponseId, ResponseTemplates: { $default: "{}" } },
    }),
  );
  expect(
    await client.send(new GetIntegrationResponseCommand({ ...named, IntegrationResponseId })),
  ).toMatchObject({ IntegrationResponseKey: "/200/", ResponseTemplates: { $default: "{}" } });
  expect((await client.send(new GetIntegrationResponsesCommand(named))).Items).toHaveLength(1);
  await client.send(new DeleteIntegrationResponseCommand({ ...named, IntegrationResponseId }));
  expect((await client.send(new GetIntegrationResponsesCommand(named))).Items).toEqual([]);
  const again = await client.send(
    new CreateIntegrationResponseCommand({ ...named, IntegrationResponseKey: "$default" }),
  );
  await client.send(new DeleteIntegrationCommand(named));
  await expect(
    client.send(
      new GetIntegrationResponseCommand({ ...named, IntegrationResponseId: again.IntegrationResponseId }),
    ),
  ).rejects.toMatchObject({ name: "NotFoundException" });
});

test("a model is made, told, changed and deleted", async () => {
  const made = await client.send(new CreateModelCommand({ ApiId, Name: "Pet", Schema: "{}" }));
  expect(made).toMatchObject({ Name: "Pet", Schema: "{}", ContentType: "application/json" });
  const { ModelId } = made;
  await expect(
    client.send(new CreateModelCommand({ ApiId, Name: "Pet", Schema: "{}" })),
  ).rejects.toMatchObject({
    name: "ConflictException",
  });
  await expect(
    client.send(new CreateModelCommand({ ApiId, Name: "Dog", Schema: "{" })),
  ).rejects.toMatchObject({
    ...{ name: "BadRequestException", message: expect.stringContaining("no JSON") },
  });
  await client.send(new UpdateModelCommand({ ApiId, ModelId, Description: "d" }));
  expect(await client.send(new GetModelCommand({ ApiId, ModelId }))).toMatchObject({
    Name: "Pet",
    Description: "d",
  });
  expect((await client.send(new GetModelsCommand({ ApiId }))).Items).toHaveLength(1);
  await client.send(new DeleteModelCommand({ ApiId, ModelId }));
  expect((await client.send(new GetModelsCommand({ ApiId }))).Items).toEqual([]);
});

test("a route keeps what it selects by, and forgets a parameter", async () => {
  const parameter = "route.request.querystring.room";
  const { RouteId } = await client.send(
    new CreateRouteCommand({
      ...{ ApiId, RouteKey: "$connect", RequestParameters: { [parameter]: { Required: true } } },
      RouteResponseSelectionExpression: "$default",
    }),
  );
  const named = { ApiId, RouteId };
  expect(await client.send(new GetRouteCommand(named))).toMatchObject({
    ...{ RequestParameters: { [parameter]: { Required: true } } },
    RouteResponseSelectionExpression: "$default",
  });
  const gone = { ...named, RequestParameterKey: parameter };
  await client.send(new DeleteRouteRequestParameterCommand(gone));
  expect((await client.send(new GetRouteCommand(named))).RequestParameters).toEqual({});
  await expect(client.send(new DeleteRouteRequestParameterCommand(gone))).rejects.toMatchObject({
    name: "NotFoundException",
  });
});

test.each([
  ["CUSTOM", "other", "Currently, authorization is restricted to the $connect route only"],
  ["JWT", "jwt", "Unsupported authorization type for WebSocket APIs"],
])("a route with %s at %s is refused", async (AuthorizationType, RouteKey, message) => {
  const request = { ApiId, RouteKey, AuthorizationType: AuthorizationType as "JWT" };
  await expect(client.send(new CreateRouteCommand(request))).rejects.toMatchObject({
    ...{ name: "BadRequestException", message: expect.stringContaining(message) },
  });
});

test.each([
  ["JWT", { AuthorizerType: "JWT" }, "Invalid authorizer type: JWT"],
  ["no address", { AuthorizerType: "REQUEST" }, "AuthorizerUri is a required field"],
  [
    "a format",
    { AuthorizerType: "REQUEST", AuthorizerUri: "arn:x", AuthorizerPayloadFormatVersion: "2.0" },
    "not supported for WebSocket APIs",
  ],
  [
    "a source of HTTP APIs",
    { AuthorizerType: "REQUEST", AuthorizerUri: "arn:x", IdentitySource: ["$request.header.a"] },
    "Invalid identity source expression: $request.header.a",
  ],
])("an authorizer with %s is refused", async (_, given, message) => {
  const request = { ApiId, Name: "a", IdentitySource: [], ...given };
  await expect(
    client.send(
      new CreateAuthorizerCommand(request as { ApiId: string; Name: string } & typeof given as never),
    ),
  ).rejects.toMatchObject({
    ...{ name: "BadRequestException", message: expect.stringContaining(message) },
  });
});

test("a deployment is of what there is then", async () => {
  const { DeploymentId } = await client.send(new CreateDeploymentCommand({ ApiId }));
  expect(DeploymentId).toMatch(/^[a-z0-9]{6}$/);
});
