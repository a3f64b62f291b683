// Lambda's control plane by the real SDK client, over HTTP, on a real disk: functions are created, changed, versioned, run, and there
// again after a restart.

import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AddPermissionCommand,
  CreateAliasCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetLayerVersionCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListAliasesCommand,
  ListLayersCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  type UpdateFunctionCodeCommandInput,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { lambdaApi } from "../../../src/services/lambda/api/api.ts";
import { zipFiles } from "../../../src/services/lambda/code/zip-files.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { type OpenedLambda, openLambda } from "./open-lambda.ts";
import { controlRefusals } from "./support/control-refusals.ts";
import { createFunction, settled } from "./support/created-function.ts";
import { arn } from "./support/made-functions.ts";
import { answering } from "./support/packages.ts";

let directory: string;
let opened: OpenedLambda;
let server: SdkServer;
let client: LambdaClient;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "control-"));
  opened = await openLambda(directory);
  server = await serve(lambdaApi(opened.lambda));
  client = new LambdaClient({ ...server.clientConfiguration, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await opened.lambda.close();
  rmSync(directory, { recursive: true });
  expect(server.faults).toEqual([]);
});

const create = (FunctionName: string, more?: Partial<CreateFunctionCommandInput>) =>
  createFunction(client, FunctionName, more);

async function updateCode(FunctionName: string, more: Partial<UpdateFunctionCodeCommandInput>) {
  const updated = await client.send(new UpdateFunctionCodeCommand({ FunctionName, ...more }));
  await settled(client, FunctionName);
  return updated;
}

async function invoke(FunctionName: string, Qualifier?: string): Promise<unknown> {
  const { Payload } = await client.send(new InvokeCommand({ FunctionName, Qualifier }));
  return JSON.parse(Payload?.transformToString() ?? "null");
}

test("a function is created from a zip, runs, and gives the zip back", async () => {
  const zip = answering("created");
  const created = await create("created", {
    Code: { ZipFile: zip },
    Environment: { Variables: { STAGE: "test" } },
    Tags: { team: "rain" },
  });
  const sha256 = createHash("sha256").update(zip).digest("base64");
  expect(created).toMatchObject({
    FunctionArn: arn("created"),
    CodeSha256: sha256,
    CodeSize: zip.length,
    Version: "$LATEST",
    ...{ State: "Pending", StateReason: "The function is being created.", StateReasonCode: "Creating" },
    PackageType: "Zip",
    MemorySize: 128,
    Timeout: 3,
    LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
  });
  await waitUntilFunctionActiveV2({ client, maxWaitTime: 20 }, { FunctionName: "created" });
  expect(await invoke("created")).toEqual(["created", "$LATEST", arn("created")]);
  const { Code, Tags } = await client.send(new GetFunctionCommand({ FunctionName: "created" }));
  expect(Tags).toEqual({ team: "rain" });
  const given = await fetch(Code?.Location ?? "", { headers: { connection: "close" } });
  expect(Buffer.from(await given.arrayBuffer())).toEqual(Buffer.from(zip));
});

test("a package's own modules are found by their names alone", async () => {
  const files = {
    "index.js": Buffer.from("exports.handler = async () => require('beside').name;"),
    "beside.js": Buffer.from("exports.name = 'beside';"),
  };
  await create("by-name", { Code: { ZipFile: zipFiles(files) } });
  expect(await invoke("by-name")).toBe("beside");
});

test("code comes from a bucket, and each update is a later one even for the same code", async () => {
  opened.objects.set("deployments/one.zip", answering("one"));
  opened.objects.set("deployments/two.zip", answering("two"));
  const first = await create("from-s3", { Code: { S3Bucket: "deployments", S3Key: "one.zip" } });
  const update = (S3Key: string) => updateCode("from-s3", { S3Bucket: "deployments", S3Key });
  const second = await update("two.zip");
  expect(second.CodeSha256).not.toBe(first.CodeSha256);
  expect(await invoke("from-s3")).toEqual(["two", "$LATEST", arn("from-s3")]);
  const again = await update("two.zip");
  expect(again.CodeSha256).toBe(second.CodeSha256);
  expect(again.RevisionId).not.toBe(second.RevisionId);
  expect(Date.parse(again.LastModified ?? "")).toBeGreaterThanOrEqual(Date.parse(second.LastModified ?? ""));
});

