// Log groups and streams as a stack makes, changes and deletes them.

import { beforeEach, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { CloudWatchLogs } from "../../../src/services/logs/cloudwatch-logs.ts";
import { logGroup, logStream } from "../../../src/services/logs/resources/log-groups.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { TestedResource } from "../support/resource.ts";

let logs: CloudWatchLogs;
beforeEach(() => {
  logs = new CloudWatchLogs({ clock: systemClock, identity: localIdentity });
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
    "/Resources/R/Properties/DataProtectionPolicy: has no effect in the local region: Invalid data protection policy: Version must be 2021-06-01.",
  ]);
  await expect(new TestedResource(logGroup, logs).create({ LogGroupName: "/a" })).rejects.toMatchObject({
    code: "ResourceAlreadyExistsException",
  });
  await group.delete();
  await group.delete();
  expect(logs.describeLogGroups()).toEqual([]);
});

test("a log group is protected and indexed as its template says", async () => {
  const DataIdentifier = ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"];
  const DataProtectionPolicy = {
    Version: "2021-06-01",
    Statement: [
      { DataIdentifier, Operation: { Audit: { FindingsDestination: {} } } },
      { DataIdentifier, Operation: { Deidentify: { MaskConfig: {} } } },
    ],
  };
  const group = new TestedResource(logGroup, logs);
  await group.create({ LogGroupName: "/a", DataProtectionPolicy, FieldIndexPolicies: [{ Fields: ["x"] }] });
  expect(group.warnings).toEqual([]);
  logs.append("/a", "s", [{ timestamp: Date.now(), message: "a@b.cd" }]);
  expect(logs.filterLogEvents({ logGroupName: "/a" }).events.map(({ message }) => message)).toEqual([
    "******",
  ]);
  expect(logs.indexPolicies.of("/a")?.policyDocument).toBe('{"Fields":["x"]}');
  await group.update({ LogGroupName: "/a" });
  expect(logs.filterLogEvents({ logGroupName: "/a" }).events.map(({ message }) => message)).toEqual([
    "a@b.cd",
  ]);
  expect(logs.indexPolicies.of("/a")).toBeUndefined();
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
