// Where roles hold, functions are called by services that their policy lets: APIs, their authorizers, buckets, log groups, secrets and URLs.

import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as s3 from "@aws-sdk/client-s3";
import * as secrets from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/aws/json.ts";
import { addPermission } from "../../src/services/lambda/functions/granted-permissions.ts";
import type { PermissionRequest } from "../../src/services/lambda/functions/permissions.ts";
import { arnOf } from "../support/local-arn.ts";
import { until } from "../support/until.ts";
import { EnforcedRegion } from "./support/enforced-region.ts";
import { account, allow, roleArn } from "./support/permission-cases.ts";

const held = new EnforcedRegion();
const { told, clientOf, makeRole, keysOf } = held;
const functionArn = arnOf("lambda", "function:called");
const roleOfApis = roleArn("apis");
const byApis = { Principal: { Service: "apigateway.amazonaws.com" } };
let outputs: Readonly<Record<string, string>>;

const code = `exports.handler = async (event) =>
  event.type === "REQUEST" ? { isAuthorized: true } : { statusCode: 200, body: "here" };`;
const invocations = {
  "Fn::Sub": `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${F.Arn}/invocations`,
};
const v2 = (Type: string, Properties: JsonObject): JsonObject => ({
  Type: `AWS::ApiGatewayV2::${Type}`,
  Properties: { ...(Type === "Api" ? {} : { ApiId: { Ref: "Http" } }), ...Properties },
});
const proxy = { IntegrationType: "AWS_PROXY", PayloadFormatVersion: "2.0", IntegrationUri: invocations };
const to = (integration: string) => ({ "Fn::Sub": `integrations/\${${integration}}` });
const rest = (Type: string, Properties: JsonObject): JsonObject => ({
  Type: `AWS::ApiGateway::${Type}`,
  Properties: { ...(Type === "RestApi" ? {} : { RestApiId: { Ref: "Rest" } }), ...Properties },
});
const method = (HttpMethod: string, Integration: JsonObject) =>
  rest("Method", {
    ...{ HttpMethod, AuthorizationType: "NONE", ResourceId: { Ref: "Pet" } },
    Integration: { IntegrationHttpMethod: "POST", Uri: invocations, ...Integration },
    MethodResponses: [{ StatusCode: "200" }],
  });

const template = {
  Resources: {
    F: {
      Type: "AWS::Lambda::Function",
      Properties: {
        ...{ FunctionName: "called", Runtime: "nodejs24.x", Handler: "index.handler" },
        ...{ Role: roleArn("any"), Code: { ZipFile: code } },
      },
    },
    Http: v2("Api", { Name: "http", ProtocolType: "HTTP" }),
    Stage: v2("Stage", { StageName: "$default", AutoDeploy: true }),
    Plain: v2("Integration", proxy),
    Roled: v2("Integration", { ...proxy, CredentialsArn: roleOfApis }),
    Authorizer: v2("Authorizer", {
      ...{ Name: "a", AuthorizerType: "REQUEST", AuthorizerPayloadFormatVersion: "2.0" },
      ...{ AuthorizerUri: invocations, EnableSimpleResponses: true, AuthorizerResultTtlInSeconds: 0 },
    }),
    Pets: v2("Route", { RouteKey: "GET /pets/{id}", Target: to("Plain") }),
    InRole: v2("Route", { RouteKey: "GET /roled", Target: to("Roled") }),
    Guarded: v2("Route", {
      ...{ RouteKey: "GET /guarded", Target: to("Roled") },
      ...{ AuthorizationType: "CUSTOM", AuthorizerId: { Ref: "Authorizer" } },
    }),
    Rest: rest("RestApi", { Name: "rest" }),
    RestPets: rest("Resource", {
      PathPart: "pets",
      ParentId: { "Fn::GetAtt": ["Rest", "RootResourceId"] },
    }),
    Pet: rest("Resource", { PathPart: "{id}", ParentId: { Ref: "RestPets" } }),
    Get: method("GET", { Type: "AWS_PROXY" }),
    Post: method("POST", { Type: "AWS", IntegrationResponses: [{ StatusCode: "200" }] }),
    Deployment: { ...rest("Deployment", { StageName: "v1" }), DependsOn: ["Get", "Post"] },
  },
  Outputs: { http: { Value: { Ref: "Http" } }, rest: { Value: { Ref: "Rest" } } },
};

beforeAll(async () => {
  await held.open();
  makeRole("apis", byApis, allow("lambda:InvokeFunction", functionArn));
  const stacks = clientOf(CloudFormationClient);
  const StackName = "called";
  await stacks.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template) }));
  const made = await until(async () => {
    const { Stacks: [stack] = [] } = await stacks.send(new DescribeStacksCommand({ StackName }));
    return stack?.StackStatus === "CREATE_COMPLETE" ? stack : undefined;
  });
  outputs = Object.fromEntries(
    (made.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
  );
});
afterAll(() => held.close());

let statements = 0;

/** Adds to the function's policy. */
function permit(principal: string, more: Partial<PermissionRequest> = {}): void {
  const { functions } = held.region.services.lambda;
  const statementId = `s${statements++}`;
  const request = { statementId, action: "lambda:InvokeFunction", principal, ...more };
  addPermission(functions, { name: "called" }, request);
}

function forbid(): void {
  held.region.services.lambda.functions.putPolicy("called", undefined, []);
}

async function ask(path: string, init?: RequestInit): Promise<readonly [number, string]> {
  const response = await fetch(held.served.server.url + path, init);
  return [response.status, await response.text()];
}