test("of an object that has versions the one that is asked for is the code", async () => {
  opened.objects.set("deployments/kept.zip", answering("now"));
  opened.objects.set("deployments/kept.zip?v1", answering("then"));
  const Code = { S3Bucket: "deployments", S3Key: "kept.zip", S3ObjectVersion: "v1" };
  await create("from-version", { Code });
  expect(await invoke("from-version")).toEqual(["then", "$LATEST", arn("from-version")]);
  await updateCode("from-version", { S3Bucket: "deployments", S3Key: "kept.zip" });
  expect(await invoke("from-version")).toEqual(["now", "$LATEST", arn("from-version")]);
});

test("versions keep their code and settings, and aliases move between them", async () => {
  await create("versioned", { Description: "first", Publish: true });
  await updateCode("versioned", { ZipFile: answering("two") });
  const { Version } = await client.send(
    new PublishVersionCommand({ FunctionName: "versioned", Description: "second" }),
  );
  expect(Version).toBe("2");
  // Nothing has changed since.
  expect((await client.send(new PublishVersionCommand({ FunctionName: "versioned" }))).Version).toBe("2");
  const { Versions = [] } = await client.send(
    new ListVersionsByFunctionCommand({ FunctionName: "versioned" }),
  );
  expect(Versions.map((each) => [each.Version, each.Description, each.FunctionArn])).toEqual([
    ["$LATEST", "first", `${arn("versioned")}:$LATEST`],
    ["1", "first", `${arn("versioned")}:1`],
    ["2", "second", `${arn("versioned")}:2`],
  ]);
  await client.send(
    new CreateAliasCommand({ FunctionName: "versioned", Name: "live", FunctionVersion: "1" }),
  );
  expect(await invoke("versioned", "live")).toEqual(["one", "1", `${arn("versioned")}:live`]);
  await client.send(
    new UpdateAliasCommand({
      ...{ FunctionName: "versioned", Name: "live", FunctionVersion: "1" },
      RoutingConfig: { AdditionalVersionWeights: { "2": 1 } },
    }),
  );
  expect(await invoke(`${arn("versioned")}:live`)).toEqual(["two", "2", `${arn("versioned")}:live`]);
  const alias = await client.send(new GetAliasCommand({ FunctionName: "versioned", Name: "live" }));
  expect(alias).toMatchObject({ AliasArn: `${arn("versioned")}:live`, FunctionVersion: "1" });
  const { Aliases } = await client.send(
    new ListAliasesCommand({ FunctionName: "versioned", FunctionVersion: "2" }),
  );
  expect(Aliases).toHaveLength(1);
  await expect(
    client.send(new DeleteFunctionCommand({ FunctionName: "versioned", Qualifier: "2" })),
  ).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: `Unable to delete version because the following aliases reference it: [${arn("versioned")}:live]`,
  });
});

test("settings are changed under the revision that is known", async () => {
  await create("configured");
  const { RevisionId } = await client.send(
    new GetFunctionConfigurationCommand({ FunctionName: "configured" }),
  );
  const updated = await client.send(
    new UpdateFunctionConfigurationCommand({
      ...{ FunctionName: "configured", Timeout: 9, MemorySize: 256, RevisionId },
      VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
    }),
  );
  expect(updated).toMatchObject({ Timeout: 9, MemorySize: 256, VpcConfig: { SubnetIds: ["subnet-1"] } });
  await settled(client, "configured");
  await expect(
    client.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: "configured", Timeout: 10, RevisionId }),
    ),
  ).rejects.toMatchObject({ name: "PreconditionFailedException" });
});

