// APIs in front of what the region does not reach: servers of other machines, private networks, services that are not here. They are
// made as on AWS, their clients are answered as when nobody is there, and whoever wrote them is told why.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";

let served: ServedRegion;
const warnings: string[] = [];
beforeAll(async () => {
  served = await serveRegion({ onWarning: (message) => warnings.push(message) });
  served.region.start();
});
afterAll(() => served.close());

const integration = (properties: JsonObject): JsonObject => ({
  Type: "AWS::ApiGatewayV2::Integration",
  Properties: {
    ApiId: { Ref: "Api" },
    IntegrationType: "HTTP_PROXY",
    PayloadFormatVersion: "1.0",
    ...properties,
  },
});
const route = (path: string, name: string): JsonObject => ({
  Type: "AWS::ApiGatewayV2::Route",
  Properties: {
    ...{ ApiId: { Ref: "Api" }, RouteKey: `GET ${path}` },
    Target: { "Fn::Sub": `integrations/\${${name}}` },
  },
});
const method = (resource: string, properties: JsonObject): JsonObject => ({
  Type: "AWS::ApiGateway::Method",
  Properties: {
    ...{ RestApiId: { Ref: "Rest" }, ResourceId: { Ref: resource }, HttpMethod: "GET" },
    ...{ AuthorizationType: "NONE", Integration: { IntegrationHttpMethod: "GET", ...properties } },
  },
});
const resource = (part: string): JsonObject => ({
  Type: "AWS::ApiGateway::Resource",
  Properties: {
    ...{ RestApiId: { Ref: "Rest" }, ParentId: { "Fn::GetAtt": ["Rest", "RootResourceId"] } },
    PathPart: part,
  },
});

const template: JsonObject = {
  Resources: {
    Link: { Type: "AWS::ApiGatewayV2::VpcLink", Properties: { Name: "l", SubnetIds: ["subnet-1"] } },
    Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "a", ProtocolType: "HTTP" } },
    Stage: {
      Type: "AWS::ApiGatewayV2::Stage",
      Properties: { ApiId: { Ref: "Api" }, StageName: "$default", AutoDeploy: true },
    },
    Far: integration({ IntegrationMethod: "GET", IntegrationUri: "https://example.com/pets" }),
    FarRoute: route("/far", "Far"),
    Private: integration({
      ...{ IntegrationMethod: "ANY", ConnectionType: "VPC_LINK", ConnectionId: { Ref: "Link" } },
      IntegrationUri: "arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/a/b/c",
      TlsConfig: { ServerNameToVerify: "example.com" },
    }),
    PrivateRoute: route("/private", "Private"),
    Rest: { Type: "AWS::ApiGateway::RestApi", Properties: { Name: "r" } },
    Pets: resource("pets"),
    GetPets: method("Pets", { Type: "HTTP_PROXY", Uri: "http://petstore.example.com/pets" }),
    Inner: resource("inner"),
    GetInner: method("Inner", {
      ...{
        Type: "HTTP_PROXY",
        Uri: "http://inner.example.com/",
        ConnectionType: "VPC_LINK",
        ConnectionId: "l",
      },
    }),
    Words: resource("words"),
    GetWords: method("Words", {
      ...{ Type: "AWS", Uri: "arn:aws:apigateway:us-east-1:comprehend:action/DetectSentiment" },
      Credentials: "arn:aws:iam::000000000000:role/any",
    }),
    Deployed: {
      Type: "AWS::ApiGateway::Deployment",
      DependsOn: ["GetPets", "GetInner", "GetWords"],
      Properties: { RestApiId: { Ref: "Rest" }, StageName: "s" },
    },
  },
  Outputs: { Http: { Value: { Ref: "Api" } }, Rest: { Value: { Ref: "Rest" } } },
};

test("are made, and their requests told of", async () => {
  const deployed = await served.region.services.cloudformation.deploy({
    ...{ stackName: "outside", template: { file: "t.json", body: template } },
  });
  expect(deployed.warnings).toEqual([
    "/Resources/Private/Properties/ConnectionId: has no effect in the local region: there are no private networks: requests are answered with 503",
    "/Resources/Private/Properties/TlsConfig: has no effect in the local region: servers of this machine are asked by plain HTTP",
  ]);
  const base = `${served.server.url}/_millrace/execute-api`;
  const ask = async (path: string) => {
    const answer = await fetch(`${base}/${path}`);
    return [answer.status, await answer.json()];
  };
  const { Http: http, Rest: rest } = deployed.outputs;
  expect(await ask(`${http}/far`)).toEqual([503, { message: "Service Unavailable" }]);
  expect(await ask(`${http}/private`)).toEqual([503, { message: "Service Unavailable" }]);
  const failed = [504, { message: "Network error communicating with endpoint" }];
  expect(await ask(`${rest}/s/pets`)).toEqual(failed);
  expect(await ask(`${rest}/s/inner`)).toEqual(failed);
  expect(await ask(`${rest}/s/words`)).toEqual(failed);
  expect(warnings).toEqual([
    "GET /far was not handed on: the region reaches servers of this machine by HTTP, and https://example.com/pets is none",
    expect.stringContaining("listener/app/a/b/c is none"),
    expect.stringContaining("http://petstore.example.com/pets is none"),
    expect.stringContaining("http://inner.example.com/ is none"),
    expect.stringContaining("comprehend:action/DetectSentiment is none"),
  ]);
});
