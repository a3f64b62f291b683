// What a REST API consists of, made and changed by the SDK: authorizers, models, validators, gateway responses, keys and plans, and patches.

import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateAuthorizerCommand,
  CreateDeploymentCommand,
  CreateModelCommand,
  CreateRequestValidatorCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
  DeleteAuthorizerCommand,
  DeleteGatewayResponseCommand,
  DeleteIntegrationResponseCommand,
  DeleteMethodResponseCommand,
  DeleteModelCommand,
  DeleteRequestValidatorCommand,
  DeleteUsagePlanCommand,
  DeleteUsagePlanKeyCommand,
  FlushStageAuthorizersCacheCommand,
  GetApiKeyCommand,
  GetApiKeysCommand,
  GetAuthorizerCommand,
  GetAuthorizersCommand,
  GetGatewayResponseCommand,
  GetGatewayResponsesCommand,
  GetIntegrationResponseCommand,
  GetMethodResponseCommand,
  GetModelCommand,
  GetModelsCommand,
  GetRequestValidatorCommand,
  GetRequestValidatorsCommand,
  GetResourcesCommand,
  GetUsagePlanCommand,
  GetUsagePlanKeyCommand,
  GetUsagePlanKeysCommand,
  GetUsagePlansCommand,
  ImportRestApiCommand,
  PutGatewayResponseCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  PutRestApiCommand,
  TestInvokeMethodCommand,
  UpdateApiKeyCommand,
  UpdateAuthorizerCommand,
  UpdateDeploymentCommand,
  UpdateGatewayResponseCommand,
  UpdateIntegrationCommand,
  UpdateIntegrationResponseCommand,
  UpdateMethodCommand,
  UpdateMethodResponseCommand,
  UpdateModelCommand,
  UpdateRequestValidatorCommand,
  UpdateResourceCommand,
  UpdateRestApiCommand,
  UpdateStageCommand,
  UpdateUsagePlanCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type OpenedGateway, openGateway } from "./open-gateway.ts";

let gateway: OpenedGateway;
let client: APIGatewayClient;
let restApiId: string;
let resourceId: string;
let rootId: string;

const replace = (path: string, value: string) => ({ op: "replace", path, value }) as const;
const uri =
  "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:judge/invocations";

beforeAll(async () => {
  gateway = await openGateway();
  client = new APIGatewayClient({ ...gateway.clientConfiguration, maxAttempts: 1 });
  const made = await client.send(new CreateRestApiCommand({ name: "patched" }));
  [restApiId, rootId] = [made.id ?? "", made.rootResourceId ?? ""];
  const resource = await client.send(
    new CreateResourceCommand({ restApiId, parentId: rootId, pathPart: "a" }),
  );
  resourceId = resource.id ?? "";
  await client.send(new CreateResourceCommand({ restApiId, parentId: resourceId, pathPart: "{b}" }));
  const of = { restApiId, resourceId, httpMethod: "GET" };
  await client.send(new PutMethodCommand({ ...of, authorizationType: "NONE" }));
  await client.send(new PutMethodResponseCommand({ ...of, statusCode: "200" }));
  const requestTemplates = { "application/json": '{"statusCode":200}' };
  await client.send(new PutIntegrationCommand({ ...of, type: "MOCK", requestTemplates }));
  await client.send(new PutIntegrationResponseCommand({ ...of, statusCode: "200" }));
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
  expect(gateway.faults).toEqual([]);
});

