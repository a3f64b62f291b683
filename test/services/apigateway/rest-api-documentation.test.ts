// Documentation of REST APIs and its versions, by the SDK's client.

import * as sdk from "@aws-sdk/client-api-gateway";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { type MadeApi, makeApi } from "./made-api.ts";
import { gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();
const { client } = gateway;
let made: MadeApi;

beforeEach(async () => {
  made = await makeApi(client);
});

const add = (location: sdk.DocumentationPartLocation, properties = '{"description":"d"}') =>
  client.send(new sdk.CreateDocumentationPartCommand({ restApiId: made.restApiId, location, properties }));
const list = async (more: Partial<sdk.GetDocumentationPartsCommandInput> = {}) =>
  client.send(new sdk.GetDocumentationPartsCommand({ restApiId: made.restApiId, ...more }));

test("a part is made, with what is not said of its place, changed, found and taken away", async () => {
  const { restApiId } = made;
  const api = await add({ type: "API" }, '{"info":{}}');
  expect(api).toMatchObject({ id: expect.stringMatching(/^[a-z0-9]{6}$/), location: { type: "API" } });
  const method = await add({ type: "METHOD", path: "/a" });
  expect(method.location).toEqual({ type: "METHOD", path: "/a", method: "*" });
  await add({ type: "QUERY_PARAMETER", path: "/a", method: "GET", name: "query" });
  const found = await list({ type: "METHOD" });
  expect(found.items).toMatchObject([{ id: method.id, properties: '{"description":"d"}' }]);
  expect((await list({ nameQuery: "uer" })).items).toHaveLength(1);
  expect((await list({ path: "/a" })).items).toHaveLength(2);
  const first = await list({ limit: 2 });
  expect(first.items).toHaveLength(2);
  expect((await list({ position: first.position })).items).toHaveLength(1);
  const part = { restApiId, documentationPartId: method.id ?? "" };
  const patchOperations = [{ op: "replace" as const, path: "/properties", value: '{"summary":"s"}' }];
  const changed = await client.send(new sdk.UpdateDocumentationPartCommand({ ...part, patchOperations }));
  expect(changed).toMatchObject({ id: method.id, properties: '{"summary":"s"}' });
  expect(await client.send(new sdk.GetDocumentationPartCommand(part))).toMatchObject({
    properties: '{"summary":"s"}',
  });
  await client.send(new sdk.DeleteDocumentationPartCommand(part));
  await expect(client.send(new sdk.GetDocumentationPartCommand(part))).rejects.toThrow(
    "Invalid Documentation part identifier specified",
  );
});

test("what is not documented is told of on demand", async () => {
  await add({ type: "API" });
  await add({ type: "RESOURCE", path: "/a" });
  const { items = [] } = await list({ locationStatus: "UNDOCUMENTED", limit: 100 });
  const places = items.map(({ location }) => `${location?.type} ${location?.path ?? location?.name ?? ""}`);
  expect(places).toContain("METHOD /a");
  expect(places).toContain("RESOURCE /a/{b}");
  expect(places).not.toContain("RESOURCE /a");
  expect(places).not.toContain("API ");
});

test("parts of a document are merged, or put in the place of all", async () => {
  const { restApiId } = made;
  const api = await add({ type: "API" });
  await add({ type: "MODEL", name: "Empty" });
  const document = {
    documentationParts: [
      { location: { type: "API" }, properties: { description: "new" } },
      { location: { type: "RESOURCE", path: "/a", method: "GET" }, properties: {} },
    ],
  };
  const body = Buffer.from(JSON.stringify(document));
  const bring = (more: object) =>
    client.send(new sdk.ImportDocumentationPartsCommand({ restApiId, body, ...more }));
  await expect(bring({ failOnWarnings: true })).rejects.toMatchObject({ name: "BadRequestException" });
  expect(await bring({ mode: "merge" })).toMatchObject({
    ids: [api.id],
    warnings: ["The location of a documentation part of type RESOURCE has no method"],
  });
  expect((await list()).items).toHaveLength(2);
  await bring({ mode: "overwrite" });
  const parts = [{ location: { type: "API" }, properties: '{"description":"new"}' }];
  expect((await list()).items).toMatchObject(parts);
  const yaml = "documentationParts:\n- location: {type: API}\n  properties:\n    description: newer\n";
  await bring({ body: Buffer.from(yaml), mode: "overwrite" });
  expect((await list()).items).toMatchObject([{ properties: '{"description":"newer"}' }]);
});

test("a version is what was said when it was made, and a stage is documented by it", async () => {
  const { restApiId } = made;
  await add({ type: "API" }, '{"info":{"description":"first"}}');
  await client.send(new sdk.CreateDeploymentCommand({ restApiId, stageName: "s" }));
  const version = { restApiId, documentationVersion: "1.0" };
  const created = await client.send(
    new sdk.CreateDocumentationVersionCommand({ ...version, stageName: "s", description: "d" }),
  );
  expect(created).toMatchObject({ version: "1.0", description: "d", createdDate: expect.any(Date) });
  const stage = await client.send(new sdk.GetStageCommand({ restApiId, stageName: "s" }));
  expect(stage.documentationVersion).toBe("1.0");
  const patchOperations = [{ op: "replace" as const, path: "/description", value: "e" }];
  await client.send(new sdk.UpdateDocumentationVersionCommand({ ...version, patchOperations }));
  const versions = await client.send(new sdk.GetDocumentationVersionsCommand({ restApiId }));
  expect(versions.items).toMatchObject([{ version: "1.0", description: "e" }]);
  const exported = await client.send(
    new sdk.GetExportCommand({
      ...{ restApiId, stageName: "s", exportType: "oas30" },
      parameters: { extensions: "documentation" },
    }),
  );
  const document = JSON.parse(Buffer.from(exported.body ?? []).toString());
  expect(document["x-amazon-apigateway-documentation"]).toMatchObject({
    version: "1.0",
    documentationParts: [{ location: { type: "API" }, properties: { info: { description: "first" } } }],
  });
  await expect(client.send(new sdk.CreateDocumentationVersionCommand(version))).rejects.toMatchObject({
    name: "ConflictException",
  });
  await expect(client.send(new sdk.DeleteDocumentationVersionCommand(version))).rejects.toMatchObject({
    name: "ConflictException",
  });
  await client.send(new sdk.DeleteStageCommand({ restApiId, stageName: "s" }));
  await client.send(new sdk.DeleteDocumentationVersionCommand(version));
  await expect(client.send(new sdk.GetDocumentationVersionCommand(version))).rejects.toMatchObject({
    name: "NotFoundException",
  });
});

describe("is refused:", () => {
  test.each<[what: string, act: () => Promise<unknown>, name: string, message: string]>([
    [
      "a place that is documented",
      async () => {
        await add({ type: "METHOD", path: "/a" });
        await add({ type: "METHOD", path: "/a", method: "*" });
      },
      "ConflictException",
      "Documentation part already exists for the specified location: type 'METHOD', path '/a', method '*'.",
    ],
    [
      "a place with too much",
      () => add({ type: "MODEL", name: "m", path: "/" }),
      "BadRequestException",
      "The location of a documentation part of type MODEL has no path",
    ],
    [
      "a place without a name",
      () => add({ type: "MODEL" }),
      "BadRequestException",
      "The location of a documentation part of type MODEL must have a name",
    ],
    [
      "nothing to say",
      () => add({ type: "API" }, ""),
      "BadRequestException",
      "Documentation part properties must be non-empty",
    ],
    [
      "what is no JSON",
      () => add({ type: "API" }, "x"),
      "BadRequestException",
      "Documentation part properties must be a JSON object",
    ],
    [
      "an API that is not there",
      () =>
        client.send(
          new sdk.CreateDocumentationPartCommand({
            ...{ restApiId: "no", location: { type: "API" }, properties: "{}" },
          }),
        ),
      "NotFoundException",
      "Invalid API identifier specified 000000000000:no",
    ],
    [
      "a change of the place",
      async () => {
        const { id } = await add({ type: "API" });
        await client.send(
          new sdk.UpdateDocumentationPartCommand({
            ...{ restApiId: made.restApiId, documentationPartId: id },
            patchOperations: [{ op: "replace", path: "/location", value: "x" }],
          }),
        );
      },
      "BadRequestException",
      "Must be one of: [/properties]",
    ],
  ])("%s", async (_, act, name, message) => {
    await expect(act()).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });
});
