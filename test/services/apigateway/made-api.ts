// A REST API with a resource and a method whose backend is a mock, by the SDK's client.

import {
  type APIGatewayClient,
  CreateResourceCommand,
  CreateRestApiCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
} from "@aws-sdk/client-api-gateway";

export interface MadeApi {
  readonly restApiId: string;
  readonly rootId: string;
  /** Of the path /a, which has the method. */
  readonly resourceId: string;
}

export async function makeApi(client: APIGatewayClient): Promise<MadeApi> {
  const made = await client.send(new CreateRestApiCommand({ name: "patched" }));
  const [restApiId, rootId] = [made.id ?? "", made.rootResourceId ?? ""];
  const resource = await client.send(
    new CreateResourceCommand({ restApiId, parentId: rootId, pathPart: "a" }),
  );
  const resourceId = resource.id ?? "";
  await client.send(new CreateResourceCommand({ restApiId, parentId: resourceId, pathPart: "{b}" }));
  const of = { restApiId, resourceId, httpMethod: "GET" };
  await client.send(new PutMethodCommand({ ...of, authorizationType: "NONE" }));
  await client.send(new PutMethodResponseCommand({ ...of, statusCode: "200" }));
  const requestTemplates = { "application/json": '{"statusCode":200}' };
  await client.send(new PutIntegrationCommand({ ...of, type: "MOCK", requestTemplates }));
  await client.send(new PutIntegrationResponseCommand({ ...of, statusCode: "200" }));
  return { restApiId, rootId, resourceId };
}
