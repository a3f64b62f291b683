// Log groups and streams as a stack makes, changes and deletes them.

import { beforeEach, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { Logs } from "../../../src/services/logs/logs.ts";
import { logGroup, logStream } from "../../../src/services/logs/resources.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { TestedResource } from "../support/resource.ts";

let logs: Logs;
beforeEach(() => {
  logs = new Logs({ clock: systemClock, identity: localIdentity });
});

test("a log group is made, changed in place and deleted", async () => {
  const group = new TestedResource(logGroup, logs);
  expect(await group.create({ LogGroupName: "/a", RetentionInDays: "7", KmsKeyId: "k" })).toEqual({
    ref: "/a",
    attributes: { Arn: "arn:aws:logs:us-east-1:000000000000:log-group:/a:*" },
  });
  expect(logs.describeLogGroups("/a")[0]?.retentionInDays).toBe(7);
  expect(group.warnings).toEqual([]);
  await group.update({ LogGroupName: "/a", DataProtectionPolicy: {} });
  expect(logs.describeLogGroups("/a")[0]?.retentionInDays).toBeUndefined();
  expect(group.warnings).toEqual([
    "/Resources/R/Properties/DataProtectionPolicy: has no effect in the local region: log events are kept as they come",
  ]);
  await expect(new TestedResource(logGroup, logs).create({ LogGroupName: "/a" })).rejects.toMatchObject({
    code: "ResourceAlreadyExistsException",
  });
  await group.delete();
  await group.delete();
  expect(logs.describeLogGroups()).toEqual([]);
});

test("a log stream is made and deleted", async () => {
  logs.createLogGroup("/a");
  const stream = new TestedResource(logStream, logs);
  expect(await stream.create({ LogGroupName: "/a" })).toEqual({ ref: "stack-R" });
  await expect(new TestedResource(logStream, logs).create({ LogGroupName: "/a" })).rejects.toMatchObject({
    code: "ResourceAlreadyExistsException",
  });
  await stream.delete();
  expect(logs.describeLogStreams("/a")).toEqual([]);
  logs.deleteLogGroup("/a");
  await stream.delete();
});
