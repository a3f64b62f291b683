// State machines, their versions and aliases, and activities as a stack makes, changes and deletes them.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { Region } from "../../../src/region/region.ts";
import { activity } from "../../../src/services/step-functions/resources/activity.ts";
import { stateMachineAlias } from "../../../src/services/step-functions/resources/alias.ts";
import { stateMachine } from "../../../src/services/step-functions/resources/state-machine.ts";
import { stateMachineVersion } from "../../../src/services/step-functions/resources/version.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { settled } from "../../support/until.ts";
import { TestedResource } from "../support/resource.ts";

let folder: string;
let clock: VirtualClock;
let region: Region;
let states: Region["services"]["states"];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "machines-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  clock = new VirtualClock();
  await open(undefined);
});
afterEach(() => region.close());

async function open(directory: string | undefined): Promise<void> {
  region = await Region.open({ directory, endpoint: "http://127.0.0.1:4566", clock });
  states = region.services.states;
}

/** In the place of the region that is open. */
async function reopen(directory: string): Promise<void> {
  await region.close();
  await open(directory);
}

const arnOf = (resource: string) => `arn:aws:states:us-east-1:000000000000:${resource}`;
const machineArn = arnOf("stateMachine:m");
const roleArn = "arn:aws:iam::000000000000:role/any";
const pass = (Result: string) => ({ StartAt: "P", States: { P: { Type: "Pass", Result, End: true } } });
const machine = (result: string, more: JsonObject = {}) => ({
  ...{ StateMachineName: "m", RoleArn: roleArn, Definition: pass(result) },
  ...more,
});
const definitionOf = () => JSON.parse(states.machines.find(machineArn).definition);

