// Every operation that the SDK knows is there; and those of code signing, of whole policies, and what is told of a
// function's runtime, layers and snapshots.

import * as sdk from "@aws-sdk/client-lambda";
import { beforeAll, expect, test } from "@jest/globals";
import { zipFiles } from "../../../src/services/lambda/code/zip-files.ts";
import { calledLambda } from "./support/called-lambda.ts";
import { testSteps } from "./support/steps.ts";

const arn = (resource: string) => `arn:aws:lambda:us-east-1:000000000000:function:${resource}`;
const Role = "arn:aws:iam::000000000000:role/any";
const ZipFile = zipFiles({ "index.js": Buffer.from("exports.handler = async () => 1;") });

const call = calledLambda();

beforeAll(async () => {
  const function_ = { FunctionName: "f", Role, Runtime: "nodejs22.x", Handler: "index.handler" };
  await call("CreateFunction", { ...function_, Code: { ZipFile } });
  await call("GetFunctionConfiguration", { FunctionName: "f" });
  await call("PublishVersion", { FunctionName: "f" });
});

const noConfigArn = "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-00000000000000000";
/** What every operation may need; each takes what it knows. */
const whatever = {
  ...{ FunctionName: "none", Name: "none", Qualifier: "1", FunctionVersion: "1", LayerName: "none" },
  ...{ UUID: "u", StatementId: "s", Action: "lambda:InvokeFunction", Principal: "*", VersionNumber: 1 },
  ...{ CodeSigningConfigArn: noConfigArn, ResourceArn: arn("none"), Resource: arn("none"), TagKeys: ["t"] },
  ...{ Arn: "arn:aws:lambda:us-east-1:000000000000:layer:none:1", CapacityProviderName: "none" },
  ...{
    DurableExecutionArn: `${arn("none:1")}/durable-execution/none/none`,
    CallbackId: "none",
    IncludeExecutionData: true,
    CheckpointToken: "t",
  },
};
const operations = Object.keys(sdk)
  .filter((name) => name.endsWith("Command") && name !== "$Command")
  .map((name) => name.slice(0, -"Command".length));

test.each(operations)("%s", async (operation) => {
  const told = await call(operation, whatever).then(
    () => undefined,
    (error: Error) => error,
  );
  if (told !== undefined) {
    const known =
      /^(?:CallbackTimeout|ResourceNotFound|InvalidParameterValue|Validation|CodeSigningConfigNotFound|InvalidRequestContent|ProvisionedConcurrencyConfigNotFound)Exception$/;
    expect(told.name).toMatch(known);
  }
});

