// Parameter Store by the real SDK client, over HTTP, on a real disk.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  type ParameterStringFilter,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import type { ServiceApi } from "../../../src/aws/wire/operation.ts";
import { secretsManagerApi } from "../../../src/services/secretsmanager/api.ts";
import { ssmApi } from "../../../src/services/ssm/api.ts";
import { Parameters } from "../../../src/services/ssm/parameters.ts";
import { RecordBook } from "../../../src/storage/record-book.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { openSecrets } from "../secretsmanager/open-secrets.ts";

let secrets: ServiceApi;
let directory: string;
let parameters: Parameters;
let server: SdkServer;
let client: SSMClient;

async function open(): Promise<Parameters> {
  const book = await RecordBook.open({ directory, name: "parameters.journal" });
  return new Parameters(systemClock, localIdentity, book, () => secrets);
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "parameters-"));
  secrets = secretsManagerApi(await openSecrets({ clock: systemClock }));
  parameters = await open();
  server = await serve(ssmApi(parameters));
  client = new SSMClient(server.clientConfiguration);
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await parameters.close();
  rmSync(directory, { recursive: true });
  expect(server.faults).toEqual([]);
});

const put = (Name: string, Value: string, more: Partial<PutParameterCommandInput> = {}) =>
  client.send(new PutParameterCommand({ Name, Value, Type: "String", ...more }));
const get = async (Name: string, WithDecryption = false) =>
  (await client.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;

test("a parameter has versions, found by number, by label and by ARN", async () => {
  expect(await put("/app/url", "one")).toMatchObject({ Version: 1, Tier: "Standard" });
  expect(await put("/app/url", "two", { Overwrite: true })).toMatchObject({ Version: 2 });
  await client.send(
    new LabelParameterVersionCommand({ Name: "/app/url", ParameterVersion: 1, Labels: ["stable", "awsBad"] }),
  );
  const ARN = "arn:aws:ssm:us-east-1:000000000000:parameter/app/url";
  expect(await get("/app/url")).toMatchObject({ Value: "two", Version: 2, ARN, DataType: "text" });
  expect(await get("/app/url:1")).toMatchObject({ Value: "one", Selector: ":1" });
  expect(await get("/app/url:stable")).toMatchObject({ Value: "one", Selector: ":stable" });
  expect(await get(ARN)).toMatchObject({ Name: "/app/url", Value: "two" });
  const { Parameters: history = [] } = await client.send(
    new GetParameterHistoryCommand({ Name: "/app/url" }),
  );
  expect(history.map(({ Version, Labels }) => [Version, Labels])).toEqual([
    [1, ["stable"]],
    [2, []],
  ]);
});

test("a SecureString shows its value only to whoever asks for it decrypted", async () => {
  await put("secret", "hunter2", { Type: "SecureString" });
  expect((await get("secret"))?.Value).not.toContain("hunter2");
  expect(await get("secret", true)).toMatchObject({ Value: "hunter2", Type: "SecureString" });
});

test("a secret is read by a parameter's name, which says its version or stage", async () => {
  const call = { requestId: "", host: "" };
  await secrets.operations.CreateSecret?.({ Name: "db", SecretString: "hunter2" }, call);
  const Name = "/aws/reference/secretsmanager/db";
  const told = await get(Name, true);
  expect(told).toMatchObject({
    ...{ Name, Value: "hunter2", Type: "SecureString", Version: 0 },
    ARN: expect.stringMatching(/:secretsmanager:us-east-1:000000000000:secret:db-\w{6}$/),
  });
  const { VersionId } = JSON.parse(told?.SourceResult ?? "{}");
  for (const selector of [VersionId, "AWSCURRENT"])
    expect(await get(`${Name}:${selector}`, true)).toMatchObject({ Name, Selector: `:${selector}` });
  const { Parameters: found = [], InvalidParameters } = await client.send(
    new GetParametersCommand({ Names: [Name, `${Name}2`], WithDecryption: true }),
  );
  expect([found.map(({ Value }) => Value), InvalidParameters]).toEqual([["hunter2"], [`${Name}2`]]);
});

test("a path is read page by page, one level or all", async () => {
  for (const name of ["a", "b", "c", "deep/d"]) await put(`/tree/${name}`, name);
  const page = async (NextToken?: string) =>
    client.send(new GetParametersByPathCommand({ Path: "/tree", Recursive: true, MaxResults: 3, NextToken }));
  const first = await page();
  const second = await page(first.NextToken);
  expect([first, second].map(({ Parameters = [] }) => Parameters.map(({ Value }) => Value))).toEqual([
    ["a", "b", "c"],
    ["deep/d"],
  ]);
  expect(second.NextToken).toBeUndefined();
  const { Parameters: level = [] } = await client.send(new GetParametersByPathCommand({ Path: "/tree/" }));
  expect(level.map(({ Name }) => Name)).toEqual(["/tree/a", "/tree/b", "/tree/c"]);
});

test("several are read and deleted at once, and those that are not there are told", async () => {
  await put("one", "1");
  const Names = ["one", "none"];
  expect(await client.send(new GetParametersCommand({ Names }))).toMatchObject({
    Parameters: [{ Name: "one", Value: "1" }],
    InvalidParameters: ["none"],
  });
  expect(await client.send(new DeleteParametersCommand({ Names }))).toMatchObject({
    DeletedParameters: ["one"],
    InvalidParameters: ["none"],
  });
});

const listed = (...ParameterFilters: ParameterStringFilter[]) =>
  client.send(new DescribeParametersCommand({ ParameterFilters }));

test("tags are kept beside, and lists are filtered by them and by names", async () => {
  await put("/filtered/x", "x", { Tags: [{ Key: "team", Value: "rain" }] });
  await client.send(
    new AddTagsToResourceCommand({
      ...{ ResourceType: "Parameter", ResourceId: "/filtered/x" },
      Tags: [{ Key: "stage", Value: "dev" }],
    }),
  );
  const { TagList } = await client.send(
    new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: "/filtered/x" }),
  );
  expect(TagList).toEqual([
    { Key: "team", Value: "rain" },
    { Key: "stage", Value: "dev" },
  ]);
  for (const filter of [
    { Key: "tag:team", Values: ["rain"] },
    { Key: "Name", Option: "BeginsWith", Values: ["/filtered"] },
    { Key: "Path", Values: ["/filtered"] },
  ]) {
    const { Parameters: found = [] } = await listed(filter);
    expect(found.map(({ Name }) => Name)).toEqual(["/filtered/x"]);
  }
});

