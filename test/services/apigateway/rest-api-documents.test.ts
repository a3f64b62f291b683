// OpenAPI documents of REST APIs, by the SDK's client: brought whole, merged, or put in the place of what there is; and what their
// parameters may be mapped to, in documents or not.

import {
  CreateDeploymentCommand,
  CreateModelCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  DeleteMethodResponseCommand,
  GetDeploymentCommand,
  GetResourcesCommand,
  GetStageCommand,
  ImportRestApiCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  PutRestApiCommand,
  UpdateRestApiCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { beforeAll, expect, test } from "@jest/globals";
import { makeApi } from "./made-api.ts";
import { gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();
const { client } = gateway;
let restApiId: string;
let resourceId: string;

beforeAll(async () => {
  ({ restApiId, resourceId } = await makeApi(client));
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

test("a function is what a proxy integration of AWS's asks", async () => {
  const of = { restApiId, resourceId, httpMethod: "GET", integrationHttpMethod: "POST" };
  const uri = "arn:aws:apigateway:us-east-1:sqs:path/queue";
  await expect(client.send(new PutIntegrationCommand({ ...of, type: "AWS_PROXY", uri }))).rejects.toThrow(
    "Integrations of type 'AWS_PROXY' currently only supports Lambda function",
  );
});

test("a document, and how it is imported, say what the API is", async () => {
  const settings = {
    "x-amazon-apigateway-api-key-source": "AUTHORIZER",
    "x-amazon-apigateway-minimum-compression-size": 100,
    servers: [{ "x-amazon-apigateway-endpoint-configuration": { disableExecuteApiEndpoint: true } }],
  };
  const body = (more: object) =>
    Buffer.from(JSON.stringify({ openapi: "3.0.1", info: { title: "t", version: "1" }, paths: {}, ...more }));
  const parameters = { endpointConfigurationTypes: "REGIONAL" };
  const imported = new ImportRestApiCommand({ body: body(settings), parameters });
  expect(await client.send(imported)).toMatchObject({
    ...{ apiKeySource: "AUTHORIZER", minimumCompressionSize: 100, disableExecuteApiEndpoint: true },
    endpointConfiguration: { types: ["REGIONAL"] },
  });
  const ofEndpoints = { "x-amazon-apigateway-endpoint-configuration": { vpcEndpointIds: ["vpce-1"] } };
  expect(await client.send(new ImportRestApiCommand({ body: body(ofEndpoints) }))).toMatchObject({
    ...{ apiKeySource: "HEADER", disableExecuteApiEndpoint: false },
    endpointConfiguration: { types: ["PRIVATE"], vpcEndpointIds: ["vpce-1"] },
  });
  const wrong = body({ "x-amazon-apigateway-api-key-source": "COOKIE" });
  await expect(client.send(new ImportRestApiCommand({ body: wrong }))).rejects.toThrow(
    "Invalid API key source 'COOKIE': expected one of [HEADER, AUTHORIZER]",
  );
});

test("a document may be in YAML, and what is neither that nor JSON is refused", async () => {
  const yaml = [
    ...["swagger: 2.0", "info:", "  title: written", "  version: 2.0", "paths:", "  /a:", "    get: &a"],
    "      security: [{other: [all]}]",
    ...["      responses: {200: {description: d}}", "      x-amazon-apigateway-integration:"],
    ...[
      "        type: mock",
      "        requestTemplates:",
      `          application/json: '{"statusCode": 200}'`,
    ],
    ...["        responses: {default: {statusCode: 200}}", "    put: *a"],
    "securityDefinitions: {other: {type: oauth2}}",
  ].join("\n");
  const imported = await client.send(new ImportRestApiCommand({ body: Buffer.from(yaml) }));
  const { id: restApiId = "" } = imported;
  expect(imported).toMatchObject({ name: "written", version: "2.0" });
  // A stage without a name is none.
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: "" }));
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: "s" }));
  expect((await gateway.ask(restApiId, "/s/a", { method: "PUT" })).status).toBe(200);
  const older = new PutRestApiCommand({ restApiId, body: Buffer.from('{"openapi":"2.0.0"}') });
  await expect(client.send(older)).rejects.toThrow("expected a Swagger 2 or OpenAPI 3 document");
  for (const [text, problem] of [
    ["{", "is neither JSON nor YAML: "],
    ["a: 1\n b: 2", "is neither JSON nor YAML: "],
    ["hello", "must be an object"],
    ["", "must be an object"],
  ] as const)
    await expect(
      client.send(new PutRestApiCommand({ restApiId, mode: "merge", body: Buffer.from(text) })),
    ).rejects.toMatchObject({
      name: "BadRequestException",
      message: expect.stringContaining(`Unable to parse API definition: the document ${problem}`),
    });
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

