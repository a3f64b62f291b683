// Functions that keep their tenants apart: no environment runs for two of them.

import * as sdk from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import { lambdaApi } from "../../../src/services/lambda/api/api.ts";
import { zipFiles } from "../../../src/services/lambda/code/zip-files.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { until } from "../../support/until.ts";
import { type OpenedLambda, openLambda } from "./open-lambda.ts";
import { callBy } from "./support/steps.ts";

let opened: OpenedLambda;
let server: SdkServer;
let client: sdk.LambdaClient;
const call = callBy(() => client);
const TenancyConfig = { TenantIsolationMode: "PER_TENANT" };
const node = `const seen = [];
export const handler = async (event, context) => { seen.push(context.tenantId); console.log("for " + context.tenantId); return seen; };`;
const python = `seen = []
def handler(event, context):
  seen.append(context.tenant_id)
  return seen
`;
const bootstrap = `#!${process.execPath}
const invocations = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime/invocation/";
(async () => {
  for (;;) {
    const { headers } = await fetch(invocations + "next");
    const body = JSON.stringify([headers.get("lambda-runtime-aws-tenant-id")]);
    await fetch(invocations + headers.get("lambda-runtime-aws-request-id") + "/response", { method: "POST", body });
  }
})();`;

beforeAll(async () => {
  opened = await openLambda();
  server = await serve(lambdaApi(opened.lambda));
  client = new sdk.LambdaClient({ ...server.clientConfiguration, maxAttempts: 1 });
  const ZipFile = zipFiles({ "index.mjs": Buffer.from(node), "index.py": Buffer.from(python) });
  const common = { Role: "arn:aws:iam::000000000000:role/any", Handler: "index.handler", Code: { ZipFile } };
  const apart = { ...common, TenancyConfig, Timeout: 20 };
  await call("CreateFunction", { ...apart, FunctionName: "node", Runtime: "nodejs24.x" });
  await call("CreateFunction", { ...apart, FunctionName: "python", Runtime: "python3.12" });
  await call("CreateFunction", { ...common, FunctionName: "shared", Runtime: "nodejs24.x" });
  await call("CreateFunction", {
    ...apart,
    ...{ FunctionName: "own", Runtime: "provided.al2023" },
    Code: {
      ZipFile: zipSync({ bootstrap: [Buffer.from(bootstrap), { os: 3, attrs: 0o100755 << 16 }] }),
    },
  });
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await opened.lambda.close();
  expect(server.faults).toEqual([]);
});

async function invoke(FunctionName: string, TenantId?: string): Promise<unknown> {
  const { Payload } = await call("Invoke", { FunctionName, TenantId });
  return JSON.parse(Buffer.from(Payload as Uint8Array).toString());
}

test.each(["node", "python"])("a %s environment is one tenant's, who is in the context", async (name) => {
  expect(await invoke(name, "blue")).toEqual(["blue"]);
  expect(await invoke(name, "red")).toEqual(["red"]);
  expect(await invoke(name, "blue")).toEqual(["blue", "blue"]);
});

test("a runtime of one's own is told of the tenant", async () => {
  expect(await invoke("own", "blue")).toEqual(["blue"]);
});

test("an event is for its tenant, too", async () => {
  await call("Invoke", { FunctionName: "node", TenantId: "green", InvocationType: "Event" });
  // Its environment is free for the next once it has reported.
  await until(() => {
    const told = opened.log.find(({ message }) => message.includes("for green"));
    return opened.log.some(({ stream, message }) => stream === told?.stream && message.startsWith("REPORT"));
  });
  expect(await invoke("node", "green")).toEqual(["green", "green"]);
});

test("new code meets every tenant", async () => {
  await call("GetFunctionConfiguration", { FunctionName: "node" });
  await call("UpdateFunctionConfiguration", { FunctionName: "node", MemorySize: 256 });
  expect(await invoke("node", "blue")).toEqual(["blue"]);
  expect(await call("GetFunctionConfiguration", { FunctionName: "node" })).toMatchObject({ TenancyConfig });
});

test.each([
  [
    "without a tenant, of a function that keeps them apart",
    { FunctionName: "node" },
    "InvalidParameterValueException",
    "The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try again.",
  ],
  [
    "for a tenant, of one that does not",
    { FunctionName: "shared", TenantId: "blue" },
    "InvalidParameterValueException",
    "The invoked function is not enabled with tenancy configuration. Remove the tenant ID from your request and try again.",
  ],
  [
    "for a tenant that has no name",
    { FunctionName: "node", TenantId: "a#b" },
    "ValidationException",
    "1 validation error detected: Value 'a#b' at 'tenantId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9\\._:\\/=+\\-@ ]+",
  ],
] as const)("an invocation %s is refused", async (_, input, name, message) => {
  await expect(call("Invoke", input)).rejects.toMatchObject({ name, message });
});

describe("a function that keeps its tenants apart has no", () => {
  const refusal = (feature: string) => ({
    name: "InvalidParameterValueException",
    message: `${feature} is not supported for functions with tenancy configuration.`,
  });

  test("URL", async () => {
    await expect(
      call("CreateFunctionUrlConfig", { FunctionName: "node", AuthType: "NONE" }),
    ).rejects.toMatchObject(refusal("A function URL"));
  });

  test("provisioned concurrency", async () => {
    const { Version: Qualifier } = await call("PublishVersion", { FunctionName: "node" });
    const provisioned = { FunctionName: "node", Qualifier, ProvisionedConcurrentExecutions: 1 };
    await expect(call("PutProvisionedConcurrencyConfig", provisioned)).rejects.toMatchObject(
      refusal("Provisioned Concurrency"),
    );
  });

  test("event source mapping", async () => {
    const EventSourceArn = "arn:aws:sqs:us-east-1:000000000000:q";
    await expect(
      call("CreateEventSourceMapping", { FunctionName: "node", EventSourceArn }),
    ).rejects.toMatchObject(refusal("An event source mapping"));
  });

  test("snapshot", async () => {
    const SnapStart = { ApplyOn: "PublishedVersions" };
    await expect(
      call("UpdateFunctionConfiguration", { FunctionName: "python", SnapStart }),
    ).rejects.toMatchObject(refusal("SnapStart"));
  });
});
