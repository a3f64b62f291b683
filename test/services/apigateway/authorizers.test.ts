// Functions that say who may ask an HTTP API: by template as SAM and plain CloudFormation write them, and by the SDK.

import {
  CreateApiCommand,
  CreateAuthorizerCommand,
  CreateRouteCommand,
  DeleteAuthorizerCommand,
  GetAuthorizersCommand,
  UpdateAuthorizerCommand,
} from "@aws-sdk/client-apigatewayv2";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { gatewayOfFile } from "./open-gateway.ts";

/** Lets those through that say so, and counts how often it is asked. */
const judge = `let asked = 0;
exports.handler = async (event) => {
  asked++;
  const { word, as } = event.version === "2.0"
    ? { word: event.identitySource[0], as: "simple" }
    : { word: event.authorizationToken, as: "policy" };
  if (word === "throw") throw new Error("no");
  if (word === "odd") return { isAuthorized: "perhaps" };
  if (as === "simple") return { isAuthorized: word === "yes", context: { asked, routeArn: event.routeArn } };
  const Effect = word === "yes" ? "Allow" : "Deny";
  const Statement = [{ Action: "execute-api:Invoke", Effect, Resource: event.methodArn }];
  return { principalId: "ann", policyDocument: { Version: "2012-10-17", Statement }, context: { asked } };
};`;
const backend =
  "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer) });";
const code = { Runtime: "nodejs22.x", Handler: "index.handler" };
const uriOf = (id: string): JsonObject => ({
  "Fn::Sub": `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\${${id}.Arn}/invocations`,
});

const template: JsonObject = {
  Transform: "AWS::Serverless-2016-10-31",
  Resources: {
    Judge: { Type: "AWS::Serverless::Function", Properties: { ...code, InlineCode: judge } },
    Front: {
      Type: "AWS::Serverless::HttpApi",
      Properties: {
        Auth: {
          DefaultAuthorizer: "Judging",
          Authorizers: {
            Judging: {
              FunctionArn: { "Fn::GetAtt": ["Judge", "Arn"] },
              AuthorizerPayloadFormatVersion: "2.0",
              EnableSimpleResponses: true,
              Identity: { Headers: ["x-word"], ReauthorizeEvery: 300 },
            },
          },
        },
      },
    },
    Backend: {
      Type: "AWS::Serverless::Function",
      Properties: {
        ...{ ...code, InlineCode: backend },
        Events: {
          One: { Type: "HttpApi", Properties: { ApiId: { Ref: "Front" }, Path: "/one", Method: "get" } },
          Open: {
            Type: "HttpApi",
            Properties: {
              ApiId: { Ref: "Front" },
              Path: "/open",
              Method: "get",
              Auth: { Authorizer: "NONE" },
            },
          },
        },
      },
    },
    Plain: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "plain", ProtocolType: "HTTP" } },
    Stage: {
      Type: "AWS::ApiGatewayV2::Stage",
      Properties: { ApiId: { Ref: "Plain" }, StageName: "$default", AutoDeploy: true },
    },
    Older: {
      Type: "AWS::ApiGatewayV2::Authorizer",
      Properties: {
        ...{
          ApiId: { Ref: "Plain" },
          Name: "older",
          AuthorizerType: "REQUEST",
          AuthorizerUri: uriOf("Judge"),
        },
        ...{ AuthorizerPayloadFormatVersion: "1.0", IdentitySource: ["$request.querystring.word"] },
      },
    },
    Integration: {
      Type: "AWS::ApiGatewayV2::Integration",
      Properties: {
        ...{ ApiId: { Ref: "Plain" }, IntegrationType: "AWS_PROXY", PayloadFormatVersion: "1.0" },
        IntegrationUri: uriOf("Backend"),
      },
    },
    Route: {
      Type: "AWS::ApiGatewayV2::Route",
      Properties: {
        ...{ ApiId: { Ref: "Plain" }, RouteKey: "GET /two", AuthorizationType: "CUSTOM" },
        ...{ AuthorizerId: { Ref: "Older" }, Target: { "Fn::Sub": "integrations/${Integration}" } },
      },
    },
  },
  Outputs: { Front: { Value: { Ref: "Front" } }, Plain: { Value: { Ref: "Plain" } } },
};

const gateway = gatewayOfFile();
const { httpClient: client } = gateway;
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  ids = await gateway.deploy("authorized", template);
});

