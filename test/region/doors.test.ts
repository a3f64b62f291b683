// What every service's door promises, over all doors of the region: each operation of its APIs on AWS is there or refused by name.

import * as restApisClient from "@aws-sdk/client-api-gateway";
import * as httpApisClient from "@aws-sdk/client-apigatewayv2";
import * as iotClient from "@aws-sdk/client-iot";
import * as iotDataClient from "@aws-sdk/client-iot-data-plane";
import * as lambdaClient from "@aws-sdk/client-lambda";
import * as s3Client from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { operationsOf } from "../../src/asl/service-model/operation-names.ts";
import type { ServiceApi } from "../../src/aws/wire/operation.ts";
import { Region } from "../../src/region/region.ts";
import { services } from "../../src/region/services.ts";
import { ApiServer } from "../../src/server/server.ts";
import { type RawRequest, send } from "../server/raw-request.ts";

const sdkNames = services.list.flatMap(({ apis = {} }) => Object.keys(apis));

let region: Region;
let server: ApiServer;
let told: string[];
beforeAll(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
});
afterAll(() => region.close());
// One for each test: a server tells of so many names and no more.
beforeEach(async () => {
  told = [];
  server = new ApiServer({
    onFault: (fault) => expect(fault).toBeUndefined(),
    onUnserved: (service, operation) => told.push(`${service} ${operation}`),
  });
  server.serve({ services: [...region.apis.values()] });
  await server.listen(0);
});
afterEach(() => server.close());

function apiOf(sdkName: string): ServiceApi {
  const api = region.apis.get(sdkName);
  if (api === undefined) throw new Error(`no API ${sdkName}`);
  return api;
}

function servedBy({ operations, routes = [] }: ServiceApi): ReadonlySet<string> {
  return new Set([...Object.keys(operations), ...routes.map(({ operation }) => operation)]);
}

function refusedBy({ refused = {} }: ServiceApi): readonly { readonly name: string; readonly why: string }[] {
  return Object.entries(refused).flatMap(([why, operations]) =>
    operations.map((operation) => ({ name: operation.split(" ", 1).join(), why })),
  );
}

describe.each(sdkNames)("the API %s", (sdkName) => {
  test("has each operation of AWS's, or refuses it by name", () => {
    const api = apiOf(sdkName);
    const served = servedBy(api);
    const refused = refusedBy(api).map(({ name }) => name);
    const due = [...(operationsOf(sdkName) ?? []), ...(newer[sdkName] ?? [])];
    expect([...served, ...refused].sort()).toEqual(due.sort());
  });

  test("tells a client the name of what it does not have, and why", async () => {
    const api = apiOf(sdkName);
    const refused = refusedBy(api).filter(({ name }) => !formerNames.has(name));
    for (const { name, why } of refused) {
      const { status, body } = await send(server.port, requestOf(sdkName, api, name));
      expect([name, status, body.toString()]).toEqual([
        name,
        isRest(api) ? (sdkName === "s3" ? 501 : 404) : 400,
        expect.stringMatching(new RegExp(`\\b${name}\\b.*: ${why}`)),
      ]);
    }
    expect(told).toEqual(refused.map(({ name }) => `${api.name} ${name}`));
  });
});

/** A service that names its operations by forms may have an address besides. */
function isRest({ routes, query }: ServiceApi): boolean {
  return routes !== undefined && query === undefined;
}

function requestOf(sdkName: string, api: ServiceApi, operation: string): RawRequest {
  if (isRest(api)) return restRequest(sdkName, api, operation);
  if (api.targetPrefix === undefined) {
    return {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: `Action=${operation}&Version=${api.query?.version}`,
    };
  }
  const headers = {
    "content-type": `application/x-amz-json-${api.jsonVersion}`,
    "x-amz-target": `${api.targetPrefix}.${operation}`,
  };
  return { headers, body: "{}" };
}

function restRequest(sdkName: string, api: ServiceApi, operation: string): RawRequest {
  const [method = "", uri = ""] = httpTrait(sdkName, operation) ?? ownPath(api, operation);
  const path = (uri + (required[operation] ?? "")).replaceAll(/\{\w+\+?\}/g, "some");
  const [signedAs = sdkName] = api.signedAs ?? [];
  const credential = `Credential=local/20260101/us-east-1/${signedAs}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=00`;
  return { method, path, headers: { authorization } };
}

/** What the SDK's own model says of the operation's path; it has buckets in the host. */
function httpTrait(sdkName: string, operation: string): readonly string[] | undefined {
  const client: object | undefined = restClients[sdkName];
  if (client === undefined) return undefined;
  const { [`${operation}Command` as keyof typeof client]: Command } = client;
  if (Command === undefined) return undefined;
  const { schema } = new (Command as new (input: object) => { schema: readonly unknown[] })({});
  const [method, uri] = (schema[3] as { http: readonly string[] }).http;
  const isOfBucket =
    sdkName === "s3" && !["ListDirectoryBuckets", "WriteGetObjectResponse"].includes(operation);
  return [method ?? "", isOfBucket ? `/some${uri?.replace(/^\/(?=\?|$)/, "")}` : (uri ?? "")];
}

const restClients: Readonly<Record<string, object>> = {
  apigateway: restApisClient,
  apigatewayv2: httpApisClient,
  iot: iotClient,
  iotdataplane: iotDataClient,
  lambda: lambdaClient,
  s3: s3Client,
};

function ownPath({ refused = {} }: ServiceApi, operation: string): readonly string[] {
  const text = Object.values(refused).flat();
  return (
    text
      .find((each) => each.startsWith(`${operation} `))
      ?.split(" ")
      .slice(1) ?? []
  );
}

/** What clients have and the model of AWS's that tasks are checked by does not have yet. */
const newer: Readonly<Record<string, readonly string[]>> = {
  // No API of AWS's: what it permits requests to APIs by.
  executeapi: ["Invoke"],
  s3website: ["GetObject"],
  iotdataplane: ["GetConnection", "ListSubscriptions", "SendDirectMessage"],
  kinesis: [
    ...["CreateChannel", "DeleteChannel", "DescribeChannel", "ListChannels", "UpdateChannel"],
    "UpdateStreamRecordDistributionStrategy",
  ],
  lambda: ["DeleteResourcePolicy", "GetResourcePolicy", "PutResourcePolicy"],
  // A browser's, which no client has.
  s3: ["PostObject"],
};

/** What AWS calls by another name now; the request is the same. */
const formerNames = new Set([
  ...["GetBucketLifecycle", "PutBucketLifecycle"],
  ...["GetBucketNotification", "PutBucketNotification"],
]);

/** The query parameters that are required by an operation and not said by its path. */
const required: Readonly<Record<string, string>> = {
  ListParts: "&uploadId=1",
  ...Object.fromEntries(
    ["Analytics", "IntelligentTiering", "Inventory", "Metrics"].map((kind) => [
      `GetBucket${kind}Configuration`,
      "&id=1",
    ]),
  ),
};
