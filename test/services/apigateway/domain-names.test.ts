// Custom domain names by the SDK's clients of REST APIs and HTTP APIs: where their paths lead, and what is refused of them.

import * as rest from "@aws-sdk/client-api-gateway";
import * as http from "@aws-sdk/client-apigatewayv2";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { makeApi } from "./made-api.ts";
import { askAt, gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();
const { client, httpClient } = gateway;
let restApiId: string;
let host: string;
const domainName = "api.example.com";

beforeAll(async () => {
  ({ restApiId } = await makeApi(client));
  const { items = [] } = await client.send(new rest.GetResourcesCommand({ restApiId }));
  const resourceId = items.find(({ path }) => path === "/a")?.id ?? "";
  await client.send(
    new rest.UpdateIntegrationResponseCommand({
      ...{ restApiId, resourceId, httpMethod: "GET", statusCode: "200" },
      patchOperations: [
        {
          op: "add",
          path: "/responseTemplates/application~1json",
          value: "$context.domainName $context.path $context.stage",
        },
      ],
    }),
  );
  await client.send(new rest.CreateDeploymentCommand({ restApiId, stageName: "live" }));
  const made = await client.send(
    new rest.CreateDomainNameCommand({
      ...{ domainName, regionalCertificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/c" },
      endpointConfiguration: { types: ["REGIONAL"] },
    }),
  );
  host = made.regionalDomainName ?? "";
});

const ask = (path: string, headers = {}) =>
  askAt(Number(new URL(gateway.url).port), path, { headers: { host, ...headers } });
const map = (basePath: string | undefined, stage?: string) =>
  client.send(new rest.CreateBasePathMappingCommand({ domainName, basePath, restApiId, stage }));

test("a domain name is told as both kinds of APIs tell it", async () => {
  expect(host).toMatch(/^d-[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com$/);
  expect(await client.send(new rest.GetDomainNameCommand({ domainName }))).toMatchObject({
    ...{ domainName, regionalDomainName: host, domainNameStatus: "AVAILABLE", securityPolicy: "TLS_1_2" },
    endpointConfiguration: { types: ["REGIONAL"], ipAddressType: "ipv4" },
    domainNameArn: `arn:aws:apigateway:us-east-1::/domainnames/${domainName}`,
  });
  expect(await httpClient.send(new http.GetDomainNameCommand({ DomainName: domainName }))).toMatchObject({
    DomainName: domainName,
    ApiMappingSelectionExpression: "$request.basepath",
    DomainNameConfigurations: [
      { ApiGatewayDomainName: host, EndpointType: "REGIONAL", DomainNameStatus: "AVAILABLE" },
    ],
  });
  const patchOperations = [{ op: "replace" as const, path: "/securityPolicy", value: "TLS_1_0" }];
  const patched = await client.send(new rest.UpdateDomainNameCommand({ domainName, patchOperations }));
  expect(patched).toMatchObject({ securityPolicy: "TLS_1_0", regionalDomainName: host });
});

test("its paths lead to APIs, by the longest key that they begin with", async () => {
  expect((await ask("/v1/a")).status).toBe(403);
  expect(await map("v1", "live")).toMatchObject({ basePath: "v1", restApiId, stage: "live" });
  expect((await ask("/v1/a")).text).toBe(`${domainName} /v1/a live`);
  expect((await ask("/v11/a")).status).toBe(403);
  expect(await map(undefined)).toMatchObject({ basePath: "(none)" });
  expect((await ask("/live/a")).text).toBe(`${domainName} /live/a live`);
  const byPath = await askAt(
    Number(new URL(gateway.url).port),
    `/_millrace/execute-api/${domainName}/v1/a`,
    {},
  );
  expect(byPath.text).toBe(`${domainName} /v1/a live`);
  const mapped = { DomainName: domainName, ApiId: restApiId, Stage: "live" };
  const { ApiMappingId } = await httpClient.send(
    new http.CreateApiMappingCommand({ ...mapped, ApiMappingKey: "deep/er" }),
  );
  expect((await ask("/deep/er/a")).text).toBe(`${domainName} /deep/er/a live`);
  const listed = await client.send(new rest.GetBasePathMappingsCommand({ domainName, limit: 2 }));
  expect(listed.items?.map(({ basePath }) => basePath)).toEqual(["v1", "(none)"]);
  const rest2 = await client.send(
    new rest.GetBasePathMappingsCommand({ domainName, position: listed.position }),
  );
  expect(rest2.items?.map(({ basePath }) => basePath)).toEqual(["deep/er"]);
  await httpClient.send(
    new http.UpdateApiMappingCommand({
      ...{ DomainName: domainName, ApiMappingId, ApiId: restApiId, ApiMappingKey: "er" },
    }),
  );
  expect((await ask("/deep/er/a")).status).toBe(403);
  expect((await ask("/er/a")).status).toBe(200);
  const moved = await client.send(
    new rest.UpdateBasePathMappingCommand({
      ...{ domainName, basePath: "v1" },
      patchOperations: [{ op: "replace", path: "/basePath", value: "v2" }],
    }),
  );
  expect(moved).toMatchObject({ basePath: "v2", restApiId, stage: "live" });
  expect((await ask("/v2/a")).status).toBe(200);
  await client.send(new rest.DeleteBasePathMappingCommand({ domainName, basePath: "(none)" }));
  expect((await ask("/live/a")).status).toBe(403);
});

test("what a domain name leads to stays until it does no more", async () => {
  const stage = { restApiId, stageName: "live" };
  await expect(client.send(new rest.DeleteStageCommand(stage))).rejects.toThrow(
    "Deleting stage failed. Please remove all base path mappings related to the stage",
  );
  await expect(client.send(new rest.DeleteRestApiCommand({ restApiId }))).rejects.toThrow(
    "Deleting API failed. Please remove all base path mappings related to the API in your domains: api.example.com",
  );
});

test("an API that is closed at its own address answers at a domain name", async () => {
  const close = (value: string) =>
    client.send(
      new rest.UpdateRestApiCommand({
        restApiId,
        patchOperations: [{ op: "replace", path: "/disableExecuteApiEndpoint", value }],
      }),
    );
  await close("true");
  expect((await gateway.ask(restApiId, "/live/a")).status).toBe(403);
  expect((await ask("/v2/a")).status).toBe(200);
  await close("false");
});

test("routing rules go before mappings, where the domain name says so", async () => {
  const invokeApi = { ApiId: restApiId, Stage: "live", StripBasePath: true };
  const rule = {
    ...{ DomainName: domainName, Priority: 10, Actions: [{ InvokeApi: invokeApi }] },
    Conditions: [
      { MatchBasePaths: { AnyOf: ["beta"] } },
      { MatchHeaders: { AnyOf: [{ Header: "X-Who", ValueGlob: "test*" }] } },
    ],
  };
  const made = await httpClient.send(new http.CreateRoutingRuleCommand(rule));
  const asTester = { "x-who": "tester" };
  expect((await ask("/beta/a", asTester)).status).toBe(403);
  const mode = (RoutingMode: http.RoutingMode) =>
    httpClient.send(new http.UpdateDomainNameCommand({ DomainName: domainName, RoutingMode }));
  await mode("ROUTING_RULE_THEN_API_MAPPING");
  expect((await ask("/beta/a", asTester)).text).toBe(`${domainName} /beta/a live`);
  expect((await ask("/beta/a")).status).toBe(403);
  expect((await ask("/v2/a")).status).toBe(200);
  await mode("ROUTING_RULE_ONLY");
  expect((await ask("/v2/a")).status).toBe(403);
  await expect(httpClient.send(new http.CreateRoutingRuleCommand(rule))).rejects.toMatchObject({
    name: "ConflictException",
  });
  const RoutingRuleId = made.RoutingRuleId ?? "";
  const one = { DomainName: domainName, RoutingRuleId };
  await httpClient.send(new http.PutRoutingRuleCommand({ ...rule, RoutingRuleId, Conditions: [] }));
  expect((await ask("/a")).text).toBe(`${domainName} /a live`);
  const { RoutingRules } = await httpClient.send(
    new http.ListRoutingRulesCommand({ DomainName: domainName }),
  );
  expect(RoutingRules).toMatchObject([{ RoutingRuleId, Priority: 10, Conditions: [] }]);
  await httpClient.send(new http.DeleteRoutingRuleCommand(one));
  await expect(httpClient.send(new http.GetRoutingRuleCommand(one))).rejects.toMatchObject({
    name: "NotFoundException",
  });
  await mode("API_MAPPING_ONLY");
});

test("an HTTP API is reached by a domain name, its stage by the mapping", async () => {
  const { ApiId = "" } = await httpClient.send(
    new http.CreateApiCommand({ Name: "h", ProtocolType: "HTTP", DisableExecuteApiEndpoint: true }),
  );
  await httpClient.send(new http.CreateStageCommand({ ApiId, StageName: "s", AutoDeploy: true }));
  await httpClient.send(
    new http.CreateApiMappingCommand({ DomainName: domainName, ApiId, Stage: "s", ApiMappingKey: "h" }),
  );
  // Its one route has no integration, so that it is found and fails.
  await httpClient.send(new http.CreateRouteCommand({ ApiId, RouteKey: "GET /x" }));
  expect((await ask("/h/x")).status).toBe(500);
  expect((await ask("/h/y")).status).toBe(404);
  await expect(httpClient.send(new http.DeleteApiCommand({ ApiId }))).rejects.toThrow("Deleting API failed.");
});

describe("is refused:", () => {
  test.each<[what: string, act: () => Promise<unknown>, name: string, message: string]>([
    [
      "a name that is taken",
      () => client.send(new rest.CreateDomainNameCommand({ domainName })),
      "BadRequestException",
      "The domain name you provided already exists.",
    ],
    [
      "no name",
      () => client.send(new rest.CreateDomainNameCommand({ domainName: "no_name" })),
      "BadRequestException",
      "Invalid domain name specified: no_name",
    ],
    [
      "a name that is not there",
      () => client.send(new rest.GetDomainNameCommand({ domainName: "x.y" })),
      "NotFoundException",
      "Invalid domain name identifier specified",
    ],
    [
      "a private name",
      () =>
        client.send(
          new rest.CreateDomainNameCommand({
            domainName: "p.example.com",
            endpointConfiguration: { types: ["PRIVATE"] },
          }),
        ),
      "BadRequestException",
      "The region has no private networks",
    ],
    [
      "a base path with a slash",
      () => map("/v1"),
      "BadRequestException",
      "API Gateway V1 doesn't support the slash character (/) in base path mappings.",
    ],
    ["a base path that is there", () => map("v2"), "ConflictException", "Base path already exists"],
    ["an unknown stage", () => map("v3", "no"), "BadRequestException", "Invalid stage identifier specified"],
    [
      "an unknown API",
      () =>
        client.send(new rest.CreateBasePathMappingCommand({ domainName, basePath: "v4", restApiId: "no" })),
      "BadRequestException",
      "Invalid REST API identifier specified",
    ],
    [
      "an unknown base path",
      () => client.send(new rest.GetBasePathMappingCommand({ domainName, basePath: "no" })),
      "NotFoundException",
      "Invalid base path mapping identifier specified",
    ],
    [
      "a key that begins with a slash",
      () =>
        httpClient.send(
          new http.CreateApiMappingCommand({
            ...{ DomainName: domainName, ApiId: restApiId, Stage: "live", ApiMappingKey: "/x" },
          }),
        ),
      "BadRequestException",
      "API mapping key should not start with a '/'",
    ],
  ])("%s", async (_, act, name, message) => {
    await expect(act()).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });
});
