// A line for each request to a stage of a REST API, with what is known once it is answered.

import {
  CreateDeploymentCommand,
  CreateStageCommand,
  GetStageCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { beforeAll, expect, test } from "@jest/globals";
import { type MadeApi, makeApi } from "./made-api.ts";
import { gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();
let made: MadeApi;

beforeAll(async () => {
  made = await makeApi(gateway.client);
  const { restApiId } = made;
  const { id: deploymentId } = await gateway.client.send(new CreateDeploymentCommand({ restApiId }));
  await gateway.client.send(new CreateStageCommand({ restApiId, stageName: "live", deploymentId }));
  gateway.region.services.logs.createLogGroup("access");
});

test.each([
  ["/live/a", "$context.status $context.httpMethod $context.resourcePath", /^200 GET \/a$/],
  [
    "/live/a",
    "$context.responseLength $context.integrationLatency $context.integration.latency",
    /^0 \d+ \d+$/,
  ],
  ["/live/a", "$context.error.message $context.error.responseType", /^- -$/],
  ["/live/no", "$context.status $context.responseLength $context.integrationLatency", /^403 42 -$/],
  [
    "/live/no",
    "$context.error.message|$context.error.messageString|$context.error.responseType",
    /^Missing Authentication Token\|"Missing Authentication Token"\|MISSING_AUTHENTICATION_TOKEN$/,
  ],
])("%s: %s", async (path, format, line) => {
  const { restApiId } = made;
  const destinationArn = gateway.region.services.logs.arnOf("access");
  const replaced = (member: string, value: string) =>
    ({ op: "replace", path: `/accessLogSettings/${member}`, value }) as const;
  const patchOperations = [replaced("destinationArn", destinationArn), replaced("format", format)];
  await gateway.client.send(new UpdateStageCommand({ restApiId, stageName: "live", patchOperations }));
  await gateway.ask(restApiId, path);
  const events = gateway.region.services.logs.group("access").read(() => true);
  expect(events.at(-1)?.message).toMatch(line);
});

test("a stage that comes with a template's deployment is what its description says", async () => {
  const destinationArn = gateway.region.services.logs.arnOf("access");
  const StageDescription = {
    ...{ Description: "d", DocumentationVersion: "1", Variables: { who: "me" }, MetricsEnabled: true },
    ...{ Tags: [{ Key: "k", Value: "v" }], CachingEnabled: false },
    AccessLogSetting: { DestinationArn: destinationArn, Format: "by template: $context.stage" },
  };
  const { Api: restApiId = "" } = await gateway.deploy("described", {
    Resources: {
      Api: { Type: "AWS::ApiGateway::RestApi", Properties: { Name: "described" } },
      Method: {
        Type: "AWS::ApiGateway::Method",
        Properties: {
          ...{ RestApiId: { Ref: "Api" }, ResourceId: { "Fn::GetAtt": ["Api", "RootResourceId"] } },
          ...{ HttpMethod: "GET", Integration: { Type: "MOCK" } },
        },
      },
      Said: {
        Type: "AWS::ApiGateway::DocumentationPart",
        Properties: {
          RestApiId: { Ref: "Api" },
          Location: { Type: "API" },
          Properties: '{"description":"d"}',
        },
      },
      Version: {
        ...{ Type: "AWS::ApiGateway::DocumentationVersion", DependsOn: "Said" },
        Properties: { RestApiId: { Ref: "Api" }, DocumentationVersion: "1" },
      },
      Deployment: {
        ...{ Type: "AWS::ApiGateway::Deployment", DependsOn: ["Method", "Version"] },
        Properties: { RestApiId: { Ref: "Api" }, StageName: "live", StageDescription },
      },
    },
    Outputs: { Api: { Value: { Ref: "Api" } } },
  });
  expect(await gateway.client.send(new GetStageCommand({ restApiId, stageName: "live" }))).toMatchObject({
    ...{ description: "d", documentationVersion: "1", variables: { who: "me" }, tags: { k: "v" } },
    methodSettings: { "*/*": { metricsEnabled: true } },
  });
  await gateway.ask(restApiId, "/live");
  const events = gateway.region.services.logs.group("access").read(() => true);
  expect(events.at(-1)?.message).toBe("by template: live");
});