test("what was acknowledged is there after a restart without a clean end", async () => {
  await put("/kept", "first");
  await put("/kept", "second", { Overwrite: true });
  await put("/gone", "x");
  await client.send(new DeleteParameterCommand({ Name: "/gone" }));
  const again = await open();
  expect(again.get("/kept:1").version.value).toBe("first");
  expect(again.get("/kept").version.value).toBe("second");
  expect(again.find("/gone")).toBeUndefined();
  await again.close();
});

describe("AWS's errors", () => {
  const cases: readonly (readonly [string, () => Promise<unknown>, { name?: string; message?: unknown }])[] =
    [
      ["a parameter that is not there", () => get("/none"), { name: "ParameterNotFound" }],
      [
        "a secret that is not there",
        () => get("/aws/reference/secretsmanager/none", true),
        {
          name: "ParameterNotFound",
          message:
            "An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret /aws/reference/secretsmanager/none not found.",
        },
      ],
      [
        "a secret that is not to be decrypted",
        () => get("/aws/reference/secretsmanager/none"),
        {
          name: "ValidationException",
          message: "WithDecryption flag must be True for retrieving a Secret Manager secret.",
        },
      ],
      [
        "a version that is not there",
        async () => {
          await put("/v", "1");
          await get("/v:9");
        },
        {
          name: "ParameterVersionNotFound",
          message: "Systems Manager could not find version 9 of /v. Verify the version and try again.",
        },
      ],
      [
        "one that is there, without Overwrite",
        async () => {
          await put("/twice", "1");
          await put("/twice", "2");
        },
        {
          name: "ParameterAlreadyExists",
          message:
            "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
        },
      ],
      [
        "AWS's own path",
        () => put("/aws/x", "1"),
        { name: "AccessDeniedException", message: "No access to reserved parameter name: /aws/x." },
      ],
      [
        "a reserved name",
        () => put("awsome", "1"),
        {
          name: "ValidationException",
          message: 'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
        },
      ],
      [
        "a bare path",
        () => put("a/b", "1"),
        { name: "ValidationException", message: "Parameter name must be a fully qualified name." },
      ],
      [
        "an empty value",
        () => put("/e", ""),
        {
          name: "ValidationException",
          message: expect.stringContaining("at 'value' failed to satisfy constraint"),
        },
      ],
      [
        "a value for the higher tier",
        () => put("/big", "x".repeat(4097)),
        {
          name: "ValidationException",
          message: expect.stringContaining(
            "Standard tier parameters support a maximum parameter value of 4096 characters.",
          ),
        },
      ],
      [
        "a value against its pattern",
        () => put("/p", "abc", { AllowedPattern: "^\\d+$" }),
        { name: "ParameterPatternMismatchException" },
      ],
      [
        "no type",
        () => client.send(new PutParameterCommand({ Name: "/t", Value: "1" })),
        { name: "ValidationException" },
      ],
      [
        "a wrong type",
        () => put("/t", "1", { Type: "Text" as "String" }),
        {
          name: "ValidationException",
          message:
            "1 validation error detected: Value 'Text' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [SecureString, StringList, String]",
        },
      ],
      [
        "a filter without values",
        () => listed({ Key: "Name" }),
        { message: "The following filter values are missing : null for filter key Name." },
      ],
      [
        "the same filter twice",
        () => listed({ Key: "Name", Values: ["a"] }, { Key: "Name", Values: ["b"] }),
        {
          message:
            "The following filters are duplicated in the request: Name. A request can contain only one occurrence of a specific filter.",
        },
      ],
      [
        "a type that is none",
        () => listed({ Key: "Type", Values: ["Text"] }),
        {
          message:
            "The following filter value is not valid: Text. Valid values include: [String, StringList, SecureString].",
        },
      ],
      [
        "a path that is none",
        () => listed({ Key: "Path", Values: ["a"] }),
        { message: expect.stringContaining("doesn't meet the parameter name requirements") },
      ],
      [
        "what AWS keeps",
        () => listed({ Key: "Path", Values: ["/aws/service"] }),
        { message: expect.stringContaining("Filters for common parameters can't be prefixed") },
      ],
    ];
  test.each(cases)("%s", async (_, call, error) => {
    await expect(call()).rejects.toMatchObject(error);
  });
});
