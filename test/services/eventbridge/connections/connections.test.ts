import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../src/aws/arn.ts";
import { Connections } from "../../../../src/services/eventbridge/connections/connections.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "millrace-connections-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const open = (folder: string | undefined) =>
  Connections.open({ directory: folder, clock: new VirtualClock(), identity: localIdentity });

const key = {
  name: "k",
  authorizationType: "API_KEY",
  authParameters: { ApiKeyAuthParameters: { ApiKeyName: "n", ApiKeyValue: "v" } },
};

test("a connection is there after the region has come up again, a deleted one is not", async () => {
  const before = await open(directory);
  const made = await before.create(key);
  await before.create({ ...key, name: "gone" });
  await before.delete("gone");
  await before.update({ name: "k", description: "changed" });
  await before.close();
  const after = await open(directory);
  expect(after.list().map(({ name }) => name)).toEqual(["k"]);
  expect(after.findByArn(made.arn)).toMatchObject({
    description: "changed",
    authorization: { credentials: { type: "API_KEY", name: "n", value: "v" } },
  });
  await after.close();
});

test("a connection made anew under an old name is another one", async () => {
  const connections = await open(undefined);
  const first = await connections.create(key);
  await connections.delete("k");
  const second = await connections.create(key);
  expect(connections.findByArn(first.arn)).toBeUndefined();
  expect(connections.findByArn(second.arn)).toBe(second);
});

const basicOnly = { BasicAuthParameters: { Username: "u" } };

test.each([
  ["a name that is taken", key, "ResourceAlreadyExistsException"],
  ["a name that is none", { ...key, name: "a b" }, "ValidationException"],
  ["a type that is none", { ...key, name: "x", authorizationType: "DIGEST" }, "ValidationException"],
  ["parameters of another type", { ...key, name: "x", authorizationType: "BASIC" }, "ValidationException"],
  [
    "no password",
    { name: "x", authorizationType: "BASIC", authParameters: basicOnly },
    "ValidationException",
  ],
])("%s is refused", async (_what, request, code) => {
  const connections = await open(undefined);
  await connections.create(key);
  await expect(connections.create(request)).rejects.toMatchObject({ code });
  expect(connections.list()).toHaveLength(1);
});

test("a connection that is not there is not described", async () => {
  const connections = await open(undefined);
  expect(() => connections.describe("none")).toThrow(
    "Failed to describe the connection(s). Connection 'none' does not exist.",
  );
});
