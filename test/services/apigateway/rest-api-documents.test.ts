// OpenAPI documents of REST APIs, by the SDK's client: brought whole, merged, or put in the place of what there is; and what their
// parameters may be mapped to, in documents or not.

import {
  APIGatewayClient,
  CreateDeploymentCommand,
  DeleteMethodResponseCommand,
  GetResourcesCommand,
  ImportRestApiCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  PutRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeApi } from "./made-api.ts";
import { type OpenedGateway, openGateway } from "./open-gateway.ts";

let gateway: OpenedGateway;
let client: APIGatewayClient;
let restApiId: string;
let resourceId: string;

beforeAll(async () => {
  gateway = await openGateway();
  client = new APIGatewayClient({ ...gateway.clientConfiguration, maxAttempts: 1 });
  ({ restApiId, resourceId } = await makeApi(client));
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
  expect(gateway.faults).toEqual([]);
});

test("a document brings all of it, and is merged or put in its place", async () => {
  const mock = {
    type: "mock",
    requestTemplates: { "application/json": '{"statusCode":200}' },
    responses: { default: { statusCode: "200", responseTemplates: { "application/json": "ok" } } },
  };
  const operation = (more: object) => ({ responses: {}, "x-amazon-apigateway-integration": mock, ...more });
  const document = (paths: object) => ({
    ...{ openapi: "3.0.1", info: { title: "t", version: "1" }, paths },
    "x-amazon-apigateway-request-validators": {
      all: { validateRequestBody: true, validateRequestParameters: true },
    },
    "x-amazon-apigateway-gateway-responses": { BAD_REQUEST_BODY: { statusCode: 422 } },
    components: {
      schemas: {
        Pet: {
          type: "object",
          required: ["kind"],
          properties: { kind: { $ref: "#/components/schemas/Kind" } },
        },
        Kind: { type: "string", enum: ["cat", "dog"] },
      },
      securitySchemes: { key: { type: "apiKey", name: "x-api-key", in: "header" } },
    },
  });
  const pets = operation({
    "x-amazon-apigateway-request-validator": "all",
    parameters: [{ name: "q", in: "query", required: true, schema: { type: "string" } }],
    requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } } },
  });
  const body = (paths: object) => Buffer.from(JSON.stringify(document(paths)));
  const { id = "" } = await client.send(
    new ImportRestApiCommand({
      body: body({ "/pets": { post: pets }, "/keyed": { get: operation({ security: [{ key: [] }] }) } }),
    }),
  );
  await client.send(new CreateDeploymentCommand({ restApiId: id, stageName: "s" }));
  const post = (path: string, text: string) =>
    gateway.ask(id, `/s${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: text,
    });
  expect((await post("/pets?q=1", '{"kind":"cat"}')).text).toBe("ok");
  expect((await post("/pets?q=1", '{"kind":"cow"}')).status).toBe(422);
  expect((await post("/pets", '{"kind":"cat"}')).text).toContain("Missing required request parameters: [q]");
  expect((await gateway.ask(id, "/s/keyed")).status).toBe(403);
  await client.send(
    new PutRestApiCommand({ restApiId: id, mode: "merge", body: body({ "/more": { get: operation({}) } }) }),
  );
  const paths = async () =>
    (await client.send(new GetResourcesCommand({ restApiId: id }))).items?.map(({ path }) => path).sort();
  expect(await paths()).toEqual(["/", "/keyed", "/more", "/pets"]);
  await client.send(
    new PutRestApiCommand({
      restApiId: id,
      mode: "overwrite",
      body: body({ "/one": { get: operation({}) } }),
    }),
  );
  expect(await paths()).toEqual(["/", "/one"]);
});

const mapping = (problem: string) =>
  `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${problem}]`;
test.each([
  [
    "a parameter of no place",
    { "integration.request.cookie.a": "'x'" },
    "parameter specified: integration.request.cookie.a",
  ],
  ["a text without quotes", { "integration.request.header.a": "x" }, "specified: x"],
  ["a flag", { "integration.request.header.a": "true" }, "specified: true"],
  [
    "what is not declared",
    { "integration.request.header.a": "method.request.path.b" },
    "parameter specified: method.request.path.b",
  ],
  [
    "another place of a request",
    { "integration.request.header.a": "method.request.cookie.b" },
    "specified: method.request.cookie.b",
  ],
])("an integration that maps %s is refused", async (_, requestParameters, problem) => {
  const of = { restApiId, resourceId, httpMethod: "GET" };
  const put = new PutIntegrationCommand({
    ...of,
    type: "MOCK",
    requestParameters: requestParameters as never,
  });
  await expect(client.send(put)).rejects.toMatchObject({
    ...{ name: "BadRequestException", message: mapping(`Invalid mapping expression ${problem}`) },
  });
});

test("parameters of methods have places, and responses map what is declared", async () => {
  const of = { restApiId, resourceId, httpMethod: "PUT" };
  const method = { ...of, authorizationType: "NONE", requestParameters: { "method.request.header.a": true } };
  const wrong = { ...method, requestParameters: { "integration.request.header.a": true } };
  await expect(client.send(new PutMethodCommand(wrong))).rejects.toThrow(
    mapping("Invalid mapping expression parameter specified: integration.request.header.a"),
  );
  await client.send(new PutMethodCommand(method));
  const requestParameters = {
    "integration.request.header.a": "method.request.header.a",
    "integration.request.querystring.b": "method.request.multivalueheader.a",
    "integration.request.path.c": "method.request.body.c[0].d",
    "integration.request.header.d": "context.authorizer.principalId",
    "integration.request.header.e": "stageVariables.e",
    "integration.request.header.f": "'*'",
  };
  await client.send(new PutIntegrationCommand({ ...of, type: "MOCK", requestParameters }));
  const response = {
    ...{ ...of, statusCode: "200" },
    responseParameters: { "method.response.header.x": "integration.response.header.y" },
  };
  await expect(client.send(new PutIntegrationResponseCommand(response))).rejects.toMatchObject({
    ...{ name: "NotFoundException", message: "Invalid Response status code specified" },
  });
  await client.send(new PutMethodResponseCommand({ ...of, statusCode: "200" }));
  await expect(client.send(new PutIntegrationResponseCommand(response))).rejects.toThrow(
    mapping("Invalid mapping expression parameter specified: method.response.header.x"),
  );
  await client.send(new DeleteMethodResponseCommand({ ...of, statusCode: "200" }));
  const declared = { "method.response.header.x": false };
  await client.send(new PutMethodResponseCommand({ ...of, statusCode: "200", responseParameters: declared }));
  expect(await client.send(new PutIntegrationResponseCommand(response))).toMatchObject({ statusCode: "200" });
  await client.send(new DeleteMethodResponseCommand({ ...of, statusCode: "200" }));
});

test("a document's headers are declared, and one that maps what is not is refused whole", async () => {
  const document = (headers: object) => ({
    ...{ openapi: "3.0.1", info: { title: "mapped", version: "1" } },
    paths: {
      "/a": {
        get: {
          responses: { 200: { description: "d", headers } },
          "x-amazon-apigateway-integration": {
            type: "mock",
            requestTemplates: { "application/json": '{"statusCode":200}' },
            responses: {
              default: { statusCode: "200", responseParameters: { "method.response.header.x": "'y'" } },
            },
          },
        },
      },
    },
  });
  const importing = (body: object) =>
    client.send(new ImportRestApiCommand({ body: Buffer.from(JSON.stringify(body)) }));
  await expect(importing(document({}))).rejects.toThrow(
    mapping("Invalid mapping expression parameter specified: method.response.header.x"),
  );
  const { id = "" } = await importing(document({ x: { schema: { type: "string" } } }));
  await client.send(new CreateDeploymentCommand({ restApiId: id, stageName: "s" }));
  expect((await gateway.ask(id, "/s/a")).headers.x).toBe("y");
});