test("patches change an API, its resources, methods, integrations, responses, deployments and stages", async () => {
  const of = { restApiId, resourceId, httpMethod: "GET" };
  const send = client.send.bind(client);
  expect(
    await send(
      new UpdateRestApiCommand({
        restApiId,
        patchOperations: [
          ...[
            replace("/name", "new"),
            replace("/description", "d"),
            { op: "add", path: "/binaryMediaTypes/image~1png" },
          ],
          { op: "add", path: "/binaryMediaTypes/x" },
          { op: "remove", path: "/binaryMediaTypes/x" },
        ] as never,
      }),
    ),
  ).toMatchObject({ name: "new", description: "d", binaryMediaTypes: ["image/png"] });
  await send(
    new UpdateResourceCommand({ restApiId, resourceId, patchOperations: [replace("/pathPart", "c")] }),
  );
  expect((await send(new GetResourcesCommand({ restApiId }))).items?.map(({ path }) => path)).toEqual(
    expect.arrayContaining(["/", "/c", "/c/{b}"]),
  );
  await expect(
    send(
      new UpdateResourceCommand({
        restApiId,
        resourceId: rootId,
        patchOperations: [replace("/pathPart", "c")],
      }),
    ),
  ).rejects.toThrow("Cannot update the root resource");
  expect(
    await send(
      new UpdateMethodCommand({
        ...of,
        patchOperations: [
          { op: "add", path: "/requestParameters/method.request.querystring.q", value: "true" },
          replace("/operationName", "o"),
        ],
      }),
    ),
  ).toMatchObject({ operationName: "o", requestParameters: { "method.request.querystring.q": true } });
  const response = { ...of, statusCode: "200" };
  await send(
    new UpdateMethodResponseCommand({
      ...response,
      patchOperations: [{ op: "add", path: "/responseParameters/method.response.header.x", value: "false" }],
    }),
  );
  expect((await send(new GetMethodResponseCommand(response))).responseParameters).toEqual({
    "method.response.header.x": false,
  });
  const template = {
    op: "add",
    path: "/responseTemplates/application~1json",
    value: "$input.params('q')!",
  } as const;
  await send(new UpdateIntegrationResponseCommand({ ...response, patchOperations: [template] }));
  expect((await send(new GetIntegrationResponseCommand(response))).responseTemplates).toEqual({
    "application/json": "$input.params('q')!",
  });
  expect(
    await send(
      new UpdateIntegrationCommand({ ...of, patchOperations: [replace("/timeoutInMillis", "2000")] }),
    ),
  ).toMatchObject({ timeoutInMillis: 2000, type: "MOCK" });
  const { id: deploymentId } = await send(new CreateDeploymentCommand({ restApiId, stageName: "s" }));
  await send(
    new UpdateDeploymentCommand({ restApiId, deploymentId, patchOperations: [replace("/description", "x")] }),
  );
  const stage = { restApiId, stageName: "s" };
  expect(
    await send(new UpdateStageCommand({ ...stage, patchOperations: [replace("/variables/a", "b")] })),
  ).toMatchObject({ variables: { a: "b" }, deploymentId });
  expect((await gateway.ask(restApiId, "/s/c?q=hello")).text).toBe("hello!");
  const tried = await client.send(new TestInvokeMethodCommand({ ...of, pathWithQueryString: "/c?q=tried" }));
  expect(tried).toMatchObject({ status: 200, body: "tried!", log: expect.stringContaining("status: 200") });
  await expect(
    send(new UpdateStageCommand({ ...stage, patchOperations: [replace("/colour", "b")] })),
  ).rejects.toMatchObject({
    name: "BadRequestException",
    message: expect.stringContaining(
      "Invalid patch path  '/colour' specified for op 'replace'. Must be one of: [",
    ),
  });
  await expect(
    send(new UpdateIntegrationCommand({ ...of, patchOperations: [replace("/timeoutInMillis", "soon")] })),
  ).rejects.toThrow("expected a number");
  await send(new DeleteIntegrationResponseCommand(response));
  await send(new DeleteMethodResponseCommand(response));
  await expect(send(new GetMethodResponseCommand(response))).rejects.toThrow(
    "Invalid Response status code specified",
  );
  await send(new FlushStageAuthorizersCacheCommand(stage));
});

