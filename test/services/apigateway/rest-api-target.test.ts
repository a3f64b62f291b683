// What a method of a REST API is asked by whoever delivers to it, and what becomes of that.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { DeliveryRequest } from "../../../src/aws/delivery.ts";
import { Region } from "../../../src/region/region.ts";
import { createResource, putMethod } from "../../../src/services/apigateway/rest-apis/resources.ts";
import { createStage, deploy } from "../../../src/services/apigateway/rest-apis/stages.ts";
import { arnOf } from "../../support/local-arn.ts";

let region: Region;
let apiId = "";
beforeAll(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  const { restApis } = region.services.apigateway;
  const { id, rootResourceId } = restApis.create({
    ...{ name: "echo", apiKeySource: "HEADER", disableExecuteApiEndpoint: false },
  });
  apiId = id;
  const resource = createResource(restApis, id, rootResourceId, "{station}");
  putMethod(restApis, id, resource.id, {
    ...{ httpMethod: "ANY", authorizationType: "AWS_IAM", apiKeyRequired: false },
    methodIntegration: {
      ...{ type: "MOCK", passthroughBehavior: "WHEN_NO_MATCH", timeoutInMillis: 29_000 },
      requestTemplates: {
        "application/json":
          '{"statusCode": #if($input.params("status") == "")200#else$input.params("status")#end}',
      },
      integrationResponses: {
        200: {
          statusCode: "200",
          responseTemplates: {
            "application/json": `{"method":"$context.httpMethod","station":"$input.params('station')",
              "header":"$input.params('x-a')","query":"$input.params('q')","agent":"$context.identity.userAgent",
              "for":"$input.params('x-amz-source-arn')"}`,
          },
        },
        400: { statusCode: "400", selectionPattern: "400" },
        429: { statusCode: "429", selectionPattern: "429" },
        503: { statusCode: "503", selectionPattern: "503" },
      },
    },
  });
  const deploymentId = deploy(restApis, id).id;
  createStage(restApis, id, "prod", { deploymentId, tracingEnabled: false });
});
afterAll(() => region.close());

const rule = arnOf("events", "rule/r");
const deliver = (methodAndPath: string, more: Partial<DeliveryRequest> = {}) =>
  region.router.deliver({
    arn: arnOf("execute-api", `${apiId}/prod/${methodAndPath}`),
    caller: { arn: rule, roleArn: "arn:aws:iam::000000000000:role/any" },
    payload: { text: "{}" },
    until: "answered",
    ...more,
  });

test.each([
  ["POST/KSEA", {}, { method: "POST", station: "KSEA" }],
  ["GET/KSEA", {}, { method: "GET", station: "KSEA" }],
  ["*/KSEA", {}, { method: "POST", station: "KSEA" }],
  [
    "PUT/*",
    { pathParameters: ["a b"], headers: { "X-A": "h" }, query: { q: "1 2" } },
    { method: "PUT", station: "a b", header: "h", query: "1 2" },
  ],
])("%s is asked as the ARN and the parameters say", async (methodAndPath, http, expected) => {
  const { answer } = (await deliver(methodAndPath, { http })) as { readonly answer: unknown };
  expect(answer).toEqual({ header: "", query: "", agent: "aws-sdk-java", for: rule, ...expected });
});

test.each([
  ["400", "FAILED", "HTTP_400", false],
  ["429", "THROTTLED", "HTTP_429", true],
  ["503", "FAILED", "HTTP_503", true],
])("the status %s is %s", async (status, outcome, code, isPassing) => {
  expect(await deliver("POST/KSEA", { http: { query: { status } } })).toEqual({
    status: outcome,
    error: { code, isPassing, message: `The REST API answered with the status ${status}.` },
  });
});

test.each([
  ["a method that is not there", "POST/a/b", "HTTP_403"],
  ["a method that asks for a signature, without a role", "POST/KSEA", "HTTP_403"],
])("%s refuses", async (_, methodAndPath, code) => {
  expect(await deliver(methodAndPath, { caller: { arn: rule } })).toMatchObject({
    status: "FAILED",
    error: { code, isPassing: false },
  });
});

test("an API that is not there is not found", async () => {
  const arn = arnOf("execute-api", "none/prod/POST/a");
  expect(await deliver("", { arn })).toMatchObject({
    status: "FAILED",
    error: { code: "NotFoundException", message: `The API none of ${arn} does not exist.`, isPassing: false },
  });
});