const FunctionName = "f";
const AllowedPublishers = {
  SigningProfileVersionArns: ["arn:aws:signer:us-east-1:000000000000:/signing-profiles/p/abcdefghij"],
};
const statement = (Sid: string, more: object = {}) => ({
  ...{ Sid, Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "lambda:InvokeFunction" },
  ...{ Resource: arn("f"), ...more },
});
const policyOf = (...Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const told = (...Statement: readonly object[]) =>
  JSON.stringify({ Version: "2012-10-17", Id: "default", Statement });
const noConfig = `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${noConfigArn}.`;

testSteps(
  {
    "whole policies": [
      ["GetResourcePolicy", { ResourceArn: arn("f") }, ["ResourceNotFoundException", expect.any(String)]],
      ["GetResourcePolicy", { ResourceArn: "f" }, ["InvalidParameterValueException", expect.any(String)]],
      ["GetResourcePolicy", { ResourceArn: arn("no") }, ["ResourceNotFoundException", expect.any(String)]],
      [
        "PutResourcePolicy",
        { ResourceArn: arn("f"), Policy: policyOf(statement("a"), statement("b")) },
        {
          Policy: told(statement("a"), statement("b")),
          RevisionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
      ],
      ["GetPolicy", { FunctionName }, { Policy: told(statement("a"), statement("b")) }],
      ["RemovePermission", { FunctionName, StatementId: "a" }, {}],
      ["GetResourcePolicy", { ResourceArn: arn("f") }, { Policy: told(statement("b")) }],
      [
        "PutResourcePolicy",
        { ResourceArn: arn("f"), Policy: policyOf(statement("c")), RevisionId: "another" },
        ["PreconditionFailedException", expect.stringContaining("GetResourcePolicy")],
      ],
      ["PutResourcePolicy", { ResourceArn: arn("f:1"), Policy: policyOf(statement("d")) }, {}],
      ["GetPolicy", { FunctionName, Qualifier: "1" }, { Policy: told(statement("d")) }],
      ...["{", "[]", '{"Statement":[]}', '{"Statement":[{"Effect":"Perhaps"}]}'].map(
        (Policy) =>
          [
            "PutResourcePolicy",
            { ResourceArn: arn("f"), Policy },
            ["InvalidParameterValueException", expect.stringContaining("resource policy is invalid")],
          ] as const,
      ),
      [
        "PutResourcePolicy",
        { ResourceArn: arn("f"), Policy: policyOf(statement("e", { Resource: "x".repeat(20_480) })) },
        ["PolicyLengthExceededException", expect.stringMatching(/^The final policy size \(\d+\) is bigger/)],
      ],
      ["DeleteResourcePolicy", { ResourceArn: arn("f") }, {}],
      ["DeleteResourcePolicy", { ResourceArn: arn("f") }, ["ResourceNotFoundException", expect.any(String)]],
      ["GetPolicy", { FunctionName }, ["ResourceNotFoundException", expect.any(String)]],
    ],
    "code signing": [
      ["CreateCodeSigningConfig", {}, ["ValidationException", expect.stringContaining("allowedPublishers")]],
      ["GetFunctionCodeSigningConfig", { FunctionName }, {}],
      [
        "PutFunctionCodeSigningConfig",
        { FunctionName, CodeSigningConfigArn: noConfigArn },
        ["CodeSigningConfigNotFoundException", noConfig],
      ],
      [
        "CreateFunction",
        {
          ...{ FunctionName: "g", Role, Runtime: "nodejs22.x", Handler: "i.h" },
          ...{ Code: { ZipFile }, CodeSigningConfigArn: noConfigArn },
        },
        ["CodeSigningConfigNotFoundException", noConfig],
      ],
    ],
  },
  call,
);

test("a code signing configuration is kept, told, given to functions and stays while they have it", async () => {
  const made = await call("CreateCodeSigningConfig", { AllowedPublishers, Tags: { team: "rain" } });
  const { CodeSigningConfigArn } = made.CodeSigningConfig as { readonly CodeSigningConfigArn: string };
  expect(made.CodeSigningConfig).toEqual({
    ...{ AllowedPublishers, CodeSigningConfigArn, LastModified: expect.any(String) },
    CodeSigningConfigId: expect.stringMatching(/^csc-[0-9a-f]{17}$/),
    CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Warn" },
  });
  const CodeSigningPolicies = { UntrustedArtifactOnDeployment: "Enforce" };
  await call("UpdateCodeSigningConfig", { CodeSigningConfigArn, Description: "d", CodeSigningPolicies });
  const changed = { Description: "d", CodeSigningPolicies, AllowedPublishers };
  expect(await call("GetCodeSigningConfig", { CodeSigningConfigArn })).toMatchObject({
    CodeSigningConfig: changed,
  });
  expect(await call("ListCodeSigningConfigs")).toMatchObject({ CodeSigningConfigs: [changed] });
  expect(await call("ListTags", { Resource: CodeSigningConfigArn })).toMatchObject({
    Tags: { team: "rain" },
  });
  await call("PutFunctionCodeSigningConfig", { FunctionName, CodeSigningConfigArn });
  expect(await call("GetFunctionCodeSigningConfig", { FunctionName })).toMatchObject({
    CodeSigningConfigArn,
  });
  const listed = await call("ListFunctionsByCodeSigningConfig", { CodeSigningConfigArn });
  expect(listed).toMatchObject({ FunctionArns: [arn("f")] });
  await expect(call("DeleteCodeSigningConfig", { CodeSigningConfigArn })).rejects.toMatchObject({
    name: "ResourceConflictException",
  });
  await call("DeleteFunctionCodeSigningConfig", { FunctionName });
  await call("DeleteCodeSigningConfig", { CodeSigningConfigArn });
  expect(await call("ListCodeSigningConfigs")).toMatchObject({ CodeSigningConfigs: [] });
});

test("a function tells its runtime's version, its layers' sizes and its snapshots", async () => {
  const content = zipFiles({ "nodejs/a.txt": Buffer.from("a") });
  const layer = await call("PublishLayerVersion", { LayerName: "l", Content: { ZipFile: content } });
  const SnapStart = { ApplyOn: "PublishedVersions" };
  const change = { Runtime: "python3.13", Layers: [layer.LayerVersionArn], SnapStart };
  await call("UpdateFunctionConfiguration", { FunctionName, ...change });
  expect(await call("GetFunctionConfiguration", { FunctionName })).toMatchObject({
    Layers: [{ Arn: layer.LayerVersionArn, CodeSize: content.length }],
    RuntimeVersionConfig: {
      RuntimeVersionArn: expect.stringMatching(/^arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/),
    },
    SnapStart: { ...SnapStart, OptimizationStatus: "Off" },
  });
  const { Version: Qualifier } = await call("PublishVersion", { FunctionName });
  expect(await call("GetFunctionConfiguration", { FunctionName, Qualifier })).toMatchObject({
    SnapStart: { ...SnapStart, OptimizationStatus: "On" },
  });
  const RuntimeVersionArn = `arn:aws:lambda:us-east-1::runtime:${"a".repeat(64)}`;
  const manual = { FunctionName, UpdateRuntimeOn: "Manual", RuntimeVersionArn };
  await call("PutRuntimeManagementConfig", manual);
  expect(await call("GetFunctionConfiguration", { FunctionName })).toMatchObject({
    RuntimeVersionConfig: { RuntimeVersionArn },
  });
});