test("authorizers, models and validators are made, told, changed and taken away, and not while a method has them", async () => {
  const made = await client.send(
    new CreateAuthorizerCommand({ restApiId, name: "j", type: "TOKEN", authorizerUri: uri }),
  );
  const authorizer = { restApiId, authorizerId: made.id };
  await client.send(
    new UpdateAuthorizerCommand({
      ...authorizer,
      patchOperations: [replace("/authorizerResultTtlInSeconds", "5")],
    }),
  );
  expect(await client.send(new GetAuthorizerCommand(authorizer))).toMatchObject({
    ...{ name: "j", type: "TOKEN", authorizerUri: uri, authorizerResultTtlInSeconds: 5 },
  });
  expect((await client.send(new GetAuthorizersCommand({ restApiId }))).items).toHaveLength(1);
  const { id: requestValidatorId } = await client.send(
    new CreateRequestValidatorCommand({ restApiId, name: "v", validateRequestBody: true }),
  );
  const validator = { restApiId, requestValidatorId };
  await client.send(
    new UpdateRequestValidatorCommand({
      ...validator,
      patchOperations: [replace("/validateRequestParameters", "true")],
    }),
  );
  expect(await client.send(new GetRequestValidatorCommand(validator))).toMatchObject({
    ...{ name: "v", validateRequestBody: true, validateRequestParameters: true },
  });
  expect((await client.send(new GetRequestValidatorsCommand({ restApiId }))).items).toHaveLength(1);
  const of = { restApiId, resourceId, httpMethod: "PUT" };
  await client.send(
    new PutMethodCommand({ ...of, authorizationType: "CUSTOM", authorizerId: made.id, requestValidatorId }),
  );
  await expect(client.send(new DeleteAuthorizerCommand(authorizer))).rejects.toMatchObject({
    name: "ConflictException",
  });
  await expect(client.send(new DeleteRequestValidatorCommand(validator))).rejects.toMatchObject({
    name: "ConflictException",
  });
  await expect(
    client.send(new PutMethodCommand({ ...of, authorizationType: "CUSTOM", authorizerId: "none" })),
  ).rejects.toThrow(
    "Invalid authorizer ID specified. Setting the authorization type to CUSTOM requires a valid authorizer.",
  );
  await client.send(
    new UpdateMethodCommand({
      ...of,
      patchOperations: [
        replace("/authorizationType", "NONE"),
        { op: "remove", path: "/authorizerId" },
        { op: "remove", path: "/requestValidatorId" },
      ],
    }),
  );
  await client.send(new DeleteAuthorizerCommand(authorizer));
  await client.send(new DeleteRequestValidatorCommand(validator));
  for (const [given, message] of [
    [{ type: "TOKEN", authorizerUri: "x" }, "Invalid Authorizer URI: x"],
    [{ type: "COGNITO_USER_POOLS", providerARNs: ["x"] }, "Invalid Cognito User Pool ARN: x"],
    [
      { type: "REQUEST", authorizerUri: uri },
      "Identity source is required when authorizer caching is enabled",
    ],
    [{ type: "TOKEN", authorizerUri: uri, identitySource: "a" }, "Invalid identity source specified: a"],
    [{ type: "TOKEN", authorizerUri: uri, authorizerResultTtlInSeconds: 3601 }, "between 0 and 3600"],
  ] as const)
    await expect(
      client.send(new CreateAuthorizerCommand({ restApiId, name: "w", ...given } as never)),
    ).rejects.toThrow(message);

  const model = { restApiId, modelName: "Pet" };
  await client.send(
    new CreateModelCommand({
      restApiId,
      name: "Pet",
      contentType: "application/json",
      schema: '{"type":"object"}',
    }),
  );
  await client.send(new UpdateModelCommand({ ...model, patchOperations: [replace("/description", "d")] }));
  expect(await client.send(new GetModelCommand(model))).toMatchObject({ name: "Pet", description: "d" });
  expect((await client.send(new GetModelsCommand({ restApiId }))).items).toHaveLength(1);
  await expect(
    client.send(
      new CreateModelCommand({ restApiId, name: "Odd", contentType: "a/b", schema: '{"type":"odd"}' }),
    ),
  ).rejects.toThrow("Invalid model specified");
  await client.send(new DeleteModelCommand(model));
  await expect(client.send(new GetModelCommand(model))).rejects.toThrow("Invalid model name specified: Pet");
});

test("gateway responses are as they are until they are put", async () => {
  const of = { restApiId, responseType: "QUOTA_EXCEEDED" } as const;
  expect(await client.send(new GetGatewayResponseCommand(of))).toMatchObject({
    ...{ defaultResponse: true, statusCode: "429" },
    responseTemplates: { "application/json": '{"message":$context.error.messageString}' },
  });
  await client.send(new PutGatewayResponseCommand({ ...of, statusCode: "420" }));
  await client.send(
    new UpdateGatewayResponseCommand({
      ...of,
      patchOperations: [{ op: "add", path: "/responseParameters/gatewayresponse.header.x", value: "'y'" }],
    }),
  );
  expect(await client.send(new GetGatewayResponseCommand(of))).toMatchObject({
    ...{
      defaultResponse: false,
      statusCode: "420",
      responseParameters: { "gatewayresponse.header.x": "'y'" },
    },
  });
  expect((await client.send(new GetGatewayResponsesCommand({ restApiId, limit: 500 }))).items).toHaveLength(
    21,
  );
  await client.send(new DeleteGatewayResponseCommand(of));
  await expect(
    client.send(new GetGatewayResponseCommand({ ...of, responseType: "NONE" as never })),
  ).rejects.toThrow("Invalid gateway response type specified: NONE");
});

