// Secrets Manager by the real SDK client, over HTTP, on a real disk.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { secretsManagerApi } from "../../../src/services/secretsmanager/api.ts";
import type { SecretsManager } from "../../../src/services/secretsmanager/secrets-manager.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { openSecrets } from "./open-secrets.ts";

let directory: string;
let clock: VirtualClock;
let secrets: SecretsManager;
let server: SdkServer;
let client: SecretsManagerClient;

const open = () => openSecrets({ clock, directory });

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "secrets-"));
  clock = new VirtualClock();
  secrets = await open();
  server = await serve(secretsManagerApi(secrets));
  client = new SecretsManagerClient(server.clientConfiguration);
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await secrets.close();
  rmSync(directory, { recursive: true });
  expect(server.faults).toEqual([]);
});

const create = (Name: string, SecretString?: string) =>
  client.send(new CreateSecretCommand({ Name, SecretString }));
const textOf = async (SecretId: string, more: { VersionStage?: string; VersionId?: string } = {}) =>
  (await client.send(new GetSecretValueCommand({ SecretId, ...more }))).SecretString;

test("a new value is the current one, and the one before is at hand", async () => {
  const { ARN = "", VersionId: first } = await create("db", "one");
  expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:db-[A-Za-z0-9]{6}$/);
  const { VersionId: second } = await client.send(
    new PutSecretValueCommand({ SecretId: "db", SecretString: "two" }),
  );
  await client.send(
    new UpdateSecretCommand({ SecretId: ARN, SecretString: "three", Description: "the third" }),
  );
  expect(await textOf("db")).toBe("three");
  expect(await textOf(ARN.slice(0, -7))).toBe("three");
  expect(await textOf("db", { VersionStage: "AWSPREVIOUS" })).toBe("two");
  expect(await textOf("db", { VersionId: first as string })).toBe("one");
  const { VersionIdsToStages = {}, Description } = await client.send(
    new DescribeSecretCommand({ SecretId: "db" }),
  );
  expect(Object.values(VersionIdsToStages)).toEqual([["AWSPREVIOUS"], ["AWSCURRENT"]]);
  expect(Description).toBe("the third");
  const [current] =
    Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes("AWSCURRENT")) ?? [];
  await client.send(
    new UpdateSecretVersionStageCommand({
      ...{ SecretId: "db", VersionStage: "AWSCURRENT" },
      ...{ RemoveFromVersionId: current, MoveToVersionId: second },
    }),
  );
  expect(await textOf("db")).toBe("two");
  expect(await textOf("db", { VersionStage: "AWSPREVIOUS" })).toBe("three");
});

test("stages are told in the order of their letters, and what is previous is pending no more", async () => {
  const { VersionId: first } = await create("staged", "one");
  const { VersionId: second, VersionStages } = await client.send(
    new PutSecretValueCommand({
      SecretId: "staged",
      SecretString: "two",
      VersionStages: ["two", "AWSPENDING"],
    }),
  );
  expect(VersionStages).toEqual(["AWSPENDING", "two"]);
  await client.send(
    new UpdateSecretVersionStageCommand({
      ...{ SecretId: "staged", VersionStage: "AWSCURRENT" },
      ...{ RemoveFromVersionId: first, MoveToVersionId: second },
    }),
  );
  expect(await stagesOf("staged")).toEqual([["AWSPREVIOUS"], ["AWSCURRENT", "AWSPENDING", "two"]]);
  await client.send(new PutSecretValueCommand({ SecretId: "staged", SecretString: "three" }));
  expect(await stagesOf("staged")).toEqual([["AWSPREVIOUS", "two"], ["AWSCURRENT"]]);
  expect(await stagesOf("staged", true)).toEqual([undefined, ["AWSPREVIOUS", "two"], ["AWSCURRENT"]]);
});

async function stagesOf(SecretId: string, IncludeDeprecated = false) {
  const { Versions = [] } = await client.send(
    new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated }),
  );
  expect(Versions.every(({ KmsKeyIds }) => KmsKeyIds?.[0] === "DefaultEncryptionKey")).toBe(true);
  return Versions.map(({ VersionStages }) => VersionStages);
}