describe("an API", () => {
  const internal = (message: string) => [500, JSON.stringify({ message })];
  test.each([
    ["route", "http", "/pets/1", "GET", "*/*/pets/{id}", internal("Internal Server Error")],
    ["proxied method", "rest", "/v1/pets/1", "GET", "*/GET/pets/*", internal("Internal server error")],
    ["method of AWS", "rest", "/v1/pets/1", "POST", "v1/POST/pets/*", internal("Internal server error")],
    ["authorizer", "http", "/guarded", "GET", "authorizers/*", internal("Internal Server Error")],
  ] as const)("%s calls a function whose policy lets it", async (_, api, path, verb, source, refused) => {
    forbid();
    const id = outputs[api] ?? "";
    const called = () => ask(`/_millrace/execute-api/${id}${path}`, { method: verb });
    const sourceArn = (apiId: string) => arnOf("execute-api", `${apiId}/${source}`);
    expect(await called()).toEqual(refused);
    expect(told).toContain(
      `User: apigateway.amazonaws.com is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn} because no resource-based policy allows the lambda:InvokeFunction action`,
    );
    permit("apigateway.amazonaws.com", { sourceArn: sourceArn("another") });
    expect(await called()).toEqual(refused);
    permit("apigateway.amazonaws.com", { sourceArn: sourceArn(id) });
    expect(await called()).toEqual([200, expect.stringContaining("here")]);
  });

  test("calls it in the role that it was given", async () => {
    forbid();
    const called = () => ask(`/_millrace/execute-api/${outputs.http}/roled`);
    expect(await called()).toEqual([200, "here"]);
    makeRole("apis", byApis, allow("s3:*", "*"));
    expect(await called()).toEqual([500, '{"message":"Internal Server Error"}']);
    makeRole("apis", byApis, allow("lambda:InvokeFunction", functionArn));
  });
});

describe("where a function is named it is asked whether it may be called", () => {
  test("a bucket's notifications", async () => {
    forbid();
    const client = clientOf(s3.S3Client);
    await client.send(new s3.CreateBucketCommand({ Bucket: "pictures" }));
    const put = () =>
      client.send(
        new s3.PutBucketNotificationConfigurationCommand({
          Bucket: "pictures",
          NotificationConfiguration: {
            LambdaFunctionConfigurations: [
              { LambdaFunctionArn: functionArn, Events: ["s3:ObjectCreated:*"] },
            ],
          },
        }),
      );
    await expect(put()).rejects.toMatchObject({
      name: "InvalidArgument",
      message: "Unable to validate the following destination configurations",
      ...{ ArgumentName1: functionArn, ArgumentValue1: `Not authorized to invoke function [${functionArn}]` },
    });
    permit("s3.amazonaws.com", { sourceArn: "arn:aws:s3:::pictures", sourceAccount: account });
    await put();
  });

  test("a subscription filter", async () => {
    forbid();
    const client = clientOf(logs.CloudWatchLogsClient);
    const logGroupName = "/watched";
    await client.send(new logs.CreateLogGroupCommand({ logGroupName }));
    const put = () =>
      client.send(
        new logs.PutSubscriptionFilterCommand({
          ...{ logGroupName, filterName: "f", filterPattern: "" },
          destinationArn: functionArn,
        }),
      );
    await expect(put()).rejects.toMatchObject({
      name: "InvalidParameterException",
      message:
        "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.",
    });
    permit("logs.amazonaws.com", { sourceArn: arnOf("logs", `log-group:${logGroupName}:*`) });
    await put();
  });

  test("a secret's rotation", async () => {
    forbid();
    const client = clientOf(secrets.SecretsManagerClient);
    await client.send(new secrets.CreateSecretCommand({ Name: "rotated", SecretString: "s" }));
    const rotate = () =>
      client.send(
        new secrets.RotateSecretCommand({
          ...{ SecretId: "rotated", RotationLambdaARN: functionArn, RotateImmediately: false },
          RotationRules: { AutomaticallyAfterDays: 30 },
        }),
      );
    await expect(rotate()).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("Secrets Manager cannot invoke the specified Lambda function."),
    });
    permit("secretsmanager.amazonaws.com");
    await rotate();
  });
});

describe("a function's URL", () => {
  const forbidden = [
    403,
    '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}',
  ];
  const make = (authType: "NONE" | "AWS_IAM") => {
    forbid();
    const { urls } = held.region.services.lambda;
    if (urls.list("called").length > 0) urls.delete("called", undefined);
    const { url } = urls.create("called", undefined, { authType, invokeMode: "BUFFERED" });
    return `/_millrace/lambda-url/${url.id}/`;
  };

  test("is open to everybody once the policy says both that and that it may be invoked so", async () => {
    const path = make("NONE");
    expect(await ask(path)).toEqual(forbidden);
    permit("*", { action: "lambda:InvokeFunctionUrl", functionUrlAuthType: "NONE" });
    expect(await ask(path)).toEqual(forbidden);
    permit("*", { invokedViaFunctionUrl: true });
    expect(await ask(path)).toEqual([200, "here"]);
  });

  test("is open to the holders of roles that may, and to other keys", async () => {
    const path = make("AWS_IAM");
    const anybody = { Principal: { AWS: account } };
    const role = makeRole("visitor", anybody, allow("s3:*", "*"));
    const signed = (key: string) => ({
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=x`,
      },
    });
    const { accessKeyId } = await keysOf(role);
    expect(await ask(path)).toEqual(forbidden);
    expect(await ask(path, signed("somebody"))).toEqual([200, "here"]);
    expect(await ask(path, signed(accessKeyId))).toEqual(forbidden);
    makeRole("visitor", anybody, allow(["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"], functionArn));
    expect(await ask(path, signed(accessKeyId))).toEqual([200, "here"]);
  });
});
