// What stands before the methods of a REST API: authorizers, keys with their plans, throttles, validators; and what is answered then.

import {
  CreateDeploymentCommand,
  GetAuthorizersCommand,
  GetUsageCommand,
  TestInvokeAuthorizerCommand,
  UpdateStageCommand,
  UpdateUsageCommand,
  UpdateUsagePlanCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { gatewayOfFile } from "./open-gateway.ts";
import { openIssuer, type TokenIssuer } from "./token-issuer.ts";

let issuer: TokenIssuer;
const gateway = gatewayOfFile(async () => {
  issuer = await openIssuer();
  return { tokenIssuers: { [poolIssuer]: `${issuer.url}/keys` } };
});
const { client } = gateway;
let outputs: Readonly<Record<string, string>>;

/** Lets those through that say so, and counts how often it is asked. */
const judge = `let asked = 0;
exports.handler = async (event) => {
  asked++;
  const word = event.type === "TOKEN" ? event.authorizationToken : event.queryStringParameters.word;
  if (word === "no one") throw new Error("Unauthorized");
  if (word === "throw") throw new Error("other");
  if (word === "odd") return { hello: 1 };
  if (word === "deep") return { principalId: "ann", context: { deep: {} }, policyDocument: { Version: "2012-10-17", Statement: [{ Action: "*", Effect: "Allow", Resource: "*" }] } };
  const Resource = word === "elsewhere" ? event.methodArn + "/no" : event.methodArn.replace(/GET.*$/, "GET/*");
  const Statement = [{ Action: "execute-api:Invoke", Effect: word === "deny" ? "Deny" : "Allow", Resource }];
  return { principalId: "ann", policyDocument: { Version: "2012-10-17", Statement }, context: { asked, flag: true } };
};`;
const backend =
  "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify({ authorizer: event.requestContext.authorizer ?? null, apiKey: event.requestContext.identity.apiKey ?? null }) });";
const code = { Runtime: "nodejs22.x", Handler: "index.handler" };
const pool = "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_given";
const poolIssuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_given";
const key = "a key of the client";

const event = (Path: string, more: JsonObject = {}, Method = "get"): JsonObject => ({
  Type: "Api",
  Properties: { RestApiId: { Ref: "Front" }, Path, Method, ...more },
});
const auth = (Authorizer: string, more: JsonObject = {}): JsonObject => ({ Auth: { Authorizer, ...more } });

const template: JsonObject = {
  Transform: "AWS::Serverless-2016-10-31",
  Resources: {
    Judge: { Type: "AWS::Serverless::Function", Properties: { ...code, InlineCode: judge } },
    Pool: { Type: "AWS::Cognito::UserPool", Properties: { UserPoolName: "users" } },
    Front: {
      Type: "AWS::Serverless::Api",
      Properties: {
        StageName: "prod",
        Auth: {
          Authorizers: {
            Token: {
              FunctionArn: { "Fn::GetAtt": ["Judge", "Arn"] },
              Identity: { ValidationExpression: "[a-z ]+" },
            },
            Asked: {
              ...{ FunctionArn: { "Fn::GetAtt": ["Judge", "Arn"] }, FunctionPayloadType: "REQUEST" },
              Identity: { QueryStrings: ["word"], ReauthorizeEvery: 0 },
            },
            Given: { UserPoolArn: pool },
            Unknown: { UserPoolArn: { "Fn::GetAtt": ["Pool", "Arn"] } },
          },
        },
        Models: {
          Order: {
            type: "object",
            required: ["name", "lines"],
            properties: {
              name: { type: "string", pattern: "^[a-z]+$" },
              lines: { type: "array", minItems: 1, items: { $ref: "#/definitions/line" } },
            },
          },
          Line: {
            type: "object",
            properties: { count: { type: "integer", minimum: 1 } },
            required: ["count"],
          },
        },
        GatewayResponses: {
          UNAUTHORIZED: {
            StatusCode: "418",
            ResponseParameters: { Headers: { "x-why": "'no token'", "x-path": "context.path" } },
            ResponseTemplates: {
              "application/json":
                '{"said":$context.error.messageString,"type":"$context.error.responseType"}',
            },
          },
          DEFAULT_5XX: { ResponseParameters: { Headers: { "access-control-allow-origin": "'*'" } } },
        },
      },
    },
    Backend: {
      Type: "AWS::Serverless::Function",
      Properties: {
        ...{ ...code, InlineCode: backend },
        Events: {
          Token: event("/token", auth("Token")),
          Other: event("/other", auth("Token")),
          Asked: event("/asked", auth("Asked")),
          Given: event("/given", auth("Given")),
          Scoped: event("/scoped", auth("Given", { AuthorizationScopes: ["read"] })),
          Unknown: event("/unknown", auth("Unknown")),
          Keyed: event("/keyed", { Auth: { ApiKeyRequired: true } }),
          Free: event("/free"),
          Valid: event(
            "/valid",
            {
              RequestModel: { Model: "Order", ValidateBody: true, ValidateParameters: true },
              RequestParameters: [
                { "method.request.header.x-one": { Required: true } },
                "method.request.querystring.two",
              ],
            },
            "post",
          ),
        },
      },
    },
    Key: { Type: "AWS::ApiGateway::ApiKey", Properties: { Enabled: true, Value: `${key}, and more of it` } },
    Idle: {
      Type: "AWS::ApiGateway::ApiKey",
      Properties: { Enabled: true, Value: "a key that is in no plan" },
    },
    Plan: {
      Type: "AWS::ApiGateway::UsagePlan",
      DependsOn: "FrontprodStage",
      Properties: {
        ApiStages: [{ ApiId: { Ref: "Front" }, Stage: "prod" }],
        Quota: { Limit: 2, Period: "DAY" },
      },
    },
    PlanKey: {
      Type: "AWS::ApiGateway::UsagePlanKey",
      Properties: { KeyId: { Ref: "Key" }, KeyType: "API_KEY", UsagePlanId: { Ref: "Plan" } },
    },
  },
  Outputs: {
    Front: { Value: { Ref: "Front" } },
    Plan: { Value: { Ref: "Plan" } },
    Key: { Value: { Ref: "Key" } },
    Pool: { Value: { "Fn::GetAtt": ["Pool", "ProviderURL"] } },
  },
};

beforeAll(async () => {
  outputs = await gateway.deploy("gates", template);
});
afterAll(() => issuer.close());

const ask = (path: string, headers: Readonly<Record<string, string>> = {}, body?: string) =>
  gateway.ask(outputs.Front ?? "", `/prod${path}`, {
    ...{ headers, method: body === undefined ? "GET" : "POST" },
    ...(body === undefined ? {} : { body }),
  });
const word = (authorization: string) => ask("/token", { authorization });

test("a TOKEN authorizer's policy lets in, is kept for all methods, and its context is texts", async () => {
  const first = JSON.parse((await word("yes")).text).authorizer;
  expect(first).toMatchObject({ principalId: "ann", asked: "1", flag: "true" });
  expect(JSON.parse((await word("yes")).text).authorizer.asked).toBe("1");
  expect(JSON.parse((await ask("/other", { authorization: "yes" })).text).authorizer.asked).toBe("1");
});

test.each([
  [
    "deny",
    403,
    {
      Message:
        "User is not authorized to access this resource with an explicit deny in an identity-based policy",
    },
  ],
  [
    "elsewhere",
    403,
    {
      Message:
        "User is not authorized to access this resource because no identity-based policy allows the execute-api:Invoke action",
    },
  ],
  ["throw", 500, { message: null }],
  ["odd", 500, { message: null }],
  ["deep", 500, { message: null }],
  ["no one", 418, { said: "Unauthorized", type: "UNAUTHORIZED" }],
  ["NOT SMALL", 418, { said: "Unauthorized", type: "UNAUTHORIZED" }],
  ["", 418, { said: "Unauthorized", type: "UNAUTHORIZED" }],
])("what an authorizer says of %p is answered with %i", async (said, status, body) => {
  const answer = await (said === "" ? ask("/token") : word(said));
  expect([answer.status, JSON.parse(answer.text)]).toEqual([status, body]);
  if (status === 418)
    expect([answer.headers["x-why"], answer.headers["x-path"]]).toEqual(["no token", "/prod/token"]);
  if (status === 500) expect(answer.headers["access-control-allow-origin"]).toBe("*");
});

test("an authorizer is tried without a method, and anew each time", async () => {
  const restApiId = outputs.Front ?? "";
  const { items = [] } = await client.send(new GetAuthorizersCommand({ restApiId }));
  const idOf = (type: string) => items.find((each) => each.type === type)?.id;
  const tried = (type: string, asked: object) =>
    client.send(new TestInvokeAuthorizerCommand({ restApiId, authorizerId: idOf(type), ...asked }));
  const byToken = (said: string) => tried("TOKEN", { headers: { authorization: said } });
  const allowed = await byToken("yes");
  expect(allowed).toMatchObject({ clientStatus: 0, principalId: "ann", latency: expect.any(Number) });
  expect(JSON.parse(allowed.policy ?? "").Statement[0]).toMatchObject({
    Effect: "Allow",
    Resource: expect.stringMatching(
      /^arn:aws:execute-api:us-east-1:000000000000:\w+\/ESTestInvoke-stage\/GET\/\*$/,
    ),
  });
  expect(await byToken("deny")).toMatchObject({ clientStatus: 0, policy: expect.stringContaining("Deny") });
  expect(await byToken("throw")).toMatchObject({ clientStatus: 500 });
  expect(await byToken("odd")).toMatchObject({ clientStatus: 500 });
  expect(await byToken("no one")).toMatchObject({ clientStatus: 418 });
  expect(await tried("TOKEN", {})).toMatchObject({ clientStatus: 418 });
  expect(await tried("REQUEST", { pathWithQueryString: "/?word=yes" })).toMatchObject({ clientStatus: 0 });
  const exp = Math.floor(Date.now() / 1000) + 600;
  const token = issuer.sign({ iss: poolIssuer, sub: "ann", token_use: "id", exp });
  const pool = items.find(({ providerARNs = [] }) => providerARNs.some((each) => each.endsWith("_given")));
  const ofPool = { restApiId, authorizerId: pool?.id, headers: { Authorization: token } };
  expect(await client.send(new TestInvokeAuthorizerCommand(ofPool))).toMatchObject({
    ...{ clientStatus: 0, claims: { sub: "ann" } },
  });
  await expect(tried("none", { authorizerId: "none" })).rejects.toMatchObject({ name: "NotFoundException" });
});

test("a REQUEST authorizer is asked each time where its answers are not kept", async () => {
  const one = JSON.parse((await ask("/asked?word=yes")).text).authorizer.asked;
  expect(JSON.parse((await ask("/asked?word=yes")).text).authorizer.asked).toBe(`${Number(one) + 1}`);
  expect((await ask("/asked")).status).toBe(418);
});

test("a user pool's tokens are verified with keys that are given, and refused where none are", async () => {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: poolIssuer,
    sub: "ann",
    token_use: "id",
    exp: now + 600,
    "cognito:groups": ["a", "b"],
  };
  const bearing = (path: string, more: JsonObject) =>
    ask(path, { authorization: issuer.sign({ ...claims, ...more }) });
  expect(JSON.parse((await bearing("/given", {})).text).authorizer.claims).toMatchObject({
    ...{ sub: "ann", "cognito:groups": "[a b]", exp: `${now + 600}` },
  });
  expect((await bearing("/given", { token_use: "access" })).status).toBe(418);
  expect(JSON.parse((await bearing("/given", { exp: now - 1 })).text).said).toBe(
    "The incoming token has expired",
  );
  expect((await bearing("/scoped", {})).status).toBe(418);
  expect((await bearing("/scoped", { token_use: "access", scope: "write" })).status).toBe(418);
  expect((await bearing("/scoped", { token_use: "access", scope: "write read" })).status).toBe(200);
  const unknown = await bearing("/unknown", { iss: outputs.Pool ?? "" });
  expect(outputs.Pool).toMatch(/^https:\/\/cognito-idp\.us-east-1\.amazonaws\.com\/us-east-1_\w{9}$/);
  expect(unknown.headers["www-authenticate"]).toContain("give them as tokenIssuers in millrace.config.json");
});