test("the day of the last reading is told once there was one, tags once there were any, versions once there is one", async () => {
  await client.send(new CreateSecretCommand({ Name: "plain" }));
  const told = async () => {
    const { $metadata, ARN, ...rest } = await client.send(new DescribeSecretCommand({ SecretId: "plain" }));
    return rest;
  };
  const times = { CreatedDate: expect.any(Date), LastChangedDate: expect.any(Date) };
  expect(await told()).toEqual({ Name: "plain", ...times });
  await client.send(new PutSecretValueCommand({ SecretId: "plain", SecretString: "v" }));
  await textOf("plain");
  await client.send(new TagResourceCommand({ SecretId: "plain", Tags: [{ Key: "a", Value: "b" }] }));
  await client.send(new UntagResourceCommand({ SecretId: "plain", TagKeys: ["a"] }));
  const today = new Date(new Date(clock.now()).toISOString().slice(0, 10));
  expect(await told()).toEqual({
    ...{ Name: "plain", ...times, Tags: [], LastAccessedDate: today },
    VersionIdsToStages: expect.any(Object),
  });
  const { Versions } = await client.send(new ListSecretVersionIdsCommand({ SecretId: "plain" }));
  expect(Versions).toMatchObject([{ LastAccessedDate: today }]);
});

test("bytes come back as they were", async () => {
  const SecretBinary = new Uint8Array([0, 255, 128]);
  await client.send(new CreateSecretCommand({ Name: "bytes", SecretBinary }));
  const value = await client.send(new GetSecretValueCommand({ SecretId: "bytes" }));
  expect(value.SecretBinary).toEqual(SecretBinary);
  expect(value.SecretString).toBeUndefined();
});