test("keys and plans", async () => {
  const { id: apiKey = "", value } = await client.send(new CreateApiKeyCommand({ name: "k", enabled: true }));
  expect(value).toMatch(/^\w{40}$/);
  await expect(client.send(new CreateApiKeyCommand({ value }))).rejects.toMatchObject({
    name: "ConflictException",
  });
  await expect(client.send(new CreateApiKeyCommand({ value: "short" }))).rejects.toThrow(
    "at least 20 characters",
  );
  await client.send(new UpdateApiKeyCommand({ apiKey, patchOperations: [replace("/enabled", "false")] }));
  const told = await client.send(new GetApiKeyCommand({ apiKey }));
  expect([told.enabled, told.value, told.createdDate]).toEqual([false, undefined, expect.any(Date)]);
  expect((await client.send(new GetApiKeyCommand({ apiKey, includeValue: true }))).value).toBe(value);
  expect(
    (await client.send(new GetApiKeysCommand({ nameQuery: "k", includeValues: true }))).items,
  ).toMatchObject([{ value }]);
  const apiStages = [{ apiId: restApiId, stage: "s" }];
  const plan = { name: "p", apiStages, quota: { limit: 10, period: "WEEK" as const } };
  const { id: usagePlanId = "" } = await client.send(new CreateUsagePlanCommand(plan));
  await expect(
    client.send(new CreateUsagePlanCommand({ name: "q", apiStages: [{ apiId: restApiId, stage: "t" }] })),
  ).rejects.toThrow(`API Stage not found: ${restApiId}:t`);
  const held = { usagePlanId, keyId: apiKey };
  expect(await client.send(new CreateUsagePlanKeyCommand({ ...held, keyType: "API_KEY" }))).toMatchObject({
    ...{ id: apiKey, type: "API_KEY", name: "k", value },
  });
  await expect(
    client.send(new CreateUsagePlanKeyCommand({ ...held, keyType: "API_KEY" })),
  ).rejects.toMatchObject({
    name: "ConflictException",
  });
  expect((await client.send(new GetUsagePlanKeyCommand(held))).name).toBe("k");
  expect((await client.send(new GetUsagePlanKeysCommand({ usagePlanId }))).items).toHaveLength(1);
  expect((await client.send(new GetUsagePlansCommand({ keyId: apiKey }))).items).toHaveLength(1);
  await expect(client.send(new DeleteUsagePlanCommand({ usagePlanId }))).rejects.toThrow(
    "because API Stages",
  );
  const stage = `${restApiId}:s`;
  await client.send(
    new UpdateUsagePlanCommand({
      usagePlanId,
      patchOperations: [
        ...[replace("/quota/limit", "20"), replace(`/apiStages/${stage}/throttle/~1c~1GET/rateLimit`, "5")],
      ],
    }),
  );
  expect(await client.send(new GetUsagePlanCommand({ usagePlanId }))).toMatchObject({
    quota: { limit: 20, period: "WEEK" },
    apiStages: [{ apiId: restApiId, stage: "s", throttle: { "/c/GET": { rateLimit: 5 } } }],
  });
  await client.send(
    new UpdateUsagePlanCommand({
      usagePlanId,
      patchOperations: [
        { op: "remove", path: "/apiStages", value: stage },
        { op: "remove", path: "/quota" },
      ],
    }),
  );
  const bare = await client.send(new GetUsagePlanCommand({ usagePlanId }));
  expect([bare.apiStages, bare.quota]).toEqual([[], undefined]);
  await client.send(new DeleteUsagePlanKeyCommand(held));
  await client.send(new DeleteUsagePlanCommand({ usagePlanId }));
  await client.send(new DeleteApiKeyCommand({ apiKey }));
  await expect(client.send(new GetApiKeyCommand({ apiKey }))).rejects.toMatchObject({
    name: "NotFoundException",
  });
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
