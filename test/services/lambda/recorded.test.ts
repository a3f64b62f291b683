// Lambda's operations by the SDK, as AWS was recorded to answer them.

import { beforeAll, expect, test } from "@jest/globals";
import { zipFiles } from "../../../src/services/lambda/code/zip-files.ts";
import { calledLambda } from "./support/called-lambda.ts";
import { makeFunctions } from "./support/made-functions.ts";
import { recordedCases } from "./support/recorded-cases.ts";
import { recordedLayerCases } from "./support/recorded-layer-cases.ts";
import { testSteps } from "./support/steps.ts";

const call = calledLambda();

beforeAll(() => makeFunctions(call));

testSteps({ ...recordedCases, layers: recordedLayerCases }, call);

const FunctionName = "g";
const revision = async (Qualifier?: string) =>
  String((await call("GetFunctionConfiguration", { FunctionName, Qualifier })).RevisionId);
const permit = (StatementId: string, more: object = {}) =>
  call("AddPermission", {
    ...{ FunctionName, StatementId, Action: "lambda:InvokeFunction", Principal: "*", ...more },
  });

test("a function has another revision once a change of it is done, and by whoever may invoke it", async () => {
  const seen = [await revision()];
  const updated = await call("UpdateFunctionConfiguration", { FunctionName, Timeout: 9 });
  seen.push(String(updated.RevisionId), await revision());
  await permit("s", { RevisionId: seen.at(-1) });
  seen.push(await revision());
  expect(await call("GetPolicy", { FunctionName })).toMatchObject({ RevisionId: seen.at(-1) });
  await call("RemovePermission", { FunctionName, StatementId: "s", RevisionId: seen.at(-1) });
  seen.push(await revision());
  await call("PublishVersion", { FunctionName, RevisionId: seen.at(-1) });
  seen.push(await revision(), await revision("1"));
  expect(new Set(seen).size).toBe(seen.length);
});

test("a version and an alias have revisions of their own, which their policies change", async () => {
  const { RevisionId } = await call("CreateAlias", { FunctionName, Name: "a", FunctionVersion: "1" });
  const [latest, version] = [await revision(), await revision("1")];
  await permit("of-alias", { Qualifier: "a", RevisionId });
  const policy = await call("GetPolicy", { FunctionName, Qualifier: "a" });
  expect(policy.RevisionId).not.toBe(RevisionId);
  expect(await call("GetAlias", { FunctionName, Name: "a" })).toMatchObject({
    RevisionId: policy.RevisionId,
  });
  expect([await revision(), await revision("1")]).toEqual([latest, version]);
  await permit("of-version", { Qualifier: "1", RevisionId: version });
  expect(await revision("1")).not.toBe(version);
});

test("lists leave out what a function goes through", async () => {
  const { Functions } = await call("ListFunctions");
  const { Versions } = await call("ListVersionsByFunction", { FunctionName: "f" });
  const listed = [...(Functions as object[]), ...(Versions as object[])];
  const members = new Set(listed.flatMap((each) => Object.keys(each)));
  for (const member of ["State", "LastUpdateStatus", "RuntimeVersionConfig"])
    expect(members).not.toContain(member);
});

test("code that is published at once is told as the version that it is to be", async () => {
  const other = zipFiles({ "index.js": Buffer.from("exports.handler = async () => 2;") });
  const published = await call("UpdateFunctionCode", { FunctionName: "f", ZipFile: other, Publish: true });
  expect(published).toMatchObject({ Version: "2", State: "Pending", StateReasonCode: "Creating" });
  expect(published.FunctionArn).toMatch(/:f:2$/);
  expect(published).not.toHaveProperty("LastUpdateStatus");
});

test("the mode of a URL is told to who sets it, and to who asks", async () => {
  const created = await call("CreateFunctionUrlConfig", { FunctionName: "h", AuthType: "NONE" });
  expect(created).not.toHaveProperty("InvokeMode");
  expect(await call("GetFunctionUrlConfig", { FunctionName: "h" })).toMatchObject({ InvokeMode: "BUFFERED" });
  const InvokeMode = "RESPONSE_STREAM";
  expect(await call("UpdateFunctionUrlConfig", { FunctionName: "h", InvokeMode })).toMatchObject({
    InvokeMode,
  });
});

test("of a function without a code signing configuration none is told", async () => {
  const { $metadata: _, ...told } = await call("GetFunctionCodeSigningConfig", { FunctionName: "f" });
  expect(told).toEqual({});
});

test("a layer version that is deleted stays with the functions that have it", async () => {
  const name = "leaving";
  const layer = zipFiles({
    "nodejs/node_modules/m/index.js": Buffer.from("module.exports = 'of the layer';"),
  });
  const { LayerVersionArn } = await call("PublishLayerVersion", {
    LayerName: name,
    Content: { ZipFile: layer },
  });
  const code = zipFiles({ "index.js": Buffer.from("exports.handler = async () => require('m');") });
  await call("CreateFunction", {
    ...{ FunctionName: "layered", Role: "arn:aws:iam::000000000000:role/any", Runtime: "nodejs22.x" },
    ...{ Handler: "index.handler", Code: { ZipFile: code }, Layers: [LayerVersionArn] },
  });
  await call("GetFunctionConfiguration", { FunctionName: "layered" });
  await call("DeleteLayerVersion", { LayerName: name, VersionNumber: 1 });
  await call("UpdateFunctionConfiguration", { FunctionName: "layered", MemorySize: 256 });
  expect(await call("GetFunctionConfiguration", { FunctionName: "layered" })).toMatchObject({
    Layers: [{ Arn: LayerVersionArn, CodeSize: layer.length }],
  });
  const { Payload } = await call("Invoke", { FunctionName: "layered" });
  expect(Buffer.from(Payload as Uint8Array).toString()).toBe('"of the layer"');
  await expect(
    call("UpdateFunctionConfiguration", { FunctionName: "f", Layers: [LayerVersionArn] }),
  ).rejects.toMatchObject({ name: "InvalidParameterValueException" });
});

test("a package of more than 50 MB is refused by its size", async () => {
  const code = { FunctionName: "f", ZipFile: new Uint8Array(52_428_801) };
  await expect(call("UpdateFunctionCode", code)).rejects.toMatchObject({
    ...{ name: "RequestEntityTooLargeException", message: "Zipped size must be smaller than 52428800 bytes" },
  });
});