test("a deleted secret can be restored until it is due, and its name is taken until then", async () => {
  await create("going", "x");
  const deletion = { SecretId: "going", RecoveryWindowInDays: 7 };
  await client.send(new DeleteSecretCommand(deletion));
  await expect(textOf("going")).rejects.toMatchObject({ name: "InvalidRequestException" });
  await expect(create("going")).rejects.toMatchObject({ name: "InvalidRequestException" });
  await client.send(new RestoreSecretCommand({ SecretId: "going" }));
  expect(await textOf("going")).toBe("x");
  await client.send(new DeleteSecretCommand(deletion));
  clock.advanceBy(7 * 86_400_000);
  await expect(textOf("going")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await create("going", "y");
  expect(await textOf("going")).toBe("y");
});

test("lists are filtered and paged", async () => {
  for (const name of ["list/a", "list/b", "list/c"]) await create(name);
  await client.send(new TagResourceCommand({ SecretId: "list/b", Tags: [{ Key: "team", Value: "rain" }] }));
  const Filters = [{ Key: "name" as const, Values: ["list/"] }];
  const first = await client.send(new ListSecretsCommand({ Filters, MaxResults: 2 }));
  const second = await client.send(
    new ListSecretsCommand({ Filters, MaxResults: 2, NextToken: first.NextToken }),
  );
  expect([first, second].map(({ SecretList = [] }) => SecretList.map(({ Name }) => Name))).toEqual([
    ["list/a", "list/b"],
    ["list/c"],
  ]);
  const tagged = await client.send(
    new ListSecretsCommand({ Filters: [{ Key: "tag-key", Values: ["team"] }] }),
  );
  expect(tagged.SecretList?.map(({ Name }) => Name)).toEqual(["list/b"]);
  const namesBy = async (SortBy: "created-date" | "name") =>
    (await client.send(new ListSecretsCommand({ Filters, SortBy, SortOrder: "desc" }))).SecretList?.map(
      ({ Name }) => Name,
    );
  expect(await namesBy("name")).toEqual(["list/c", "list/b", "list/a"]);
});

test("a password has each type of character that is asked for, and none that is excluded", async () => {
  const { RandomPassword = "" } = await client.send(
    new GetRandomPasswordCommand({ PasswordLength: 40, ExcludePunctuation: true, ExcludeCharacters: "aA0" }),
  );
  expect(RandomPassword).toMatch(/^[b-zB-Z1-9]{40}$/);
  for (const type of [/[b-z]/, /[B-Z]/, /[1-9]/]) expect(RandomPassword).toMatch(type);
});

test("what was acknowledged is there after a restart without a clean end", async () => {
  const { ARN = "" } = await create("kept", "v1");
  await client.send(new PutSecretValueCommand({ SecretId: "kept", SecretString: "v2" }));
  const again = await open();
  expect(again.secrets.value(ARN, {}).version.text).toBe("v2");
  expect(again.secrets.value("kept", { stage: "AWSPREVIOUS" }).version.text).toBe("v1");
  await again.close();
});

describe("AWS's errors", () => {
  const id = "0".repeat(32);
  const invalidName = {
    name: "ValidationException",
    message:
      "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
  };
  const cases: readonly (readonly [string, () => Promise<unknown>, object])[] = [
    [
      "no such secret",
      () => textOf("none"),
      { name: "ResourceNotFoundException", message: "Secrets Manager can't find the specified secret." },
    ],
    [
      "no value yet",
      async () => {
        await create("empty");
        await textOf("empty");
      },
      {
        name: "ResourceNotFoundException",
        message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      },
    ],
    [
      "no such version",
      async () => {
        await create("versioned", "1");
        await textOf("versioned", { VersionId: id });
      },
      {
        name: "ResourceNotFoundException",
        message: `Secrets Manager can't find the specified secret value for VersionId: ${id}`,
      },
    ],
    [
      "the same name again",
      async () => {
        await create("twice", "1");
        await create("twice", "2");
      },
      {
        name: "ResourceExistsException",
        message: "The operation failed because the secret twice already exists.",
      },
    ],
    [
      "a password that is too short",
      () => client.send(new GetRandomPasswordCommand({ PasswordLength: 3 })),
      {
        name: "InvalidParameterException",
        message: "Password length 3 is too short based on the required types.",
      },
    ],
    ...[" Inv Name", "Inv*Name", "a:b"].flatMap((name): typeof cases => [
      [`a secret called ${name}`, () => create(name, "x"), invalidName],
      [`reading ${name}`, () => textOf(name), invalidName],
      [`deleting ${name}`, () => client.send(new DeleteSecretCommand({ SecretId: name })), invalidName],
    ]),
    [
      "the current stage taken from every version",
      async () => {
        const { VersionId } = await create("stageless", "1");
        await client.send(
          new UpdateSecretVersionStageCommand({
            ...{ SecretId: "stageless", VersionStage: "AWSCURRENT", RemoveFromVersionId: VersionId },
          }),
        );
      },
      { name: "InvalidParameterException" },
    ],
    ["no text", () => create("empty", ""), { name: "ValidationException" }],
    [
      "names and filters of a batch",
      () => client.send(new BatchGetSecretValueCommand({})),
      { message: "Either 'SecretIdList' or 'Filters' must be provided, but not both." },
    ],
    [
      "a page of a batch by names",
      () => client.send(new BatchGetSecretValueCommand({ SecretIdList: ["a"], MaxResults: 1 })),
      {
        message: "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
      },
    ],
    [
      "too short a window",
      () => client.send(new DeleteSecretCommand({ SecretId: "x", RecoveryWindowInDays: 3 })),
      { name: "InvalidParameterException" },
    ],
  ];
  test.each(cases)("%s", async (_, call, error) => {
    await expect(call()).rejects.toMatchObject(error);
  });
});

test("a secret that is not there can be deleted for good", async () => {
  const answer = await client.send(
    new DeleteSecretCommand({ SecretId: "nowhere", ForceDeleteWithoutRecovery: true }),
  );
  expect(answer).toMatchObject({ Name: "nowhere", ARN: expect.stringMatching(/:secret:nowhere-\w{6}$/) });
});