describe("a state machine", () => {
  test("is made, changed in place as a new revision, and deleted", async () => {
    const resource = new TestedResource(stateMachine, states);
    const more = {
      Tags: [{ Key: "team", Value: "weather" }],
      TracingConfiguration: { Enabled: "true" },
      EncryptionConfiguration: { Type: "CUSTOMER_MANAGED_KMS_KEY", KmsKeyId: "k" },
    };
    expect(await resource.create(machine("one", more))).toEqual({
      ref: machineArn,
      attributes: { Arn: machineArn, Name: "m", StateMachineRevisionId: "INITIAL" },
    });
    expect(states.machines.find(machineArn)).toMatchObject({
      ...{ tags: { team: "weather" }, tracingEnabled: true, type: "STANDARD" },
      encryption: { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "k" },
    });
    expect(resource.warnings).toEqual([]);
    const { attributes } = await resource.update(machine("two"));
    expect(attributes?.StateMachineRevisionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(definitionOf()).toEqual(pass("two"));
    expect(states.machines.find(machineArn)).toMatchObject({ tags: {}, tracingEnabled: false });
    expect((await resource.update(machine("two"))).attributes).toEqual(attributes);
    await resource.delete();
    await resource.delete();
    expect(states.machines.get(machineArn)).toBeUndefined();
  });

  test("is the same after a restart, and made again as it was it is not younger", async () => {
    const directory = join(folder, "restarted");
    await reopen(directory);
    const resource = new TestedResource(stateMachine, states);
    await resource.create(machine("one"));
    const { attributes } = await resource.update(machine("two"));
    const { updatedAt } = states.machines.find(machineArn);
    clock.advanceBy(60_000);
    await reopen(directory);
    const again = new TestedResource(stateMachine, states, { mayExist: true });
    expect(await again.create(machine("two"))).toEqual({ ref: machineArn, attributes });
    expect(states.machines.find(machineArn).updatedAt).toBe(updatedAt);
  });

  test("that another made is not taken, nor is one of another type", async () => {
    states.machines.create({ name: "m", roleArn, definition: JSON.stringify(pass("one")) });
    await expect(new TestedResource(stateMachine, states).create(machine("one"))).rejects.toMatchObject({
      code: "AlreadyExists",
    });
    const express = new TestedResource(stateMachine, states, { mayExist: true });
    await expect(express.create(machine("one", { StateMachineType: "EXPRESS" }))).rejects.toThrow(
      'StateMachineType: the state machine "m" is STANDARD, which cannot be changed',
    );
  });

  test("has the definition of an object in a bucket, with its substitutions", async () => {
    const { s3 } = region.services;
    await s3.createBucket("bucket");
    await s3.putObject({
      bucket: "bucket",
      key: "m.json",
      bytes: Buffer.from(JSON.stringify(pass("${What}"))),
    });
    const resource = new TestedResource(stateMachine, states);
    const of = (location: JsonObject, what: string | number | boolean) => {
      const { Definition: _, ...others } = machine("");
      return { ...others, DefinitionS3Location: location, DefinitionSubstitutions: { What: what } };
    };
    const there = { Bucket: "bucket", Key: "m.json" };
    await resource.create(of(there, 5));
    expect(definitionOf()).toEqual(pass("5"));
    await resource.update(of(there, true));
    expect(definitionOf()).toEqual(pass("true"));
    await expect(resource.update(of({ Bucket: "bucket", Key: "none" }, ""))).rejects.toThrow(
      /DefinitionS3Location: bucket\/none cannot be read: The specified key does not exist/,
    );
    await expect(resource.update({ ...of(there, ""), Definition: pass("") })).rejects.toThrow(
      "exactly one of Definition, DefinitionString and DefinitionS3Location is required",
    );
    expect(definitionOf()).toEqual(pass("true"));
  });

  test("has the definition of the version of an object that it names", async () => {
    const { s3 } = region.services;
    const at = { bucket: "versions", key: "m.json" };
    await s3.createBucket(at.bucket);
    const versioning = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    await s3.setBucket(at.bucket, "versioning", versioning);
    const put = (what: string) => s3.putObject({ ...at, bytes: Buffer.from(JSON.stringify(pass(what))) });
    const { versionId: Version } = await put("first");
    await put("second");
    const DefinitionS3Location = { Bucket: at.bucket, Key: at.key, Version: String(Version) };
    const { Definition: _, ...others } = machine("");
    await new TestedResource(stateMachine, states).create({ ...others, DefinitionS3Location });
    expect(definitionOf()).toEqual(pass("first"));
  });

  test("whose change is no machine stays as it was", async () => {
    const resource = new TestedResource(stateMachine, states);
    await resource.create(machine("one"));
    const broken = { StartAt: "Nowhere", States: pass("").States };
    await expect(resource.update(machine("", { Definition: broken }))).rejects.toMatchObject({
      code: "InvalidDefinition",
    });
    expect(definitionOf()).toEqual(pass("one"));
  });
});

describe("a version", () => {
  test("is of the revision that it names, also when the machine has gone on", async () => {
    const resource = new TestedResource(stateMachine, states);
    const version = (revision: string, mayExist = false) =>
      new TestedResource(stateMachineVersion, states, { mayExist }).create({
        ...{ StateMachineArn: machineArn, StateMachineRevisionId: revision, Description: "d" },
      });
    await resource.create(machine("one"));
    const first = { ref: `${machineArn}:1`, attributes: { Arn: `${machineArn}:1` } };
    expect(await version("INITIAL")).toEqual(first);
    const { attributes } = await resource.update(machine("two"));
    expect((await version(String(attributes?.StateMachineRevisionId))).ref).toBe(`${machineArn}:2`);
    expect(await version("INITIAL", true)).toEqual(first);
    await expect(version("INITIAL")).rejects.toMatchObject({ code: "ConflictException" });
  });

  test("of no revision in particular is of what the machine is now, also where an earlier run may have made it", async () => {
    const resource = new TestedResource(stateMachine, states);
    const version = () =>
      new TestedResource(stateMachineVersion, states, { mayExist: true }).create({
        StateMachineArn: machineArn,
      });
    await resource.create(machine("one"));
    expect((await version()).ref).toBe(`${machineArn}:1`);
    expect((await version()).ref).toBe(`${machineArn}:1`);
    await resource.update(machine("two"));
    expect((await version()).ref).toBe(`${machineArn}:2`);
  });

  test("is deleted unless an alias stands for it", async () => {
    await new TestedResource(stateMachine, states).create(machine("one"));
    const version = new TestedResource(stateMachineVersion, states);
    const { ref } = await version.create({ StateMachineArn: machineArn });
    const alias = new TestedResource(stateMachineAlias, states);
    await alias.create({ Name: "a", RoutingConfiguration: [{ StateMachineVersionArn: ref, Weight: "100" }] });
    await expect(version.delete()).rejects.toMatchObject({ code: "ConflictException" });
    await alias.delete();
    await alias.delete();
    await version.delete();
    await version.delete();
    expect(states.machines.versions.of(machineArn)).toEqual([]);
  });
});

describe("an alias", () => {
  const makeVersions = async () => {
    const resource = new TestedResource(stateMachine, states);
    for (const result of ["one", "two"]) {
      await (result === "one" ? resource.create(machine(result)) : resource.update(machine(result)));
      await new TestedResource(stateMachineVersion, states).create({ StateMachineArn: machineArn });
    }
  };
  beforeEach(makeVersions);
  const arn = `${machineArn}:live`;
  const weights = () =>
    Object.fromEntries(
      states.machines.aliases
        .describe(arn)
        .routing.map(({ versionArn, weight }) => [versionArn.slice(machineArn.length + 1), weight]),
    );
  const routes = (...shares: readonly number[]) => ({
    Name: "live",
    RoutingConfiguration: shares.map((Weight, index) => ({
      StateMachineVersionArn: `${machineArn}:${index + 1}`,
      Weight,
    })),
  });
  const to = (version: number, preference: JsonObject) => ({
    Name: "live",
    DeploymentPreference: { StateMachineVersionArn: `${machineArn}:${version}`, ...preference },
  });
  test("stands for the versions that it is routed to", async () => {
    const alias = new TestedResource(stateMachineAlias, states);
    expect(await alias.create({ ...routes(100), Description: "d" })).toEqual({
      ref: arn,
      attributes: { Arn: arn },
    });
    await alias.update(routes(40, 60));
    expect(weights()).toEqual({ "1": 40, "2": 60 });
    expect(states.machines.aliases.describe(arn).description).toBe("");
    await expect(alias.update(routes(40, 50))).rejects.toMatchObject({ code: "ValidationException" });
    await expect(alias.update(routes(50, 0, 50))).rejects.toMatchObject({ code: "ResourceNotFound" });
  });

  test("that another made is not taken, but one of an earlier run is", async () => {
    await new TestedResource(stateMachineAlias, states).create(routes(100));
    await expect(new TestedResource(stateMachineAlias, states).create(routes(100))).rejects.toMatchObject({
      code: "AlreadyExists",
    });
    await new TestedResource(stateMachineAlias, states, { mayExist: true }).create(routes(10, 90));
    expect(weights()).toEqual({ "1": 10, "2": 90 });
  });

  const ways: readonly { preference: JsonObject; shares: readonly number[] }[] = [
    { preference: { Type: "ALL_AT_ONCE" }, shares: [100] },
    { preference: { Type: "CANARY", Percentage: 10, Interval: "5" }, shares: [10, 100] },
    { preference: { Type: "LINEAR", Percentage: 40, Interval: 5 }, shares: [40, 80, 100] },
  ];

  test.each(ways)("is moved by $preference", async ({ preference, shares }) => {
    const alias = new TestedResource(stateMachineAlias, states);
    await alias.create(to(1, preference));
    expect(weights()).toEqual({ "1": 100 });
    const moved = alias.update(to(2, preference));
    for (const [step, share] of shares.entries()) {
      await settled();
      expect(weights()).toEqual(share === 100 ? { "2": 100 } : { "1": 100 - share, "2": share });
      if (step === shares.length - 1) break;
      // Alarms are looked at every ten seconds.
      for (let waited = 0; waited < 5 * 60_000; waited += 10_000) {
        clock.advanceBy(10_000);
        await settled();
      }
    }
    expect((await moved).ref).toBe(arn);
  });

  test("goes back when an alarm sounds", async () => {
    const { alarms } = region.services.cloudwatch;
    alarms.putMetricAlarm({
      ...{
        alarmName: "errors",
        treatMissingData: "ignore",
        comparisonOperator: "GreaterThanThreshold",
        threshold: 1,
        evaluationPeriods: 1,
      },
      metricStat: {
        metric: { namespace: "N", metricName: "M", dimensions: {} },
        periodSeconds: 60,
        stat: "Sum",
      },
    });
    const preference = { Type: "CANARY", Percentage: 10, Interval: 5, Alarms: ["errors", "none"] };
    const alias = new TestedResource(stateMachineAlias, states);
    await alias.create(to(1, preference));
    const moved = alias.update(to(2, preference)).catch((problem: unknown) => problem);
    await settled();
    expect(weights()).toEqual({ "1": 90, "2": 10 });
    alarms.setAlarmState("errors", { state: "ALARM", reason: "testing" });
    clock.advanceBy(10_000);
    expect(await moved).toMatchObject({
      code: "DeploymentFailed",
      message: "The deployment was stopped because the alarm errors is in the state ALARM",
    });
    expect(weights()).toEqual({ "1": 100 });
  });

  test("whose move is given up stays where it is, and is moved at once the next time", async () => {
    const directory = join(folder, "given-up");
    await reopen(directory);
    await makeVersions();
    const preference = { Type: "LINEAR", Percentage: 10, Interval: 60 };
    const givesUp = new AbortController();
    const alias = new TestedResource(stateMachineAlias, states, { signal: givesUp.signal });
    await alias.create(to(1, preference));
    const moved = alias.update(to(2, preference)).catch((problem: unknown) => problem);
    await settled();
    givesUp.abort();
    expect(String(await moved)).toContain("The deployment was given up");
    await reopen(directory);
    expect(weights()).toEqual({ "1": 90, "2": 10 });
    await new TestedResource(stateMachineAlias, states, { mayExist: true }).create(to(2, preference));
    expect(weights()).toEqual({ "2": 100 });
  });

  test.each([
    ["without a routing", { Name: "live" }, /exactly one of RoutingConfiguration and DeploymentPreference/],
    ["with a preference of no type", to(1, { Type: "SLOW" }), /Type: must be ALL_AT_ONCE, LINEAR or CANARY/],
    ["with no percentage", to(1, { Type: "LINEAR", Interval: 1 }), /Percentage: is required/],
    ["with too much", to(1, { Type: "LINEAR", Interval: 1, Percentage: 100 }), /from 1 to 99, not 100/],
  ])("%s is refused", async (_, properties, message) => {
    await expect(new TestedResource(stateMachineAlias, states).create(properties)).rejects.toThrow(message);
  });
});

describe("an activity", () => {
  test("is made, tagged and deleted", async () => {
    const resource = new TestedResource(activity, states);
    const arn = arnOf("activity:a");
    expect(await resource.create({ Name: "a", Tags: [{ Key: "k", Value: "v" }] })).toEqual({
      ref: arn,
      attributes: { Arn: arn, Name: "a" },
    });
    await expect(new TestedResource(activity, states).create({ Name: "a" })).rejects.toMatchObject({
      code: "AlreadyExists",
    });
    await resource.update({ Name: "a", Tags: [] });
    expect(states.activities.describe(arn).tags).toEqual({});
    await resource.delete();
    await resource.delete();
    expect(states.activities.find(arn)).toBeUndefined();
  });
});
