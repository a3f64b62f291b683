// OpenAPI documents of REST APIs, by the SDK's client: brought whole, merged, or put in the place of what there is.

import {
  APIGatewayClient,
  CreateDeploymentCommand,
  GetResourcesCommand,
  ImportRestApiCommand,
  PutRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type OpenedGateway, openGateway } from "./open-gateway.ts";

let gateway: OpenedGateway;
let client: APIGatewayClient;

beforeAll(async () => {
  gateway = await openGateway();
  client = new APIGatewayClient({ ...gateway.clientConfiguration, maxAttempts: 1 });
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