test("a key is asked for, and what its plan gives is counted", async () => {
  const forbidden = { status: 403, text: '{"message":"Forbidden"}' };
  expect(await ask("/keyed")).toMatchObject(forbidden);
  expect(await ask("/keyed", { "x-api-key": "no such key of anybody's" })).toMatchObject(forbidden);
  expect(await ask("/keyed", { "x-api-key": "a key that is in no plan" })).toMatchObject(forbidden);
  const value = `${key}, and more of it`;
  const mine = () => ask("/keyed", { "x-api-key": value });
  expect(JSON.parse((await mine()).text).apiKey).toBe(value);
  expect((await mine()).status).toBe(200);
  expect(await mine()).toMatchObject({ status: 429, text: '{"message":"Limit Exceeded"}' });
  const of = { usagePlanId: outputs.Plan, keyId: outputs.Key ?? "" };
  const day = new Date().toISOString().slice(0, 10);
  const usage = await client.send(new GetUsageCommand({ ...of, startDate: day, endDate: day }));
  expect(usage.items).toEqual({ [of.keyId]: [[2, 0]] });
  await client.send(
    new UpdateUsageCommand({ ...of, patchOperations: [{ op: "replace", path: "/remaining", value: "5" }] }),
  );
  expect((await mine()).status).toBe(200);
  const patchOperations = [
    { op: "replace" as const, path: "/throttle/rateLimit", value: "0.001" },
    { op: "replace" as const, path: "/throttle/burstLimit", value: "1" },
  ];
  await client.send(new UpdateUsagePlanCommand({ usagePlanId: outputs.Plan, patchOperations }));
  expect((await mine()).status).toBe(200);
  expect(await mine()).toMatchObject({ status: 429, text: '{"message":"Too Many Requests"}' });
});

