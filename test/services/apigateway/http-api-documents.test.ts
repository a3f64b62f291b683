// OpenAPI documents of HTTP APIs, by the SDK's client.

import { GetRoutesCommand, ImportApiCommand, ReimportApiCommand } from "@aws-sdk/client-apigatewayv2";
import { expect, test } from "@jest/globals";
import { stringify } from "yaml";
import { gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();
const { httpClient: client } = gateway;

test("an API is made by a document, and made anew by another", async () => {
  const document = (path: string) =>
    JSON.stringify({
      ...{ openapi: "3.0.1", info: { title: "imported", version: "2" } },
      paths: {
        [path]: {
          "x-amazon-apigateway-any-method": {
            "x-amazon-apigateway-integration": {
              type: "http_proxy",
              httpMethod: "ANY",
              uri: "http://127.0.0.1:1/",
            },
          },
        },
      },
    });
  const { ApiId, Name } = await client.send(new ImportApiCommand({ Body: document("/a/{proxy+}") }));
  expect(Name).toBe("imported");
  const keys = async () =>
    (await client.send(new GetRoutesCommand({ ApiId }))).Items?.map(({ RouteKey }) => RouteKey);
  expect(await keys()).toEqual(["ANY /a/{proxy+}"]);
  const yaml = stringify(JSON.parse(document("/b")));
  await client.send(new ReimportApiCommand({ ApiId, Body: yaml }));
  expect(await keys()).toEqual(["ANY /b"]);
  await client.send(new ReimportApiCommand({ ApiId, Body: document("/$default") }));
  for (const [Body, problem] of [
    ["{}", "OpenAPI 3"],
    ["{", "the document is neither JSON nor YAML: "],
    ["[]", "the document must be an object"],
  ])
    await expect(client.send(new ReimportApiCommand({ ApiId, Body }))).rejects.toThrow(problem);
  expect(await keys()).toEqual(["$default"]);
});