test.each<[what: string, refused: () => Promise<unknown>, message: string]>([
  [
    "an API of one that is not there",
    () => client.send(new CreateRestApiCommand({ name: "x", cloneFrom: "none" })),
    "Invalid API identifier specified",
  ],
  [
    "a second variable beside one",
    () => client.send(new CreateResourceCommand({ restApiId, parentId: resourceId, pathPart: "{c}" })),
    "A sibling ({b}) of this resource already has a variable path part -- only one is allowed",
  ],
  [
    "a model that is not there",
    () =>
      client.send(
        new PutMethodCommand({
          ...{ restApiId, resourceId, httpMethod: "PATCH", authorizationType: "NONE" },
          requestModels: { "application/json": "None" },
        }),
      ),
    "Invalid model identifier specified: None",
  ],
  [
    "a model without a schema",
    () => client.send(new CreateModelCommand({ restApiId, name: "M", contentType: "application/json" })),
    "Model schema must have at least 1 property or array items defined",
  ],
  [
    "a behaviour that is none",
    () =>
      client.send(
        new PutIntegrationCommand({
          ...{ restApiId, resourceId, httpMethod: "GET", type: "MOCK", passthroughBehavior: "X" },
        }),
      ),
    "Invalid passthrough behavior specified: X. Must be one of [WHEN_NO_MATCH, WHEN_NO_TEMPLATES, NEVER]",
  ],
  [
    "a stage's variable of other letters",
    () => client.send(new CreateDeploymentCommand({ restApiId, stageName: "v", variables: { a: "b!" } })),
    "Invalid stage variable value of key a.  Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.",
  ],
  [
    "an operation of a patch that is none",
    () =>
      client.send(
        new UpdateRestApiCommand({ restApiId, patchOperations: [{ op: "test", path: "/name", value: "x" }] }),
      ),
    "Invalid patch operation specified. Must be 'add'|'remove'|'replace'",
  ],
])("%s is refused", async (_, refused, message) => {
  await expect(refused()).rejects.toThrow(message);
});

test("a greedy resource has none below; what an API is told of its methods, stages and deployments", async () => {
  const { id: copied = "" } = await client.send(
    new CreateRestApiCommand({ name: "copy", cloneFrom: restApiId }),
  );
  const { items: bare = [] } = await client.send(new GetResourcesCommand({ restApiId: copied }));
  expect(bare.find(({ path }) => path === "/a")?.resourceMethods).toEqual({ GET: {}, PUT: {} });
  const whole = await client.send(new GetResourcesCommand({ restApiId: copied, embed: ["methods"] }));
  expect(whole.items?.find(({ path }) => path === "/a")?.resourceMethods?.GET).toMatchObject({
    authorizationType: "NONE",
  });
  const parentId = bare.find(({ path }) => path === "/")?.id;
  const greedy = await client.send(
    new CreateResourceCommand({ restApiId: copied, parentId, pathPart: "{proxy+}" }),
  );
  await expect(
    client.send(new CreateResourceCommand({ restApiId: copied, parentId: greedy.id, pathPart: "x" })),
  ).rejects.toThrow("Cannot create a child of a resource with a greedy path variable: {proxy+}");
  const { id: deploymentId } = await client.send(
    new CreateDeploymentCommand({ restApiId: copied, stageName: "s" }),
  );
  expect(
    (await client.send(new GetDeploymentCommand({ restApiId: copied, deploymentId, embed: ["apisummary"] })))
      .apiSummary,
  ).toMatchObject({ "/a": { GET: { authorizationType: "NONE", apiKeyRequired: false } } });
  const patchOperations = [{ op: "replace" as const, path: "/*/*/metrics/enabled", value: "true" }];
  await client.send(new UpdateStageCommand({ restApiId: copied, stageName: "s", patchOperations }));
  expect(await client.send(new GetStageCommand({ restApiId: copied, stageName: "s" }))).toMatchObject({
    ...{ cacheClusterEnabled: false, cacheClusterStatus: "NOT_AVAILABLE" },
    methodSettings: {
      "*/*": { metricsEnabled: true, throttlingBurstLimit: 5000, throttlingRateLimit: 10_000 },
    },
  });
});
