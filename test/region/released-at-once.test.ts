// What a project's deployment on this machine does not wait for.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/aws/json.ts";
import { Region } from "../../src/region/region.ts";

let region: Region;
beforeEach(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
});
afterEach(() => region.close());

const anyRole = "arn:aws:iam::000000000000:role/any";

test("leads a function's alias to its next version at once, however gradually its deployment group would", async () => {
  const released = (revision: number): JsonObject => ({
    Function: {
      Type: "AWS::Lambda::Function",
      Properties: {
        ...{ FunctionName: "f", Runtime: "nodejs6.10", Handler: "index.handler", Role: anyRole },
        Code: { ZipFile: `exports.handler = async () => ${revision};` },
      },
    },
    [`Version${revision}`]: {
      Type: "AWS::Lambda::Version",
      DeletionPolicy: "Retain",
      Properties: { FunctionName: { Ref: "Function" } },
    },
    Application: { Type: "AWS::CodeDeploy::Application", Properties: { ComputePlatform: "Lambda" } },
    Group: {
      Type: "AWS::CodeDeploy::DeploymentGroup",
      Properties: {
        ...{ ApplicationName: { Ref: "Application" }, ServiceRoleArn: anyRole },
        DeploymentConfigName: "CodeDeployDefault.LambdaLinear10PercentEvery10Minutes",
      },
    },
    Live: {
      Type: "AWS::Lambda::Alias",
      UpdatePolicy: {
        CodeDeployLambdaAliasUpdate: {
          ...{ ApplicationName: { Ref: "Application" }, DeploymentGroupName: { Ref: "Group" } },
        },
      },
      Properties: {
        ...{ FunctionName: { Ref: "Function" }, Name: "live" },
        FunctionVersion: { "Fn::GetAtt": [`Version${revision}`, "Version"] },
      },
    },
  });
  for (const revision of [1, 2])
    await region.services.cloudformation.deploy({
      ...{ stackName: "stack", isOfProject: true },
      template: { file: "t.json", body: { Resources: released(revision) } },
    });
  expect(region.services.lambda.functions.find("f")?.aliases).toMatchObject([
    { name: "live", version: "2", weights: {} },
  ]);
  expect(await region.services.lambda.invoke({ functionName: "f" })).toMatchObject({ payload: "2" });
});
