// Canary releases of REST APIs: by each operation, by template, and as clients see them.

import {
  CreateDeploymentCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  DeleteDeploymentCommand,
  GetResourcesCommand,
  GetStageCommand,
  type PatchOperation,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  UpdateIntegrationResponseCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();

const said = (message: string): string =>
  JSON.stringify({
    ...{ message, variable: "$stageVariables.testVar", none: "$stageVariables.noVar" },
    ...{ kept: "$stageVariables.keptVar", isCanary: "$context.isCanaryRequest" },
  });

/** An API whose only method says what it is deployed as. */
async function newApi(): Promise<{ readonly restApiId: string; readonly resourceId: string }> {
  const { client } = gateway;
  const { id: restApiId = "" } = await client.send(new CreateRestApiCommand({ name: "canaries" }));
  const { items: [root] = [] } = await client.send(new GetResourcesCommand({ restApiId }));
  const resourceId = root?.id ?? "";
  const method = { restApiId, resourceId, httpMethod: "GET" };
  await client.send(new PutMethodCommand({ ...method, authorizationType: "NONE" }));
  await client.send(new PutMethodResponseCommand({ ...method, statusCode: "200" }));
  const requestTemplates = { "application/json": '{"statusCode": 200}' };
  await client.send(new PutIntegrationCommand({ ...method, type: "MOCK", requestTemplates }));
  const responseTemplates = { "application/json": said("first") };
  await client.send(new PutIntegrationResponseCommand({ ...method, statusCode: "200", responseTemplates }));
  return { restApiId, resourceId };
}

async function deployed(restApiId: string, stageName?: string, more: JsonObject = {}): Promise<string> {
  const { id = "" } = await gateway.client.send(
    new CreateDeploymentCommand({ restApiId, stageName, ...more }),
  );
  return id;
}

function patched(restApiId: string, stageName: string, ...patchOperations: PatchOperation[]) {
  return gateway.client.send(new UpdateStageCommand({ restApiId, stageName, patchOperations }));
}

test("a share of the requests is answered by the canary, evenly, with its own variables", async () => {
  const { client } = gateway;
  const { restApiId, resourceId } = await newApi();
  await deployed(restApiId, "dev", { variables: { testVar: "usual", keptVar: "kept" } });
  await client.send(
    new UpdateIntegrationResponseCommand({
      ...{ restApiId, resourceId, httpMethod: "GET", statusCode: "200" },
      patchOperations: [
        { op: "replace", path: "/responseTemplates/application~1json", value: said("second") },
      ],
    }),
  );
  const stageVariableOverrides = { testVar: "canary", noVar: "canary" };
  await deployed(restApiId, "dev", { canarySettings: { percentTraffic: 0, stageVariableOverrides } });
  const ask = async () => JSON.parse((await gateway.ask(restApiId, "/dev")).text);
  const usual = {
    message: "first",
    variable: "usual",
    none: "",
    kept: "kept",
    isCanary: "false",
  };
  const ofCanary = {
    ...{ message: "second", variable: "canary", none: "canary", kept: "kept", isCanary: "true" },
  };
  expect(await ask()).toEqual(usual);
  await patched(restApiId, "dev", { op: "replace", path: "/canarySettings/percentTraffic", value: "25" });
  const answers = [];
  for (let asked = 0; asked < 8; asked++) answers.push(await ask());
  expect(answers.filter(({ isCanary }) => isCanary === "true")).toEqual([ofCanary, ofCanary]);
  expect(answers.filter(({ isCanary }) => isCanary === "false")).toHaveLength(6);
  await patched(restApiId, "dev", { op: "replace", path: "/canarySettings/percentTraffic", value: "100.0" });
  expect(await ask()).toEqual(ofCanary);
});

describe("a stage's canary", () => {
  let restApiId: string;
  let first: string;
  let second: string;
  beforeAll(async () => {
    ({ restApiId } = await newApi());
    first = await deployed(restApiId);
    second = await deployed(restApiId);
  });

  test("is made with the stage, told, changed and taken away", async () => {
    const stage = { restApiId, stageName: "made" };
    const made = await gateway.client.send(
      new CreateStageCommand({
        ...{ ...stage, deploymentId: first, variables: { testVar: "default" } },
        canarySettings: {
          ...{ deploymentId: second, percentTraffic: 50, stageVariableOverrides: { testVar: "canary" } },
        },
      }),
    );
    const canarySettings = {
      ...{ deploymentId: second, percentTraffic: 50, useStageCache: false },
      stageVariableOverrides: { testVar: "canary" },
    };
    expect(made).toMatchObject({ deploymentId: first, canarySettings });
    const path = "/canarySettings/stageVariableOverrides/testVar";
    const changed = await patched(restApiId, "made", { op: "replace", path, value: "updated" });
    expect(changed.canarySettings?.stageVariableOverrides).toEqual({ testVar: "updated" });
    await expect(
      gateway.client.send(new DeleteDeploymentCommand({ restApiId, deploymentId: second })),
    ).rejects.toThrow("Active stages pointing to this deployment must be moved or deleted");
    await patched(restApiId, "made", { op: "remove", path: "/canarySettings" });
    expect((await gateway.client.send(new GetStageCommand(stage))).canarySettings).toBeUndefined();
  });

  test("is made by whatever is first said of it", async () => {
    await gateway.client.send(new CreateStageCommand({ restApiId, stageName: "bare", deploymentId: first }));
    const one = await patched(restApiId, "bare", {
      ...{ op: "replace", path: "/canarySettings/deploymentId", value: second },
    });
    expect(one.canarySettings).toEqual({ deploymentId: second, percentTraffic: 0, useStageCache: false });
    await patched(restApiId, "bare", { op: "remove", path: "/canarySettings" });
    const other = await patched(restApiId, "bare", {
      ...{ op: "replace", path: "/canarySettings/percentTraffic", value: "50" },
    });
    expect(other.canarySettings).toEqual({ deploymentId: first, percentTraffic: 50, useStageCache: false });
  });

  test("is promoted by copies", async () => {
    await gateway.client.send(
      new CreateStageCommand({
        ...{ restApiId, stageName: "promoted", deploymentId: first, variables: { a: "1", b: "2" } },
        canarySettings: { deploymentId: second, percentTraffic: 50, stageVariableOverrides: { a: "3" } },
      }),
    );
    const promoted = await patched(
      restApiId,
      "promoted",
      { op: "replace", path: "/canarySettings/percentTraffic", value: "0.0" },
      { op: "copy", from: "/canarySettings/deploymentId", path: "/deploymentId" },
      { op: "copy", from: "/canarySettings/stageVariableOverrides", path: "/variables" },
    );
    expect(promoted).toMatchObject({
      ...{ deploymentId: second, variables: { a: "3", b: "2" } },
      canarySettings: { deploymentId: second, percentTraffic: 0, stageVariableOverrides: { a: "3" } },
    });
  });

  const remove = (member: string): PatchOperation => ({ op: "remove", path: `/canarySettings/${member}` });
  test.each<readonly [string, PatchOperation, string]>([
    [
      "all overrides at once",
      remove("stageVariableOverrides"),
      "Cannot remove method setting canarySettings/stageVariableOverrides because there is no method setting for this method ",
    ],
    [
      "a member that is none",
      remove("badPath"),
      "Cannot remove method setting canarySettings/badPath because there is no method setting for this method ",
    ],
    [
      "itself as a text",
      { op: "replace", path: "/canarySettings", value: "test" },
      "Invalid method setting path: /canarySettings. Must be one of: [/deploymentId, ",
    ],
    [
      "a wrong member",
      { op: "replace", path: "/canarySettings/badPath", value: "x" },
      "Invalid method setting path: /canarySettings/badPath. Must be one of: [/deploymentId, ",
    ],
    [
      "what is added",
      { op: "add", path: "/canarySettings/deploymentId", value: "x" },
      "Invalid add operation with path: /canarySettings/deploymentId",
    ],
    [
      "an unknown deployment",
      { op: "replace", path: "/canarySettings/deploymentId", value: "deploy" },
      "Deployment id does not exist",
    ],
    [
      "a share of more than all",
      { op: "replace", path: "/canarySettings/percentTraffic", value: "101" },
      "Invalid canary percent traffic",
    ],
    [
      "a copy the other way",
      { op: "copy", path: "/canarySettings/stageVariableOverrides", from: "/variables" },
      "Invalid copy operation with path: /canarySettings/stageVariableOverrides and from /variables. Valid copy:path are [/deploymentId, /variables] and valid copy:from are [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]",
    ],
    [
      "a copy without a canary",
      { op: "copy", from: "/canarySettings/deploymentId", path: "/deploymentId" },
      "Promotion not available. Canary does not exist.",
    ],
  ])("refuses %s", async (what, operation, message) => {
    const stageName = `refusing-${what.replaceAll(" ", "-")}`;
    await gateway.client.send(new CreateStageCommand({ restApiId, stageName, deploymentId: first }));
    await expect(patched(restApiId, stageName, operation)).rejects.toMatchObject({
      ...{ name: "BadRequestException", message: expect.stringContaining(message) },
    });
  });

  test.each([
    ["no stage", undefined, "Provided value is null"],
    ["an empty stage", "", "Provided value is "],
    [
      "a stage that is not there",
      "none",
      "Invalid deployment content specified.Stage none must already be created before making a canary release deployment",
    ],
  ])("a deployment as a canary of %s is refused", async (_, stageName, message) => {
    await expect(
      deployed(restApiId, stageName, { canarySettings: { percentTraffic: 50 } }),
    ).rejects.toMatchObject({ name: "BadRequestException", message: expect.stringContaining(message) });
  });

  test("of an unknown deployment is refused", async () => {
    const canarySettings = { deploymentId: "deploy" };
    await expect(
      gateway.client.send(
        new CreateStageCommand({ restApiId, stageName: "x", deploymentId: first, canarySettings }),
      ),
    ).rejects.toMatchObject({ name: "BadRequestException", message: "Deployment id does not exist" });
  });
});

test("a deployment leaves a stage as it is but for what it says", async () => {
  const { restApiId } = await newApi();
  await deployed(restApiId, "dev", { variables: { a: "1" }, stageDescription: "d" });
  await patched(restApiId, "dev", { op: "replace", path: "/*/*/logging/loglevel", value: "INFO" });
  const deploymentId = await deployed(restApiId, "dev");
  const stage = await gateway.client.send(new GetStageCommand({ restApiId, stageName: "dev" }));
  expect(stage).toMatchObject({ deploymentId, variables: { a: "1" }, description: "d" });
  expect(stage.methodSettings?.["*/*"]?.loggingLevel).toBe("INFO");
});

test("a template's canary is its stage's", async () => {
  const Api = { Ref: "Api" };
  const root = { "Fn::GetAtt": ["Api", "RootResourceId"] };
  const {
    Id = "",
    Usual,
    Canary,
  } = await gateway.deploy("canary", {
    Resources: {
      Api: { Type: "AWS::ApiGateway::RestApi", Properties: { Name: "t" } },
      Method: {
        Type: "AWS::ApiGateway::Method",
        Properties: {
          ...{ RestApiId: Api, ResourceId: root, HttpMethod: "GET", AuthorizationType: "NONE" },
          Integration: { Type: "MOCK" },
        },
      },
      Usual: { Type: "AWS::ApiGateway::Deployment", DependsOn: "Method", Properties: { RestApiId: Api } },
      Other: { Type: "AWS::ApiGateway::Deployment", DependsOn: "Method", Properties: { RestApiId: Api } },
      Stage: {
        Type: "AWS::ApiGateway::Stage",
        Properties: {
          ...{ RestApiId: Api, StageName: "dev", DeploymentId: { Ref: "Usual" } },
          CanarySetting: {
            ...{ DeploymentId: { Ref: "Other" }, PercentTraffic: 10, StageVariableOverrides: { a: "1" } },
          },
        },
      },
      Next: {
        Type: "AWS::ApiGateway::Deployment",
        DependsOn: "Stage",
        Properties: {
          ...{ RestApiId: Api, StageName: "dev" },
          DeploymentCanarySettings: { PercentTraffic: 20, UseStageCache: false },
        },
      },
    },
    Outputs: {
      ...{ Id: { Value: Api }, Usual: { Value: { Ref: "Usual" } }, Canary: { Value: { Ref: "Next" } } },
    },
  });
  const stage = await gateway.client.send(new GetStageCommand({ restApiId: Id, stageName: "dev" }));
  expect(stage).toMatchObject({
    deploymentId: Usual,
    canarySettings: { deploymentId: Canary, percentTraffic: 20, useStageCache: false },
  });
});
