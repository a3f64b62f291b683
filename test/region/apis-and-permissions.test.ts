// What an API asks nobody for: the permission of the role that an integration with another service is done in.

import * as gateway from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { EnforcedRegion } from "./support/enforced-region.ts";
import { allow } from "./support/permission-cases.ts";

const held = new EnforcedRegion();
beforeAll(() => held.open());
afterAll(() => held.close());

const trusting = { Principal: { Service: "apigateway.amazonaws.com" } };

test("a REST API sends a message in a role that may not", async () => {
  const { region, served, clientOf, makeRole } = held;
  await region.services.sqs.createQueue({ queueName: "asked" });
  const integration = {
    ...{ type: "aws", httpMethod: "POST", uri: "arn:aws:apigateway:us-east-1:sqs:path/000000000000/asked" },
    credentials: makeRole("api", trusting, allow("s3:GetObject", "*")),
    requestParameters: { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" },
    requestTemplates: { "application/json": "Action=SendMessage&MessageBody=$input.body" },
    responses: { default: { statusCode: "200" } },
  };
  const post = { responses: { 200: {} }, "x-amazon-apigateway-integration": integration };
  const document = {
    openapi: "3.0.1",
    info: { title: "asked", version: "1" },
    paths: { "/asked": { post } },
  };
  const client = clientOf(gateway.APIGatewayClient);
  const body = Buffer.from(JSON.stringify(document));
  const { id: restApiId = "" } = await client.send(new gateway.ImportRestApiCommand({ body }));
  await client.send(new gateway.CreateDeploymentCommand({ restApiId, stageName: "prod" }));
  const answer = await fetch(`${served.server.url}/_millrace/execute-api/${restApiId}/prod/asked`, {
    ...{ method: "POST", body: "hello", headers: { "content-type": "application/json" } },
  });
  expect(answer.status).toBe(200);
  expect(region.services.sqs.messages("asked").map((message) => message.body)).toEqual(["hello"]);
});
