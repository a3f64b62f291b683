// APIs as documents, by the SDK's clients: what is exported is an API again when it is imported.

import * as rest from "@aws-sdk/client-api-gateway";
import * as http from "@aws-sdk/client-apigatewayv2";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();
const { client, httpClient } = gateway;

const textOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();

const source = {
  openapi: "3.0.1",
  info: { title: "pets", version: "2" },
  paths: {
    "/pets/{id}": {
      post: {
        operationId: "feed",
        parameters: [
          { name: "id", in: "path", required: true, schema: { type: "string" } },
          { name: "q", in: "query", required: true, schema: { type: "string" } },
        ],
        requestBody: {
          content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } },
          required: true,
        },
        responses: {
          200: {
            description: "200 response",
            headers: { "x-a": { schema: { type: "string" } } },
            content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } },
          },
        },
        security: [{ api_key: [] }],
        "x-amazon-apigateway-request-validator": "all",
        "x-amazon-apigateway-integration": {
          type: "mock",
          requestTemplates: { "application/json": '{"statusCode":200}' },
          passthroughBehavior: "when_no_match",
          timeoutInMillis: 29_000,
          responses: { default: { statusCode: "200", responseTemplates: { "application/json": "ok" } } },
        },
      },
    },
  },
  components: {
    schemas: {
      Pet: { type: "object", properties: { kind: { $ref: "#/components/schemas/Kind" } } },
      Kind: { type: "string" },
    },
    securitySchemes: { api_key: { type: "apiKey", name: "x-api-key", in: "header" } },
  },
  "x-amazon-apigateway-request-validators": {
    all: { validateRequestBody: true, validateRequestParameters: true },
  },
  "x-amazon-apigateway-gateway-responses": {
    BAD_REQUEST_BODY: { statusCode: "422", responseParameters: {}, responseTemplates: {} },
  },
};

async function imported(document: object): Promise<string> {
  const body = Buffer.from(JSON.stringify(document));
  const { id = "" } = await client.send(new rest.ImportRestApiCommand({ body }));
  await client.send(new rest.CreateDeploymentCommand({ restApiId: id, stageName: "s" }));
  return id;
}

const exported = (restApiId: string, more: Partial<rest.GetExportCommandInput> = {}) =>
  client.send(new rest.GetExportCommand({ restApiId, stageName: "s", exportType: "oas30", ...more }));
const parameters = { extensions: "apigateway" };

test.each(["oas30", "swagger"])(
  "a REST API that is exported as %s is the same when it is imported",
  async (exportType) => {
    const id = await imported(source);
    const first = await exported(id, { exportType, parameters });
    expect(first.contentType).toBe("application/json");
    expect(first.contentDisposition).toMatch(
      new RegExp(`^attachment; filename="${exportType}_[-0-9T:]+Z\\.json"$`),
    );
    const document = JSON.parse(textOf(first.body));
    const again = await imported(document);
    const second = JSON.parse(textOf((await exported(again, { exportType, parameters })).body));
    const stable = ({ servers: _, host: __, ...rest }: Record<string, unknown>) => rest;
    expect(stable(second)).toEqual(stable(document));
    const operation = document.paths["/pets/{id}"].post;
    expect(operation).toMatchObject({
      operationId: "feed",
      security: [{ api_key: [] }],
      "x-amazon-apigateway-request-validator": "all",
      "x-amazon-apigateway-integration": {
        type: "mock",
        responses: { default: { statusCode: "200", responseTemplates: { "application/json": "ok" } } },
      },
    });
    if (exportType === "oas30") {
      expect(operation.requestBody).toEqual(source.paths["/pets/{id}"].post.requestBody);
      expect(document.components.schemas).toEqual(source.components.schemas);
      expect(document.servers).toEqual([
        {
          url: `https://${id}.execute-api.us-east-1.amazonaws.com/{basePath}`,
          variables: { basePath: { default: "/s" } },
        },
      ]);
    } else
      expect(document).toMatchObject({
        swagger: "2.0",
        basePath: "/s",
        definitions: { Kind: { type: "string" } },
      });
  },
);

test("without extensions there is only what every reader knows; YAML says the same", async () => {
  const id = await imported(source);
  const plain = textOf((await exported(id)).body);
  expect(plain).not.toContain("x-amazon-apigateway-integration");
  const yaml = await exported(id, { accepts: "application/yaml" });
  expect(yaml.contentType).toBe("application/yaml");
  expect(parse(textOf(yaml.body))).toEqual(JSON.parse(plain));
  await expect(exported(id, { exportType: "raml" })).rejects.toMatchObject({ name: "BadRequestException" });
  await expect(exported(id, { stageName: "no" })).rejects.toThrow("Invalid stage identifier specified");
});

test("an HTTP API that is exported is the same when it is imported", async () => {
  const { ApiId = "" } = await httpClient.send(
    new http.CreateApiCommand({
      ...{ Name: "h", ProtocolType: "HTTP", Version: "3", Tags: { team: "weather" } },
      CorsConfiguration: { AllowOrigins: ["https://example.com"], MaxAge: 5 },
    }),
  );
  const { AuthorizerId } = await httpClient.send(
    new http.CreateAuthorizerCommand({
      ...{ ApiId, Name: "jwt", AuthorizerType: "JWT", IdentitySource: ["$request.header.Authorization"] },
      JwtConfiguration: { Issuer: "http://127.0.0.1:9/i", Audience: ["a"] },
    }),
  );
  const { IntegrationId } = await httpClient.send(
    new http.CreateIntegrationCommand({
      ...{ ApiId, IntegrationType: "HTTP_PROXY", IntegrationMethod: "GET", PayloadFormatVersion: "1.0" },
      IntegrationUri: "http://127.0.0.1:9/x",
    }),
  );
  const Target = `integrations/${IntegrationId}`;
  await httpClient.send(
    new http.CreateRouteCommand({
      ...{ ApiId, RouteKey: "GET /pets/{id}", Target, OperationName: "look" },
      ...{ AuthorizationType: "JWT", AuthorizerId, AuthorizationScopes: ["read"] },
    }),
  );
  await httpClient.send(
    new http.CreateRouteCommand({ ApiId, RouteKey: "$default", Target, AuthorizationType: "AWS_IAM" }),
  );
  const document = async (of: string, more: Partial<http.ExportApiCommandInput> = {}) => {
    const asked = { ApiId: of, Specification: "OAS30", OutputType: "JSON", ...more };
    return textOf((await httpClient.send(new http.ExportApiCommand(asked))).body);
  };
  const first = JSON.parse(await document(ApiId));
  expect(first).toMatchObject({
    info: { title: "h", version: "3" },
    tags: [{ name: "team", "x-amazon-apigateway-tag-value": "weather" }],
    "x-amazon-apigateway-cors": { allowOrigins: ["https://example.com"], maxAge: 5 },
    paths: { "/$default": { "x-amazon-apigateway-any-method": { isDefaultRoute: true } } },
  });
  const again = await httpClient.send(new http.ImportApiCommand({ Body: JSON.stringify(first) }));
  const second = JSON.parse(await document(again.ApiId ?? ""));
  expect({ ...second, servers: [] }).toEqual({ ...first, servers: [] });
  expect(parse(await document(ApiId, { OutputType: "YAML" }))).toEqual(first);
  expect(await document(ApiId, { IncludeExtensions: false })).not.toContain(
    "x-amazon-apigateway-integration",
  );
  await expect(document(ApiId, { Specification: "OAS20" })).rejects.toThrow("Specification must be OAS30");
  await expect(document(ApiId, { StageName: "no" })).rejects.toMatchObject({ name: "NotFoundException" });
});
