// Functions, versions, aliases, permissions and layers as a stack makes, changes and deletes them.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { zipFiles } from "../../../src/services/lambda/code/zip-files.ts";
import { lambdaAlias } from "../../../src/services/lambda/resources/alias.ts";
import { lambdaFunction } from "../../../src/services/lambda/resources/function.ts";
import { lambdaLayerVersion } from "../../../src/services/lambda/resources/layer-version.ts";
import { lambdaPermission } from "../../../src/services/lambda/resources/permission.ts";
import { lambdaUrl } from "../../../src/services/lambda/resources/url.ts";
import { lambdaVersion } from "../../../src/services/lambda/resources/version.ts";
import { TestedResource } from "../support/resource.ts";
import { type OpenedLambda, openLambda } from "./open-lambda.ts";

let opened: OpenedLambda;
beforeEach(async () => {
  opened = await openLambda();
  for (const text of ["one", "two"])
    opened.objects.set(
      `code/${text}.zip`,
      zipFiles({ "index.js": Buffer.from(`exports.handler = async () => "${text}";`) }),
    );
});
afterEach(() => opened.lambda.close());

const properties = (text: string) => ({
  ...{ Runtime: "nodejs22.x", Handler: "index.handler", Role: "arn:aws:iam::000000000000:role/any" },
  Code: { S3Bucket: "code", S3Key: `${text}.zip` },
});
const answer = async (functionName: string) =>
  JSON.parse((await opened.lambda.invoke({ functionName })).payload);

test("a function runs the code that its properties name, and is the same after an update that failed halfway", async () => {
  const made = new TestedResource(lambdaFunction, opened.lambda);
  const { ref, attributes } = await made.create(properties("one"));
  expect(attributes?.Arn).toBe(`arn:aws:lambda:us-east-1:000000000000:function:${ref}`);
  expect(await answer(ref)).toBe("one");
  const before = opened.lambda.functions.get(ref).latest.modifiedAt;
  await made.update({ ...properties("two"), MemorySize: "256", Tags: [{ Key: "team", Value: "rain" }] });
  expect(await answer(ref)).toBe("two");
  const { latest, tags } = opened.lambda.functions.get(ref);
  expect([latest.memorySizeMb, tags]).toEqual([256, { team: "rain" }]);
  expect(latest.modifiedAt).toBeGreaterThanOrEqual(before);
  await expect(made.update(properties("none"))).rejects.toMatchObject({
    code: "InvalidParameterValueException",
    message: expect.stringContaining("S3 Error Code: NoSuchKey"),
  });
  expect(await answer(ref)).toBe("two");
  await made.delete();
  await made.delete();
  expect(opened.lambda.list()).toEqual([]);
});

test("a template makes functions that are durable, and such as keep their tenants apart", async () => {
  const durable = new TestedResource(lambdaFunction, opened.lambda);
  const { ref } = await durable.create({ ...properties("one"), DurableConfig: { ExecutionTimeout: "60" } });
  const told = () => opened.lambda.functions.get(ref).latest.told.DurableConfig;
  expect(told()).toEqual({ ExecutionTimeout: 60, RetentionPeriodInDays: 14 });
  await expect(opened.lambda.invoke({ functionName: ref })).rejects.toMatchObject({
    message: "You cannot invoke a durable function using an unqualified ARN.",
  });
  const apart = new TestedResource(lambdaFunction, opened.lambda);
  const { ref: functionName } = await apart.create({
    ...{ ...properties("one"), FunctionName: "apart" },
    TenancyConfig: { TenantIsolationMode: "PER_TENANT" },
  });
  await expect(opened.lambda.invoke({ functionName })).rejects.toMatchObject({
    message: expect.stringContaining("Add a valid tenant ID"),
  });
  expect(await opened.lambda.invoke({ functionName, tenantId: "blue" })).toMatchObject({ payload: '"one"' });
});