describe("an authorizer of SAM's, with answers in the simple format", () => {
  const ask = (word?: string, path = "/one") =>
    gateway.ask(ids.Front ?? "", path, { headers: word === undefined ? {} : { "x-word": word } });

  test("lets through, hands its context on, and is not asked again for a while", async () => {
    const first = await ask("yes");
    expect(first.status).toBe(200);
    const { lambda } = JSON.parse(first.text);
    expect(lambda).toEqual({
      asked: expect.any(Number),
      routeArn: `arn:aws:execute-api:us-east-1:000000000000:${ids.Front}/$default/GET/one`,
    });
    expect(JSON.parse((await ask("yes")).text).lambda).toEqual(lambda);
  });

  test.each<[string | undefined, number, string]>([
    ["no", 403, "Forbidden"],
    [undefined, 401, "Unauthorized"],
    ["throw", 500, "Internal Server Error"],
    ["odd", 500, "Internal Server Error"],
  ])("%s is answered with %s", async (word, status, message) => {
    const { status: told, text } = await ask(word);
    expect([told, JSON.parse(text)]).toEqual([status, { message }]);
  });

  test("stands before the routes that want it only", async () => {
    expect((await ask(undefined, "/open")).status).toBe(200);
  });
});

test("an authorizer of the older format answers with a policy, and is asked each time", async () => {
  const ask = (word: string) => gateway.ask(ids.Plain ?? "", `/two?word=${word}`);
  const [first, second] = [JSON.parse((await ask("yes")).text), JSON.parse((await ask("yes")).text)];
  expect(first).toEqual({ principalId: "ann", asked: expect.any(Number) });
  expect(second.asked).toBe(first.asked + 1);
  expect((await ask("no")).status).toBe(403);
  expect((await gateway.ask(ids.Plain ?? "", "/two")).status).toBe(401);
});

test("authorizers are made, told, changed and deleted, and not while a route has them", async () => {
  const { ApiId } = await client.send(new CreateApiCommand({ Name: "own", ProtocolType: "HTTP" }));
  const settings = {
    ...{ ApiId, Name: "a", AuthorizerType: "REQUEST" as const, AuthorizerUri: "arn:aws:lambda:any" },
    ...{ AuthorizerPayloadFormatVersion: "2.0", IdentitySource: ["$request.header.Authorization"] },
  };
  const { AuthorizerId } = await client.send(new CreateAuthorizerCommand(settings));
  const change = { ApiId, AuthorizerId, AuthorizerResultTtlInSeconds: 60, EnableSimpleResponses: true };
  await client.send(new UpdateAuthorizerCommand(change));
  expect((await client.send(new GetAuthorizersCommand({ ApiId }))).Items).toMatchObject(
    [
      {
        ...settings,
        ApiId: undefined,
        AuthorizerId,
        AuthorizerResultTtlInSeconds: 60,
        EnableSimpleResponses: true,
      },
    ].map(({ ApiId: _, ...each }) => each),
  );
  const route = { ApiId, RouteKey: "GET /", AuthorizationType: "CUSTOM" as const };
  await expect(client.send(new CreateRouteCommand({ ...route, AuthorizerId: "none" }))).rejects.toThrow(
    "Setting the authorization type to CUSTOM requires a valid REQUEST authorizer.",
  );
  await client.send(new CreateRouteCommand({ ...route, AuthorizerId }));
  await expect(client.send(new DeleteAuthorizerCommand({ ApiId, AuthorizerId }))).rejects.toMatchObject({
    name: "ConflictException",
  });
  for (const [wrong, message] of [
    [{ AuthorizerType: "JWT" as const }, "JwtConfiguration must not be null for JWT Authorizer"],
    [{ AuthorizerPayloadFormatVersion: "3.0" }, "AuthorizerPayloadFormatVersion is a required parameter"],
    [{ IdentitySource: ["Authorization"] }, "Invalid identity source expression: Authorization"],
    [{ IdentitySource: [], AuthorizerResultTtlInSeconds: 5 }, "Identity source must be set"],
    [{}, "Authorizer name must be unique"],
  ] as const)
    await expect(
      client.send(
        new CreateAuthorizerCommand({
          ...settings,
          ...wrong,
          IdentitySource:
            wrong && "IdentitySource" in wrong ? [...wrong.IdentitySource] : settings.IdentitySource,
        }),
      ),
    ).rejects.toThrow(message);
});
