// Who may ask a REST API: by its resource policy, beside what its authorizer and the caller's own policies say.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html

import {
  CreateDeploymentCommand,
  CreateRestApiCommand,
  GetExportCommand,
  GetRestApiCommand,
  ImportRestApiCommand,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import {
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import {
  answered,
  documentOf,
  elsewhereOnly,
  everybody,
  guardedApi,
  here,
  nobodyHere,
  notElsewhere,
  type Statement,
  statement,
  template,
} from "./guarded-api.ts";
import { makeApi } from "./made-api.ts";
import { gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile(() => ({ permissions: "enforce" }));
const { client, httpClient } = gateway;
let outputs: Readonly<Record<string, string>>;
let apiId = "";

beforeAll(async () => {
  outputs = await gateway.deploy("permitted", template);
  ({ id: apiId = "" } = await client.send(
    new ImportRestApiCommand({ body: guardedApi(outputs.Judge ?? "") }),
  ));
}, 60_000);

/** Deploys the API with this policy; without one where it has no statements. */
async function guard(statements: readonly Statement[], restApiId = apiId): Promise<void> {
  const value = statements.length === 0 ? "" : documentOf(statements);
  const patchOperations = [{ op: "replace", path: "/policy", value } as const];
  await client.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: "s" }));
}

async function ask(path: string, headers: Readonly<Record<string, string>> = {}, name = apiId) {
  const { status, headers: told, text } = await gateway.ask(name, `/s${path}`, { headers });
  return [status, status === 200 ? text : (JSON.parse(text) as unknown), told["x-amzn-errortype"]];
}

const letIn = [200, "let in", undefined];
const implicit = "because no resource-based policy allows the execute-api:Invoke action";
const explicit = "with an explicit deny in a resource-based policy";
const own = (why: string) => `${why} in an identity-based policy`;
const noneOfOwn = "because no identity-based policy allows the execute-api:Invoke action";
const refused = (Message: string) => [403, { Message }, "AccessDeniedException"];
const refusedOf = (user: string, path: string, why: string) =>
  refused(
    `User: ${user} is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********0000:${apiId}/s/GET${path} ${why}`,
  );

