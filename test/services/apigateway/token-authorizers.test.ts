// JWT authorizers of HTTP APIs: an issuer on this machine signs, and one elsewhere whose keys are given.

import { CreateAuthorizerCommand, CreateRouteCommand, GetRouteCommand } from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { gatewayOfFile } from "./open-gateway.ts";
import { openIssuer, type TokenIssuer } from "./token-issuer.ts";

let issuer: TokenIssuer;
const gateway = gatewayOfFile(async () => {
  issuer = await openIssuer();
  return { tokenIssuers: { [elsewhere]: `${issuer.url}/keys` } };
});
const { httpClient: client } = gateway;
let outputs: Readonly<Record<string, string>>;

const elsewhere = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_given";
const unknown = "https://login.example.com/";
const backend =
  "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer) });";

function template(issuerUrl: string): JsonObject {
  const authorizer = (url: string, more: JsonObject = {}): JsonObject => ({
    IdentitySource: "$request.header.Authorization",
    JwtConfiguration: { issuer: url, audience: ["app"] },
    ...more,
  });
  const route = (path: string, auth: JsonObject): JsonObject => ({
    Type: "HttpApi",
    Properties: { ApiId: { Ref: "Front" }, Path: path, Method: "get", Auth: auth },
  });
  return {
    Transform: "AWS::Serverless-2016-10-31",
    Resources: {
      Front: {
        Type: "AWS::Serverless::HttpApi",
        Properties: {
          Auth: {
            DefaultAuthorizer: "Near",
            Authorizers: {
              Near: authorizer(issuerUrl),
              Given: authorizer(elsewhere),
              Unknown: authorizer(unknown),
            },
          },
        },
      },
      Backend: {
        Type: "AWS::Serverless::Function",
        Properties: {
          ...{ Runtime: "nodejs22.x", Handler: "index.handler", InlineCode: backend },
          Events: {
            One: route("/one", {}),
            Scoped: route("/scoped", { AuthorizationScopes: ["read", "write"] }),
            Given: route("/given", { Authorizer: "Given" }),
            Unknown: route("/unknown", { Authorizer: "Unknown" }),
          },
        },
      },
      // As plain CloudFormation writes them, in payload format 1.0.
      Plain: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "plain", ProtocolType: "HTTP" } },
      Stage: {
        Type: "AWS::ApiGatewayV2::Stage",
        Properties: { ApiId: { Ref: "Plain" }, StageName: "$default", AutoDeploy: true },
      },
      Tokens: {
        Type: "AWS::ApiGatewayV2::Authorizer",
        Properties: {
          ...{ ApiId: { Ref: "Plain" }, Name: "tokens", AuthorizerType: "JWT" },
          IdentitySource: ["$request.header.Authorization"],
          JwtConfiguration: { Issuer: issuerUrl },
        },
      },
      Older: {
        Type: "AWS::ApiGatewayV2::Integration",
        Properties: {
          ...{ ApiId: { Ref: "Plain" }, IntegrationType: "AWS_PROXY", PayloadFormatVersion: "1.0" },
          IntegrationUri: { "Fn::GetAtt": ["Backend", "Arn"] },
        },
      },
      Route: {
        Type: "AWS::ApiGatewayV2::Route",
        Properties: {
          ...{ ApiId: { Ref: "Plain" }, RouteKey: "GET /older", AuthorizationType: "JWT" },
          ...{ AuthorizerId: { Ref: "Tokens" }, AuthorizationScopes: ["read"] },
          Target: { "Fn::Sub": "integrations/${Older}" },
        },
      },
    },
    Outputs: { Front: { Value: { Ref: "Front" } }, Plain: { Value: { Ref: "Plain" } } },
  };
}

beforeAll(async () => {
  outputs = await gateway.deploy("tokens", template(issuer.url));
});
afterAll(() => issuer.close());

const now = Math.floor(Date.now() / 1000);
const good = (more: JsonObject = {}): JsonObject => ({
  ...{ iss: issuer.url, aud: "app", exp: now + 3600, iat: now - 60, sub: "ann" },
  ...more,
});
const ask = (path: string, authorization?: string, api = "Front") =>
  gateway.ask(outputs[api] ?? "", path, authorization === undefined ? {} : { headers: { authorization } });

test("a token that holds lets in, and the backend gets its claims as texts", async () => {
  const token = issuer.sign(good({ groups: ["a", "b"], admin: true }));
  const answer = await ask("/one", `Bearer ${token}`);
  expect([answer.status, JSON.parse(answer.text)]).toEqual([
    200,
    {
      jwt: {
        claims: {
          ...{ iss: issuer.url, aud: "app", sub: "ann", exp: `${now + 3600}`, iat: `${now - 60}` },
          ...{ groups: "[a b]", admin: "true" },
        },
        scopes: null,
      },
    },
  ]);
  expect((await ask("/one", token)).status).toBe(200);
  expect((await ask("/one", `Bearer ${issuer.sign(good({ aud: ["x", "app"] }))}`)).status).toBe(200);
  const { aud: _, ...byClient } = good({ client_id: "app" });
  expect((await ask("/one", `Bearer ${issuer.sign(byClient)}`)).status).toBe(200);
  expect(issuer.asked()).toBeLessThanOrEqual(2);
});

