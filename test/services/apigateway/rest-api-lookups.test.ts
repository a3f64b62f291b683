// What REST APIs refuse of what is not there, or out of form, in AWS's words; and what a trial of a method tells.

import {
  CreateModelCommand,
  DeleteGatewayResponseCommand,
  DeleteIntegrationResponseCommand,
  GetIntegrationResponseCommand,
  GetModelCommand,
  GetRequestValidatorCommand,
  GetResourcesCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  TestInvokeMethodCommand,
  UpdateResourceCommand,
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

const badRequest = "BadRequestException";
const missing = "NotFoundException";

test.each<[what: string, refused: () => Promise<unknown>, name: string, message: string]>([
  [
    "a method that HTTP has not",
    () => client.send(new PutMethodCommand({ ...of, httpMethod: "WRONG", authorizationType: "NONE" })),
    badRequest,
    "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY",
  ],
  [
    "a method of no API",
    () => client.send(new PutMethodCommand({ ...of, restApiId: "none", authorizationType: "NONE" })),
    missing,
    "Invalid Resource identifier specified",
  ],
  [
    "a trial of no API",
    () => client.send(new TestInvokeMethodCommand({ ...of, restApiId: "none" })),
    missing,
    "Invalid Resource identifier specified",
  ],
  [
    "two parameters of one name",
    () =>
      client.send(
        new PutMethodCommand({
          ...{ ...of, httpMethod: "POST", authorizationType: "NONE" },
          requestParameters: { "method.request.querystring.a": false, "method.request.header.a": false },
        }),
      ),
    badRequest,
    "Parameter names must be unique across querystring, header and path",
  ],
  [
    "an integration of no kind",
    () => client.send(new PutIntegrationCommand({ ...of, type: "HTTPS_PROXY" as "HTTP" })),
    "ValidationException",
    "1 validation error detected: Value 'HTTPS_PROXY' at 'putIntegrationInput.type' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]",
  ],
  [
    "an integration that waits for long",
    () => client.send(new PutIntegrationCommand({ ...of, type: "MOCK", timeoutInMillis: 29_001 })),
    badRequest,
    "Timeout should be between 50 ms and 29000 ms",
  ],
  [
    "a response of no status",
    () => client.send(new GetIntegrationResponseCommand({ ...of, statusCode: "wrong" })),
    "ValidationException",
    "1 validation error detected: Value 'wrong' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d",
  ],
  [
    "a response that an integration has not",
    () => client.send(new GetIntegrationResponseCommand({ ...of, statusCode: "404" })),
    missing,
    "Invalid Response status code specified",
  ],
  [
    "the end of a response of a method that is not there",
    () => client.send(new DeleteIntegrationResponseCommand({ ...of, httpMethod: "POST", statusCode: "200" })),
    missing,
    "Invalid Integration identifier specified",
  ],
  [
    "a root of another parent",
    () =>
      client.send(
        new UpdateResourceCommand({
          ...{ restApiId: made.restApiId, resourceId: made.rootId },
          patchOperations: [{ op: "replace", path: "/parentId", value: made.resourceId }],
        }),
      ),
    badRequest,
    "Root resource cannot update its parentId.",
  ],
  [
    "a model of no API",
    () => client.send(new GetModelCommand({ restApiId: "none", modelName: "M" })),
    missing,
    "Invalid model name specified: M",
  ],
  [
    "a model without a name",
    () =>
      client.send(
        new CreateModelCommand({ restApiId: made.restApiId, name: "", contentType: "a/b", schema: "{}" }),
      ),
    badRequest,
    "Model name must be non-empty",
  ],
  [
    "a validator of no API",
    () => client.send(new GetRequestValidatorCommand({ restApiId: "none", requestValidatorId: "v" })),
    missing,
    "Invalid Request Validator identifier specified",
  ],
  [
    "the end of a gateway's response that is none",
    () =>
      client.send(new DeleteGatewayResponseCommand({ restApiId: made.restApiId, responseType: "THROTTLED" })),
    missing,
    "Gateway response type not defined on api",
  ],
])("%s is refused", async (_, refused, name, message) => {
  await expect(refused()).rejects.toMatchObject({ name, message });
});

test("a method that is tried tells what it did", async () => {
  const { items = [] } = await client.send(new GetResourcesCommand({ restApiId: made.restApiId }));
  const inner = items.find(({ path }) => path === "/a/{b}")?.id;
  const tried = { ...of, resourceId: inner };
  await client.send(new PutMethodCommand({ ...tried, authorizationType: "NONE" }));
  await client.send(new PutMethodResponseCommand({ ...tried, statusCode: "200" }));
  const requestTemplates = { "application/json": '{"statusCode":200}' };
  await client.send(new PutIntegrationCommand({ ...tried, type: "MOCK", requestTemplates }));
  const responseTemplates = { "application/json": "$input.params('b')" };
  await client.send(new PutIntegrationResponseCommand({ ...tried, statusCode: "200", responseTemplates }));
  const asked = { ...tried, pathWithQueryString: "/a/x?q=1", headers: { h: "2" }, body: "3" };
  const { log = "", headers } = await client.send(new TestInvokeMethodCommand(asked));
  const [first, ...lines] = log.split("\n");
  expect(first).toMatch(/^Execution log for request \S+$/);
  expect(headers).toEqual({ "Content-Type": "application/json" });
  const stamp = /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4} : /;
  expect(lines.slice(0, -1).every((line) => stamp.test(line))).toBe(true);
  expect(lines.map((line) => line.replace(stamp, ""))).toEqual([
    expect.stringMatching(/^Starting execution for request: \S+$/),
    "HTTP Method: GET, Resource Path: /a/x",
    "Method request path: {b=x}",
    "Method request query string: {q=1}",
    "Method request headers: {h=2}",
    "Method request body before transformations: 3",
    "Method response body after transformations: x",
    "Method response headers: {Content-Type=application/json}",
    "Successfully completed execution",
    "Method completed with status: 200",
    "",
  ]);
});

test.each([
  [
    `{"statusCode":$input.path('$.code')}`,
    '{"code":',
    400,
    "Execution failed: Could not parse request body into json",
  ],
  [
    '#set($a = "x")$a.nope()',
    "{}",
    500,
    "Execution failed due to configuration error: Unable to transform request: nope is no method",
  ],
])("a method that is tried tells why it failed: %s", async (template, body, status, cause) => {
  const requestTemplates = { "application/json": template };
  await client.send(new PutIntegrationCommand({ ...of, type: "MOCK", requestTemplates }));
  const tried = await client.send(new TestInvokeMethodCommand({ ...of, body }));
  expect(tried.status).toBe(status);
  expect(tried.log).toContain(` : ${cause}`);
  expect(tried.log).toMatch(new RegExp(`: Method completed with status: ${status}\n$`));
});
