// How REST APIs and what they consist of change by patches, and what of a patch is refused, in AWS's words.

import {
  CreateModelCommand,
  CreateRequestValidatorCommand,
  DeleteModelCommand,
  GetGatewayResponseCommand,
  GetIntegrationCommand,
  PutGatewayResponseCommand,
  PutMethodCommand,
  UpdateGatewayResponseCommand,
  UpdateMethodCommand,
  UpdateMethodResponseCommand,
  UpdateModelCommand,
  UpdateRequestValidatorCommand,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { beforeAll, expect, test } from "@jest/globals";
import { type MadeApi, makeApi } from "./made-api.ts";
import { gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();
const { client } = gateway;
let made: MadeApi;
let of: { readonly restApiId: string; readonly resourceId: string; readonly httpMethod: string };
beforeAll(async () => {
  made = await makeApi(client);
  of = { restApiId: made.restApiId, resourceId: made.resourceId, httpMethod: "GET" };
});

interface Patch {
  readonly op: "add" | "remove" | "replace";
  readonly path?: string;
  readonly value?: string;
}

const api = (...patchOperations: readonly Patch[]) =>
  client.send(new UpdateRestApiCommand({ restApiId: made.restApiId, patchOperations: [...patchOperations] }));
const method = (...patchOperations: readonly Patch[]) =>
  client.send(new UpdateMethodCommand({ ...of, patchOperations: [...patchOperations] }));
const methodResponse = (...patchOperations: readonly Patch[]) =>
  client.send(
    new UpdateMethodResponseCommand({ ...of, statusCode: "200", patchOperations: [...patchOperations] }),
  );
const gatewayResponse = (...patchOperations: readonly Patch[]) =>
  client.send(
    new UpdateGatewayResponseCommand({
      ...{ restApiId: made.restApiId, responseType: "DEFAULT_4XX" },
      patchOperations: [...patchOperations],
    }),
  );
const model = (...patchOperations: readonly Patch[]) =>
  client.send(
    new UpdateModelCommand({
      ...{ restApiId: made.restApiId, modelName: "Empty" },
      patchOperations: [...patchOperations],
    }),
  );
const replaced = (path: string, value?: string): Patch => ({
  ...{ op: "replace", path },
  ...(value === undefined ? {} : { value }),
});
const added = (path: string, value?: string): Patch => ({ ...replaced(path, value), op: "add" });
const removed = (path: string): Patch => ({ op: "remove", path });

const badRequest = "BadRequestException";
const missing = "NotFoundException";
const onlyReplaced = "Invalid patch operation specified. Must be one of: [replace]";
const size = "Invalid minimum compression size, must be between 0 and 10485760";
const noAuthorizer =
  "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.";

test.each<[what: string, refused: () => Promise<unknown>, name: string, message: string]>([
  [
    "all types of contents",
    () => api(added("/binaryMediaTypes", "a/b")),
    badRequest,
    "Invalid patch path /binaryMediaTypes",
  ],
  ["a size that is added", () => api(added("/minimumCompressionSize", "10")), badRequest, onlyReplaced],
  ["a size below none", () => api(replaced("/minimumCompressionSize", "-1")), badRequest, size],
  ["a size that is none", () => api(replaced("/minimumCompressionSize", "test")), badRequest, size],
  [
    "addresses that are none",
    () => api(replaced("/endpointConfiguration/ipAddressType", "x")),
    badRequest,
    "ipAddressType must be either ipv4 or dualstack.",
  ],
  ["a method's name that is added", () => method(added("/operationName", "o")), badRequest, onlyReplaced],
  [
    "another method of HTTP",
    () => method(added("/httpMethod", "PUT")),
    badRequest,
    "Invalid patch path /httpMethod",
  ],
  [
    "all parameters of a method",
    () => method(replaced("/requestParameters", "x")),
    badRequest,
    "Invalid patch path /requestParameters",
  ],
  [
    "a model whose type is not escaped",
    () => method(added("/requestModels/application/json", "Empty")),
    badRequest,
    "Invalid patch path /requestModels/application/json",
  ],
  [
    "an authorizer that is not named",
    () => method(replaced("/authorizationType", "CUSTOM")),
    badRequest,
    noAuthorizer,
  ],
  [
    "a validator that is none",
    () => method(replaced("/requestValidatorId", "none")),
    badRequest,
    "Invalid Request Validator identifier specified",
  ],
  [
    "a parameter that a method's response has not",
    () => methodResponse(removed("/responseParameters/method.response.header.none")),
    missing,
    "Invalid parameter name specified",
  ],
  [
    "a model that a method's response has not",
    () => methodResponse(removed("/responseModels/application~1json")),
    missing,
    "Content-Type specified was not found",
  ],
  [
    "what a method's response never has",
    () => methodResponse(added("/wrong/name", "x")),
    badRequest,
    "Invalid patch path /wrong/name",
  ],
  [
    "a status that is added",
    () => gatewayResponse(added("/statusCode", "1")),
    badRequest,
    "Invalid patch path /statusCode",
  ],
  [
    "a status that is taken away",
    () => gatewayResponse(removed("/statusCode")),
    badRequest,
    "Invalid patch path /statusCode",
  ],
  ["no path", () => gatewayResponse({ op: "add", value: "x" }), badRequest, "Invalid patch path null"],
  [
    "a gateway's header that is not there",
    () => gatewayResponse(replaced("/responseParameters/gatewayresponse.header.x", "'y'")),
    missing,
    "Invalid parameter name specified",
  ],
  [
    "a gateway's template without a value",
    () => gatewayResponse(replaced("/responseTemplates/application~1json")),
    badRequest,
    "Invalid null or empty value in responseTemplates",
  ],
  [
    "what is added to a model",
    () => model(added("/none", "x")),
    badRequest,
    "Invalid patch path  '/none' specified for op 'add'. Please choose supported operations",
  ],
  [
    "a model's schema that is none",
    () => model(replaced("/schema", "")),
    badRequest,
    "Model schema must have at least 1 property or array items defined",
  ],
])("a patch of %s is refused", async (_, refused, name, message) => {
  await expect(refused()).rejects.toMatchObject({ name, message });
});

test("an API's patches: what replaces a type of contents is the last, a size without a value is none, what is private has both addresses", async () => {
  await api(added("/binaryMediaTypes/image~1png"), added("/binaryMediaTypes/image~1jpeg"));
  expect(await api(replaced("/binaryMediaTypes/image~1png", "image/gif"))).toMatchObject({
    binaryMediaTypes: ["image/jpeg", "image/gif"],
  });
  await api(replaced("/description", "d"), replaced("/minimumCompressionSize", "10"));
  const bare = await api(removed("/description"), replaced("/minimumCompressionSize", ""));
  expect([bare.description, bare.minimumCompressionSize]).toEqual([undefined, undefined]);
  expect(await api(replaced("/endpointConfiguration/types/EDGE", "PRIVATE"))).toMatchObject({
    endpointConfiguration: { types: ["PRIVATE"], ipAddressType: "dualstack" },
  });
  await expect(api(replaced("/endpointConfiguration/ipAddressType", "ipv4"))).rejects.toThrow(
    "Only dualstack ipAddressType is supported for Private APIs.",
  );
});

test("a method's patches: any text but true is false, an authorizer without use is passed over, what has become empty is gone", async () => {
  await method(added("/requestParameters/method.request.querystring.q", "true"));
  const changed = await method(
    removed("/requestParameters/method.request.querystring.q"),
    replaced("/apiKeyRequired", "whatever"),
    replaced("/authorizerId", "none"),
  );
  expect(changed).toMatchObject({ apiKeyRequired: false, authorizationType: "NONE" });
  expect([changed.requestParameters, changed.authorizerId]).toEqual([undefined, undefined]);
  await methodResponse(added("/responseModels/application~1json", "Empty"));
  const response = await methodResponse(removed("/responseModels/application~1json"));
  expect(response.responseModels).toBeUndefined();
});

test("a validator's flag without a value is false", async () => {
  const { restApiId } = made;
  const { id: requestValidatorId } = await client.send(
    new CreateRequestValidatorCommand({ restApiId, name: "v", validateRequestBody: true }),
  );
  const patchOperations = [replaced("/validateRequestBody")];
  expect(
    await client.send(new UpdateRequestValidatorCommand({ restApiId, requestValidatorId, patchOperations })),
  ).toMatchObject({ validateRequestBody: false });
});

test("a model that a method's requests have stays, and an empty description is none", async () => {
  const { restApiId, rootId: resourceId } = made;
  const pet = { name: "Pet", contentType: "application/json", schema: '{"type":"object"}', description: "" };
  expect((await client.send(new CreateModelCommand({ restApiId, ...pet }))).description).toBeUndefined();
  const asked = { restApiId, resourceId, httpMethod: "ANY", authorizationType: "NONE" };
  await client.send(new PutMethodCommand({ ...asked, requestModels: { "application/json": "Pet" } }));
  await expect(client.send(new DeleteModelCommand({ restApiId, modelName: "Pet" }))).rejects.toMatchObject({
    name: "ConflictException",
    message: "Cannot delete model 'Pet', is referenced in method request: //ANY",
  });
  await expect(
    client.send(new GetIntegrationCommand({ restApiId, resourceId, httpMethod: "ANY" })),
  ).rejects.toThrow("Invalid Integration identifier specified");
});

test("a gateway's response is told with what it is not said to be, and follows that of all faults of its kind", async () => {
  const { restApiId } = made;
  const headers = { "gatewayresponse.header.x": "'y'" };
  const template = { "application/json": '{"message":$context.error.messageString}' };
  const own = { restApiId, responseType: "AUTHORIZER_FAILURE", responseParameters: headers } as const;
  expect(await client.send(new PutGatewayResponseCommand(own))).toMatchObject({
    ...{
      defaultResponse: false,
      statusCode: "500",
      responseParameters: headers,
      responseTemplates: template,
    },
  });
  const all = { restApiId, responseType: "DEFAULT_5XX", statusCode: "599" } as const;
  const json = { "application/json": "{}" };
  await client.send(new PutGatewayResponseCommand({ ...all, responseTemplates: json }));
  const told = (responseType: "INTEGRATION_FAILURE" | "AUTHORIZER_FAILURE" | "THROTTLED") =>
    client.send(new GetGatewayResponseCommand({ restApiId, responseType }));
  expect(await told("INTEGRATION_FAILURE")).toMatchObject({
    ...{
      defaultResponse: true,
      responseType: "INTEGRATION_FAILURE",
      statusCode: "599",
      responseTemplates: json,
    },
  });
  expect(await told("AUTHORIZER_FAILURE")).toMatchObject({ statusCode: "500", responseTemplates: template });
  expect(await told("THROTTLED")).toMatchObject({ defaultResponse: true, statusCode: "429" });
});
