// A function's alias that CodeDeploy leads to its next version: bit by bit, and back when an alarm sounds.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { fastClock } from "../../../src/time/fast-clock.ts";
import { until } from "../../support/until.ts";
import { type ServedStacks, serveStacks } from "./support/served-stacks.ts";

let served: ServedStacks;
beforeAll(async () => {
  // A minute of the deployment is a tenth of a second.
  served = await serveStacks(undefined, fastClock(600));
});
afterAll(() => served.close());

const alarmName = "errors";

/** A function, a version of each of its revisions, and an alias that stands for the last. */
function template(configuration: string, ...results: readonly string[]) {
  const versions = results.map((result, index) => [
    `Version${index + 1}`,
    {
      Type: "AWS::Lambda::Version",
      DeletionPolicy: "Retain",
      Properties: { FunctionName: { Ref: "Function" }, Description: result },
    },
  ]);
  return {
    Resources: {
      Function: {
        Type: "AWS::Lambda::Function",
        Properties: {
          FunctionName: "f",
          ...{ Runtime: "nodejs24.x", Handler: "index.handler", Role: "arn:aws:iam::000000000000:role/any" },
          Code: { ZipFile: `exports.handler = async () => "${results.at(-1)}";` },
        },
      },
      ...Object.fromEntries(versions),
      Alarm: {
        Type: "AWS::CloudWatch::Alarm",
        Properties: {
          ...{ AlarmName: alarmName, Namespace: "N", MetricName: "M", Statistic: "Sum", Period: 60 },
          ...{ EvaluationPeriods: 1, Threshold: 0, ComparisonOperator: "GreaterThanThreshold" },
          TreatMissingData: "ignore",
        },
      },
      Application: { Type: "AWS::CodeDeploy::Application", Properties: { ComputePlatform: "Lambda" } },
      OwnConfiguration: {
        Type: "AWS::CodeDeploy::DeploymentConfig",
        Properties: {
          ...{ DeploymentConfigName: "Half", ComputePlatform: "Lambda" },
          TrafficRoutingConfig: {
            Type: "TimeBasedCanary",
            TimeBasedCanary: { CanaryPercentage: 50, CanaryInterval: 3 },
          },
        },
      },
      Group: {
        Type: "AWS::CodeDeploy::DeploymentGroup",
        DependsOn: "OwnConfiguration",
        Properties: {
          ...{ ApplicationName: { Ref: "Application" }, DeploymentConfigName: configuration },
          ...{ ServiceRoleArn: "arn:aws:iam::000000000000:role/any" },
          AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: "Alarm" } }] },
        },
      },
      Alias: {
        Type: "AWS::Lambda::Alias",
        UpdatePolicy: {
          CodeDeployLambdaAliasUpdate: {
            ...{ ApplicationName: { Ref: "Application" }, DeploymentGroupName: { Ref: "Group" } },
          },
        },
        Properties: {
          ...{ Name: "live", FunctionName: { Ref: "Function" } },
          FunctionVersion: { "Fn::GetAtt": [`Version${results.length}`, "Version"] },
        },
      },
    },
  };
}

/** The alias's version, and what share others have. */
const live = () => {
  const { version, weights } = served.region.services.lambda.functions.get("f").aliases[0] ?? {};
  return { version, weights };
};

async function seen(weight: number): Promise<void> {
  await until(() => Object.values(live().weights ?? {}).includes(weight));
}

const canary = "CodeDeployDefault.LambdaCanary10Percent5Minutes";

test("an alias goes to its next version as the group's configuration says, and stays there", async () => {
  await served.create("s", template(canary, "one"));
  expect(live()).toEqual({ version: "1", weights: {} });
  const updating = served.update("s", template(canary, "one", "two"));
  await seen(0.1);
  expect(live()).toEqual({ version: "1", weights: { "2": 0.1 } });
  expect((await updating).StackStatus).toBe("UPDATE_COMPLETE");
  expect(live()).toEqual({ version: "2", weights: {} });
  expect((await served.events("s")).filter((event) => event.startsWith("Alias "))).toEqual([
    "Alias UPDATE_IN_PROGRESS",
    expect.stringMatching(/^Alias UPDATE_IN_PROGRESS \(CodeDeploy deployment started: d-[A-Z0-9]{9}\)$/),
    "Alias UPDATE_COMPLETE",
  ]);
});

test("an alarm that sounds meanwhile rolls the deployment back, and the stack with it", async () => {
  const updating = served.update("s", template("Half", "one", "two", "three"));
  await seen(0.5);
  const { alarms } = served.region.services.cloudwatch;
  alarms.setAlarmState(alarmName, { state: "ALARM", reason: "a rehearsal" });
  expect((await updating).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(live()).toEqual({ version: "2", weights: {} });
  const events = await served.events("s");
  expect(events.join("\n")).toContain("the alarm errors is in the state ALARM");
});

test("while the alarm sounds nothing is moved at all", async () => {
  const { StackStatus } = await served.update("s", template(canary, "one", "two", "four"));
  expect(StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(live()).toEqual({ version: "2", weights: {} });
});

test("a configuration that nobody has is refused by its name", async () => {
  const { alarms } = served.region.services.cloudwatch;
  alarms.setAlarmState(alarmName, { state: "OK", reason: "it is over" });
  await served.update("s", template("Never", "one", "two", "five"));
  expect((await served.events("s")).join("\n")).toContain(
    "No deployment configuration found for the name Never",
  );
});

test("a handler's time limit is of the time that programs take, however fast the clock runs", async () => {
  const { payload, functionError } = await served.region.services.lambda.invoke({ functionName: "f" });
  expect({ payload, functionError }).toEqual({ payload: '"two"', functionError: undefined });
});