test("a function that an earlier run left is not fetched and not modified again", async () => {
  const { ref } = await new TestedResource(lambdaFunction, opened.lambda).create(properties("one"));
  const before = opened.lambda.functions.get(ref).latest;
  opened.objects.clear();
  const again = new TestedResource(lambdaFunction, opened.lambda, { mayExist: true });
  await again.create(properties("one"));
  expect(opened.lambda.functions.get(ref).latest).toEqual(before);
});

test("a version, and an alias that moves to the next", async () => {
  const made = new TestedResource(lambdaFunction, opened.lambda);
  const { ref: FunctionName } = await made.create(properties("one"));
  const first = new TestedResource(lambdaVersion, opened.lambda);
  expect((await first.create({ FunctionName })).attributes).toMatchObject({ Version: "1" });
  const alias = new TestedResource(lambdaAlias, opened.lambda);
  const { ref } = await alias.create({ FunctionName, Name: "live", FunctionVersion: "1" });
  await made.update(properties("two"));
  expect(await answer(ref)).toBe("one");
  await new TestedResource(lambdaVersion, opened.lambda).create({ FunctionName });
  await alias.update({ FunctionName, Name: "live", FunctionVersion: "2" });
  expect(await answer(ref)).toBe("two");
  await first.delete();
  await alias.delete();
  await alias.delete();
  const { aliases, published } = opened.lambda.functions.get(FunctionName);
  expect([aliases, published.map(({ version }) => version)]).toEqual([[], ["2"]]);
});

test.each([
  ["beside the function", (ref: string) => ({ TargetFunctionArn: ref, Qualifier: "live" })],
  [
    "at the end of its ARN",
    (ref: string) => ({ TargetFunctionArn: `${opened.lambda.functions.get(ref).arn}:live` }),
  ],
])("a URL of an alias that is named %s", async (_, named) => {
  const { ref } = await new TestedResource(lambdaFunction, opened.lambda).create(properties("one"));
  const alias = { FunctionName: ref, FunctionVersion: "$LATEST", Name: "live" };
  await new TestedResource(lambdaAlias, opened.lambda).create(alias);
  const url = new TestedResource(lambdaUrl, opened.lambda);
  const { attributes } = await url.create({ ...named(ref), AuthType: "NONE" });
  expect(attributes?.FunctionArn).toMatch(/:live$/);
  expect(Object.keys(opened.lambda.functions.get(ref).urls ?? {})).toEqual(["live"]);
  await url.delete();
  expect(opened.lambda.functions.get(ref).urls ?? {}).toEqual({});
});

test("a permission and a layer", async () => {
  const made = new TestedResource(lambdaFunction, opened.lambda);
  const { ref: FunctionName } = await made.create(properties("one"));
  const permission = new TestedResource(lambdaPermission, opened.lambda);
  await permission.create({
    FunctionName,
    Action: "lambda:InvokeFunction",
    Principal: "events.amazonaws.com",
  });
  expect(opened.lambda.functions.policy(FunctionName, undefined).statements).toHaveLength(1);
  await permission.delete();
  await permission.delete();
  expect(opened.lambda.functions.get(FunctionName).policies).toEqual({});
  const layer = new TestedResource(lambdaLayerVersion, opened.lambda);
  const told = 'module.exports = "told by a layer";';
  opened.objects.set("code/layer.zip", zipFiles({ "nodejs/node_modules/told.js": Buffer.from(told) }));
  const { ref } = await layer.create({ Content: { S3Bucket: "code", S3Key: "layer.zip" } });
  const reads = 'exports.handler = async () => require("told");';
  opened.objects.set("code/reads.zip", zipFiles({ "index.js": Buffer.from(reads) }));
  await made.update({ ...properties("reads"), Layers: [ref] });
  expect(await answer(FunctionName)).toBe("told by a layer");
  expect(made.warnings).toEqual([]);
  await layer.delete();
  expect(opened.lambda.layers.all().flatMap(({ versions }) => versions)).toEqual([]);
});
