// What a REST API consists of, made and changed by the SDK: authorizers, models, validators, gateway responses, and patches.

import {
  CreateAuthorizerCommand,
  CreateDeploymentCommand,
  CreateModelCommand,
  CreateRequestValidatorCommand,
  DeleteAuthorizerCommand,
  DeleteGatewayResponseCommand,
  DeleteIntegrationResponseCommand,
  DeleteMethodResponseCommand,
  DeleteModelCommand,
  DeleteRequestValidatorCommand,
  FlushStageAuthorizersCacheCommand,
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
  PutGatewayResponseCommand,
  PutMethodCommand,
  TestInvokeMethodCommand,
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
} from "@aws-sdk/client-api-gateway";
import { beforeAll, expect, test } from "@jest/globals";
import { makeApi } from "./made-api.ts";
import { gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();
const { client } = gateway;
let restApiId: string;
let resourceId: string;
let rootId: string;

const replace = (path: string, value: string) => ({ op: "replace", path, value }) as const;
const uri =
  "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:judge/invocations";

beforeAll(async () => {
  ({ restApiId, rootId, resourceId } = await makeApi(client));
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
  const inPlace = [
    ...[
      replace("/binaryMediaTypes/image~1png", "image/gif"),
      replace("/endpointConfiguration/types/EDGE", "REGIONAL"),
    ],
    replace("/endpointConfiguration/ipAddressType", "dualstack"),
  ];
  const moved = await send(new UpdateRestApiCommand({ restApiId, patchOperations: inPlace }));
  expect(moved).toMatchObject({
    binaryMediaTypes: ["image/gif"],
    endpointConfiguration: { types: ["REGIONAL"], ipAddressType: "dualstack" },
  });
  const elsewhere = [replace("/endpointConfiguration/types/REGIONAL", "ELSEWHERE")];
  await expect(send(new UpdateRestApiCommand({ restApiId, patchOperations: elsewhere }))).rejects.toThrow(
    "Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE",
  );
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
  ).rejects.toThrow("Root resource cannot update its pathPart.");
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
      "Invalid method setting path: /colour. Must be one of: [/deploymentId, /description, /cache",
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
    client.send(
      new PutMethodCommand({
        ...of,
        httpMethod: "DELETE",
        authorizationType: "CUSTOM",
        authorizerId: "none",
      }),
    ),
  ).rejects.toThrow(
    "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
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
      "Identity source must be set if authorizer caching is enabled (TTL is greater than 0)",
    ],
    [
      { type: "TOKEN", authorizerUri: uri, identitySource: "a" },
      "Invalid request identity source expression: a",
    ],
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
  const { items: models = [] } = await client.send(new GetModelsCommand({ restApiId }));
  expect(models.map(({ name }) => name)).toEqual(["Empty", "Error", "Pet"]);
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
  ).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining("Value 'NONE' at 'responseType' failed to satisfy constraint"),
  });
});