test("permissions, tags and reserved concurrency are kept beside", async () => {
  const FunctionName = "kept-beside";
  await create(FunctionName);
  await client.send(
    new AddPermissionCommand({
      ...{ FunctionName, StatementId: "bucket", Action: "lambda:InvokeFunction" },
      ...{ Principal: "s3.amazonaws.com", SourceArn: "arn:aws:s3:::b", SourceAccount: "000000000000" },
    }),
  );
  const { Policy = "" } = await client.send(new GetPolicyCommand({ FunctionName }));
  expect(JSON.parse(Policy)).toEqual({
    Version: "2012-10-17",
    Id: "default",
    Statement: [
      {
        Sid: "bucket",
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Action: "lambda:InvokeFunction",
        Resource: arn(FunctionName),
        Condition: {
          StringEquals: { "AWS:SourceAccount": "000000000000" },
          ArnLike: { "AWS:SourceArn": "arn:aws:s3:::b" },
        },
      },
    ],
  });
  await client.send(new RemovePermissionCommand({ FunctionName, StatementId: "bucket" }));
  await expect(client.send(new GetPolicyCommand({ FunctionName }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  const Resource = arn(FunctionName);
  await client.send(new TagResourceCommand({ Resource, Tags: { a: "1", b: "2" } }));
  await client.send(new UntagResourceCommand({ Resource, TagKeys: ["a"] }));
  expect((await client.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ b: "2" });
  await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
  expect(await client.send(new GetFunctionConcurrencyCommand({ FunctionName }))).toMatchObject({
    ReservedConcurrentExecutions: 0,
  });
  await expect(invoke(FunctionName)).rejects.toMatchObject({ name: "TooManyRequestsException" });
});

test("layers are numbered, and told with their content", async () => {
  const zip = zipFiles({ "nodejs/node_modules/m/index.js": Buffer.from("module.exports = 1;") });
  for (let number = 1; number <= 2; number++) {
    const published = await client.send(
      new PublishLayerVersionCommand({
        ...{ LayerName: "shared", Content: { ZipFile: zip }, CompatibleRuntimes: ["nodejs22.x"] },
      }),
    );
    expect(published).toMatchObject({
      Version: number,
      LayerVersionArn: `arn:aws:lambda:us-east-1:000000000000:layer:shared:${number}`,
    });
  }
  const version = await client.send(new GetLayerVersionCommand({ LayerName: "shared", VersionNumber: 1 }));
  const given = await fetch(version.Content?.Location ?? "", { headers: { connection: "close" } });
  expect(Buffer.from(await given.arrayBuffer())).toEqual(Buffer.from(zip));
  const { Layers = [] } = await client.send(new ListLayersCommand({}));
  expect(Layers.map(({ LatestMatchingVersion }) => LatestMatchingVersion?.Version)).toEqual([2]);
});

test("a function of a runtime that is not here is described, and says so when it is invoked", async () => {
  expect(await create("described", { Runtime: "dotnetcore3.1", Handler: "main" })).toMatchObject({
    Runtime: "dotnetcore3.1",
  });
  await expect(invoke("described")).rejects.toMatchObject({
    name: "InvalidRuntimeException",
    message: expect.stringMatching(
      /^The function described has the runtime dotnetcore3\.1, which this region does not start: /,
    ),
  });
});

test("what was acknowledged is there after a restart without a clean end, with its code", async () => {
  await create("surviving", { Code: { ZipFile: answering("before") }, Publish: true });
  await updateCode("surviving", { ZipFile: answering("after") });
  await client.send(new CreateAliasCommand({ FunctionName: "surviving", Name: "old", FunctionVersion: "1" }));
  await create("deleted", { Code: { ZipFile: answering("deleted") } });
  const { code } = opened.lambda.functions.get("deleted").latest;
  await client.send(new DeleteFunctionCommand({ FunctionName: "deleted" }));
  const again = await openLambda(directory);
  const answer = async (functionName: string) =>
    JSON.parse((await again.lambda.invoke({ functionName })).payload)[0];
  expect(await answer("surviving")).toBe("after");
  expect(await answer("surviving:old")).toBe("before");
  expect(again.lambda.functions.find("deleted")).toBeUndefined();
  // Nobody needs its code any more.
  const digest = code.type === "package" ? code.digest : "";
  expect(readdirSync(join(directory, "code")).filter((name) => name.startsWith(digest))).toEqual([]);
  await again.lambda.close();
});

describe("AWS's errors", () => {
  test.each(controlRefusals)("%s", async (_, ask, error) => {
    await expect(ask({ client, create })).rejects.toMatchObject(error);
  });
});