test.each<[what: string, statements: readonly Statement[], why: string | undefined]>([
  ["no policy", [], undefined],
  ["one that lets all in", everybody, undefined],
  ["this address", [statement({ Condition: here })], undefined],
  ["other addresses", elsewhereOnly, implicit],
  ["all, and denies this address", nobodyHere, explicit],
  [
    "all, and denies all but others",
    [statement(), statement({ Effect: "Deny", Condition: notElsewhere })],
    explicit,
  ],
  [
    "all, and denies all but a private network",
    [
      statement(),
      statement({ Effect: "Deny", Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-1" } } }),
    ],
    explicit,
  ],
  ["a private network", [statement({ Condition: { StringEquals: { "aws:SourceVpc": "vpc-1" } } })], implicit],
  ["this method", [statement({ Resource: ["execute-api:/s/GET/open"] })], undefined],
  ["another method", [statement({ Resource: "execute-api:/s/POST/open" })], implicit],
  ["another stage", [statement({ Resource: "execute-api:/other/*" })], implicit],
  ["a role", [statement({ Principal: { AWS: "arn:aws:iam::000000000000:role/allowed" } })], implicit],
])("a method without authorization is let in by %s, or not", async (_, statements, why) => {
  await guard(statements);
  expect(await ask("/open")).toEqual(why === undefined ? letIn : refusedOf("anonymous", "/open", why));
});

test("a policy counts from the next deployment on, and is told with whole ARNs", async () => {
  await guard(elsewhereOnly);
  const patchOperations = [{ op: "replace", path: "/policy", value: documentOf(everybody) } as const];
  const changed = await client.send(new UpdateRestApiCommand({ restApiId: apiId, patchOperations }));
  const policy = JSON.parse(`"${changed.policy ?? ""}"`) as string;
  expect(JSON.parse(policy)).toEqual({
    Version: "2012-10-17",
    Statement: [statement({ Resource: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/*` })],
  });
  expect((await ask("/open"))[0]).toBe(403);
  await client.send(new CreateDeploymentCommand({ restApiId: apiId, stageName: "s" }));
  expect(await ask("/open")).toEqual(letIn);
  const exported = await client.send(
    new GetExportCommand({
      ...{ restApiId: apiId, stageName: "s", exportType: "oas30", accepts: "application/json" },
      parameters: { extensions: "apigateway" },
    }),
  );
  const document = JSON.parse(Buffer.from(exported.body ?? []).toString()) as JsonObject;
  expect(document["x-amazon-apigateway-policy"]).toEqual(JSON.parse(policy));
});

test("a document brings a policy", async () => {
  const policy = { Version: "2012-10-17", Statement: elsewhereOnly };
  const body = guardedApi(outputs.Judge ?? "", { "x-amazon-apigateway-policy": policy });
  const { id: restApiId = "" } = await client.send(new ImportRestApiCommand({ body }));
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: "s" }));
  expect((await ask("/open", {}, restApiId))[0]).toBe(403);
});

test("a template brings a policy, by SAM's words for it as well", async () => {
  const { Id = "" } = await gateway.deploy("blocked", {
    Transform: "AWS::Serverless-2016-10-31",
    Resources: {
      Front: {
        Type: "AWS::Serverless::Api",
        Properties: {
          StageName: "s",
          DefinitionBody: {
            ...{ openapi: "3.0.1", info: { title: "blocked", version: "1" } },
            paths: { "/open": { get: answered } },
          },
          Auth: { ResourcePolicy: { IpRangeBlacklist: ["127.0.0.1"] } },
        },
      },
    },
    Outputs: { Id: { Value: { Ref: "Front" } } },
  });
  const [, told] = await ask("/open", {}, Id);
  expect(told).toEqual({ Message: expect.stringMatching(/^User: anonymous .* with an explicit deny in a/) });
});

const deep = `{"Statement":[],"Id":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
test.each([
  ["no JSON", "no JSON"],
  ["an effect that is none", '{"Version":"2012-10-17","Statement":[{"Effect":"Maybe"}]}'],
  ["one that is too deep", deep],
])("%s is no policy", async (_, policy) => {
  const problem =
    "Invalid policy document. Please check the policy syntax and ensure that Principals are valid.";
  const refusal = { name: "BadRequestException", message: problem };
  await expect(client.send(new CreateRestApiCommand({ name: "p", policy }))).rejects.toMatchObject(refusal);
  const patchOperations = [{ op: "replace", path: "/policy", value: policy } as const];
  const update = new UpdateRestApiCommand({ restApiId: apiId, patchOperations });
  await expect(client.send(update)).rejects.toMatchObject(refusal);
});

test("a private API needs a policy, and is asked by its VPC endpoints", async () => {
  const { restApiId } = await makeApi(client);
  const move = [
    { op: "replace", path: "/endpointConfiguration/types/EDGE", value: "PRIVATE" },
    { op: "add", path: "/endpointConfiguration/vpcEndpointIds", value: "vpce-1" },
  ] as const;
  await client.send(new UpdateRestApiCommand({ restApiId, patchOperations: [...move] }));
  await expect(client.send(new CreateDeploymentCommand({ restApiId, stageName: "s" }))).rejects.toThrow(
    "Private REST API doesn't have a resource policy attached to it",
  );
  const byEndpoint = { StringNotEquals: { "aws:SourceVpce": "vpce-1" } };
  await guard([statement(), statement({ Effect: "Deny", Condition: byEndpoint })], restApiId);
  expect((await gateway.ask(`${restApiId}-vpce-1`, "/s/a")).status).toBe(200);
  expect((await ask("/a", {}, restApiId))[2]).toBe("AccessDeniedException");
  expect((await ask("/a", {}, `${restApiId}-vpce-2`)).slice(0, 2)).toEqual([403, { message: "Forbidden" }]);
  expect((await client.send(new GetRestApiCommand({ restApiId }))).endpointConfiguration).toMatchObject({
    vpcEndpointIds: ["vpce-1"],
  });
});

describe("a method whose requests are signed", () => {
  const keys = new Map([["root", "local"]]);
  const signed = (who: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=${keys.get(who)}/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=s`,
  });
  const arnOf = (role: string) => `arn:aws:sts::000000000000:assumed-role/${role}/session`;
  const root = "arn:aws:iam::000000000000:root";
  beforeAll(async () => {
    const sts = new STSClient(gateway.clientConfiguration);
    for (const role of ["allowed", "other"]) {
      const RoleArn = `arn:aws:iam::000000000000:role/${role}`;
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "session" }));
      keys.set(role, Credentials?.AccessKeyId ?? "");
    }
    sts.destroy();
  });
  const toOther = [statement({ Principal: { AWS: "arn:aws:iam::000000000000:role/other" } })];

  test.each<
    [who: string, what: string, statements: readonly Statement[], user: string, why: string | undefined]
  >([
    ["allowed", "no policy", [], "", undefined],
    ["other", "no policy", [], arnOf("other"), noneOfOwn],
    ["root", "no policy", [], "", undefined],
    ["allowed", "one of others' addresses", elsewhereOnly, "", undefined],
    ["other", "one of others' addresses", elsewhereOnly, arnOf("other"), noneOfOwn],
    ["other", "one that lets it in", toOther, "", undefined],
    ["other", "one that lets all in", everybody, "", undefined],
    ["allowed", "one that denies", nobodyHere, arnOf("allowed"), explicit],
    ["root", "one that denies", nobodyHere, root, explicit],
  ])("the holder of %s with %s", async (who, _, statements, user, why) => {
    await guard(statements);
    const expected = why === undefined ? letIn : refusedOf(user, "/signed", why);
    expect(await ask("/signed", signed(who))).toEqual(expected);
  });

  test("a request that is not signed is not let in by a policy", async () => {
    await guard(everybody);
    expect((await ask("/signed")).slice(1)).toEqual([
      { message: "Missing Authentication Token" },
      "MissingAuthenticationTokenException",
    ]);
  });

  test("an HTTP API asks the policies of whoever signed, too", async () => {
    const { ApiId } = await httpClient.send(new CreateApiCommand({ Name: "http", ProtocolType: "HTTP" }));
    const { IntegrationId } = await httpClient.send(
      new CreateIntegrationCommand({
        ...{ ApiId, IntegrationType: "HTTP_PROXY", IntegrationMethod: "GET", PayloadFormatVersion: "1.0" },
        IntegrationUri: `${gateway.url}/_millrace/none`,
      }),
    );
    const Target = `integrations/${IntegrationId}`;
    const route = { ApiId, RouteKey: "GET /signed", AuthorizationType: "AWS_IAM", Target } as const;
    await httpClient.send(new CreateRouteCommand(route));
    await httpClient.send(new CreateStageCommand({ ApiId, StageName: "$default", AutoDeploy: true }));
    const status = async (who: string) =>
      (await gateway.ask(ApiId ?? "", "/signed", { headers: signed(who) })).text;
    expect(await status("other")).toBe('{"message":"Forbidden"}');
    expect(await status("allowed")).not.toContain("Forbidden");
  });
});

test.each<[word: string, statements: readonly Statement[], expected: "let in" | string]>([
  ["allow", [], "let in"],
  ["neither", [], noneOfOwn],
  ["deny", [], own("with an explicit deny")],
  ["allow", elsewhereOnly, "let in"],
  ["neither", elsewhereOnly, noneOfOwn],
  ["neither", everybody, "let in"],
  ["deny", everybody, own("with an explicit deny")],
])(
  "what an authorizer says (%s) and what a policy says are taken together",
  async (word, statements, expected) => {
    await guard(statements);
    expect(await ask("/judged", { authorization: word })).toEqual(
      expected === "let in" ? letIn : refused(`User is not authorized to access this resource ${expected}`),
    );
  },
);

test("whom a policy denies an authorizer is not asked about, and a user pool is", async () => {
  await guard(nobodyHere);
  expect(await ask("/judged")).toEqual(refusedOf("anonymous", "/judged", explicit));
  expect((await ask("/pooled")).slice(0, 2)).toEqual([401, { message: "Unauthorized" }]);
});

describe("where it is only told", () => {
  const told: string[] = [];
  const lenient = gatewayOfFile(() => ({
    permissions: "warn",
    onDenied: (message) => void told.push(message),
  }));

  test("a policy refuses nobody", async () => {
    const { restApiId } = await makeApi(lenient.client);
    const patchOperations = [{ op: "replace", path: "/policy", value: documentOf(nobodyHere) } as const];
    await lenient.client.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
    await lenient.client.send(new CreateDeploymentCommand({ restApiId, stageName: "s" }));
    expect((await lenient.ask(restApiId, "/s/a")).status).toBe(200);
    expect(told).toEqual([
      expect.stringMatching(/^User: anonymous .* with an explicit deny in a resource-based policy$/),
    ]);
  });
});