const order = (value: unknown) => JSON.stringify(value);
test.each([
  ["all it asks for", { "x-one": "1" }, order({ name: "a", lines: [{ count: 1 }] }), 200, ""],
  [
    "no header",
    {},
    order({ name: "a", lines: [{ count: 1 }] }),
    400,
    "Missing required request parameters: [x-one]",
  ],
  [
    "another name",
    { "x-one": "1" },
    order({ name: "A", lines: [{ count: 1 }] }),
    400,
    "Invalid request body",
  ],
  ["no lines", { "x-one": "1" }, order({ name: "a", lines: [] }), 400, "Invalid request body"],
  [
    "a model within that does not hold",
    { "x-one": "1" },
    order({ name: "a", lines: [{ count: 0 }] }),
    400,
    "Invalid request body",
  ],
  ["no JSON", { "x-one": "1" }, "hello", 400, "Invalid request body"],
])(
  "a request with %s is held against what its method asks for",
  async (_, headers, body, status, message) => {
    const answer = await ask("/valid", { ...headers, "content-type": "application/json" }, body);
    expect(answer.status).toBe(status);
    if (message !== "") expect(JSON.parse(answer.text).message).toBe(message);
  },
);

test("a stage holds back what its settings say, of all methods or one", async () => {
  const of = { restApiId: outputs.Front ?? "", stageName: "prod" };
  const limit = (place: string, name: string, value: string) =>
    ({ op: "replace", path: `/${place}/throttling/${name}`, value }) as const;
  const changed = await client.send(
    new UpdateStageCommand({
      ...of,
      patchOperations: [
        ...[limit("*/*", "rateLimit", "1000"), limit("*/*", "burstLimit", "1000")],
        ...[limit("~1free/GET", "rateLimit", "0.001"), limit("~1free/GET", "burstLimit", "1")],
      ],
    }),
  );
  expect(changed.methodSettings).toMatchObject({
    "*/*": { throttlingRateLimit: 1000, throttlingBurstLimit: 1000 },
    "~1free/GET": { throttlingBurstLimit: 1 },
  });
  expect((await ask("/free")).status).toBe(200);
  expect(await ask("/free")).toMatchObject({ status: 429, text: '{"message":"Too Many Requests"}' });
  expect((await ask("/other", { authorization: "yes" })).status).toBe(200);
  await client.send(new CreateDeploymentCommand(of));
});