test("payload format 1.0 has the claims and the route's scopes", async () => {
  const answer = await ask("/older", `Bearer ${issuer.sign(good({ scope: "read" }))}`, "Plain");
  expect(JSON.parse(answer.text)).toMatchObject({ claims: { sub: "ann", scope: "read" }, scopes: ["read"] });
});

test("a route's scopes are asked for, one of them", async () => {
  const asked = await ask("/scoped", issuer.sign(good({ scp: ["write", "x"] })));
  expect(JSON.parse(asked.text).jwt.scopes).toEqual(["read", "write"]);
  const refused = await ask("/scoped", issuer.sign(good({ scope: "openid" })));
  expect([refused.status, refused.text]).toEqual([403, '{"message":"Forbidden"}']);
  expect(refused.headers["www-authenticate"]).toContain('scope="read write" error="insufficient_scope"');
});

test.each<[string, (() => string) | undefined, string]>([
  ["no token", undefined, "Bearer"],
  ["no token at all", () => "hello", "the token is malformed"],
  ["another's token", () => issuer.sign(good({ iss: "http://127.0.0.1:1" })), "an invalid issuer"],
  ["another audience", () => issuer.sign(good({ aud: "other" })), "does not have a valid audience"],
  ["one that has ended", () => issuer.sign(good({ exp: now - 1 })), "has expired"],
  ["one without an end", () => issuer.sign(good({ exp: "soon" })), "has expired"],
  ["one of tomorrow", () => issuer.sign(good({ nbf: now + 86_400 })), "not valid yet"],
  ["one issued tomorrow", () => issuer.sign(good({ iat: now + 86_400 })), "used before issued"],
  ["a key that is not there", () => issuer.sign(good(), { kid: "two" }), "unable to find a signing key"],
  ["no signature", () => issuer.sign(good(), { alg: "none" }), "signing method is invalid"],
  ["a shared secret", () => issuer.sign(good(), { alg: "HS256" }), "signing method is invalid"],
  ["a changed signature", () => `${issuer.sign(good()).slice(0, -6)}AAAAAA`, "an invalid signature"],
])("%s is refused with 401, and why", async (_, token, why) => {
  const answer = await ask("/one", token?.());
  expect([answer.status, answer.text]).toEqual([401, '{"message":"Unauthorized"}']);
  expect(answer.headers["www-authenticate"]).toContain(why);
});

test("keys that are given stand for an issuer elsewhere; one whose keys cannot be had is refused, and says what to do", async () => {
  expect((await ask("/given", issuer.sign(good({ iss: elsewhere })))).status).toBe(200);
  const refused = await ask("/unknown", issuer.sign(good({ iss: unknown })));
  expect(refused.status).toBe(401);
  expect(refused.headers["www-authenticate"]).toContain(
    `cannot have the keys of ${unknown}: give them as tokenIssuers in millrace.config.json`,
  );
});

test("by the SDK, with what is refused of it", async () => {
  const ApiId = outputs.Plain;
  const of = { ApiId, AuthorizerType: "JWT" as const, IdentitySource: ["$request.header.Authorization"] };
  const made = await client.send(
    new CreateAuthorizerCommand({
      ...of,
      Name: "sdk",
      JwtConfiguration: { Issuer: issuer.url, Audience: ["a"] },
    }),
  );
  expect(made).toMatchObject({
    ...{ AuthorizerType: "JWT", Name: "sdk", IdentitySource: ["$request.header.Authorization"] },
    JwtConfiguration: { Issuer: issuer.url, Audience: ["a"] },
  });
  const { RouteId } = await client.send(
    new CreateRouteCommand({
      ...{ ApiId, RouteKey: "GET /sdk", AuthorizationType: "JWT", AuthorizerId: made.AuthorizerId },
      AuthorizationScopes: ["s"],
    }),
  );
  expect(await client.send(new GetRouteCommand({ ApiId, RouteId }))).toMatchObject({
    ...{ AuthorizationType: "JWT", AuthorizationScopes: ["s"], AuthorizerId: made.AuthorizerId },
  });
  const wrong = (Name: string, JwtConfiguration: object) =>
    client.send(new CreateAuthorizerCommand({ ...of, Name, JwtConfiguration }));
  await expect(wrong("w", { Issuer: "nowhere" })).rejects.toThrow("Invalid issuer: nowhere");
  await expect(
    client.send(new CreateRouteCommand({ ApiId, RouteKey: "GET /w", AuthorizationType: "JWT" })),
  ).rejects.toThrow("Setting the authorization type to JWT requires a valid JWT authorizer.");
});
