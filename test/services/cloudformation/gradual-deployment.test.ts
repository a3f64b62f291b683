// A stack that moves an alias bit by bit is being updated all the while. A stop of the region does not wait for it, the next start
// begins the move anew, and a cancelled update takes it back.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CancelUpdateStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../src/aws/json.ts";
import { until } from "../../support/until.ts";
import { type ServedStacks, serveStacks } from "./support/served-stacks.ts";

let folder: string;
let served: ServedStacks;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gradual-"));
  served = await serveStacks(folder);
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

const machineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:m";

/** A machine, a version of each of its revisions, and an alias that follows them. */
function template(...results: readonly string[]) {
  const versions = results.map((result, index) => [
    `Version${index + 1}`,
    {
      Type: "AWS::StepFunctions::StateMachineVersion",
      // Without the revision a version is of what the machine is when it is made.
      Properties: { StateMachineArn: { Ref: "Machine" }, Description: result },
    },
  ]);
  return {
    Resources: {
      Machine: {
        Type: "AWS::StepFunctions::StateMachine",
        Properties: {
          StateMachineName: "m",
          RoleArn: "arn:aws:iam::000000000000:role/any",
          Definition: {
            StartAt: "P",
            States: { P: { Type: "Pass", Result: results.at(-1), End: true } },
          },
        },
      },
      ...Object.fromEntries(versions),
      Alias: {
        Type: "AWS::StepFunctions::StateMachineAlias",
        Properties: {
          Name: "live",
          DeploymentPreference: {
            StateMachineVersionArn: { Ref: `Version${results.length}` },
            ...{ Type: "LINEAR", Percentage: 10, Interval: 60 },
          },
        },
      },
    },
  };
}

const weights = () =>
  Object.fromEntries(
    served.region.services.states.machines.aliases
      .describe(`${machineArn}:live`)
      .routing.map(({ versionArn, weight }) => [versionArn.slice(machineArn.length + 1), weight]),
  );

async function moving(): Promise<void> {
  await until(() => Object.keys(weights()).length === 2);
  expect(weights()).toEqual({ "1": 90, "2": 10 });
  const { Stacks: [stack] = [] } = await served.client.send(new DescribeStacksCommand({ StackName: "s" }));
  expect(stack?.StackStatus).toBe("UPDATE_IN_PROGRESS");
}

test("an alias is moved while its stack is updated, again after a restart, and back when that is cancelled", async () => {
  expect((await served.create("s", template("one"))).StackStatus).toBe("CREATE_COMPLETE");
  expect(weights()).toEqual({ "1": 100 });
  const TemplateBody = JSON.stringify(template("one", "two"));
  await served.client.send(new UpdateStackCommand({ StackName: "s", TemplateBody }));
  await moving();
  await served.close();
  served = await serveStacks(folder);
  await moving();
  await served.client.send(new CancelUpdateStackCommand({ StackName: "s" }));
  expect((await served.settled("s")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(weights()).toEqual({ "1": 100 });
});

test("of a project that somebody works on it is moved at once", async () => {
  const { cloudformation, states } = served.region.services;
  const deploy = async (result: string) => {
    const { Machine, Version1, Alias } = template(result).Resources as JsonObject;
    const body = {
      Resources: {
        Machine: withProperties(Machine, { StateMachineName: "n" }),
        Version1: withProperties(Version1, {
          StateMachineRevisionId: { "Fn::GetAtt": ["Machine", "StateMachineRevisionId"] },
        }),
        Alias: Alias as Json,
      },
    };
    await cloudformation.deploy({
      ...{ stackName: "worked-on", isOfProject: true },
      template: { file: "t.json", body },
    });
    return states.machines.aliases.describe(machineArn.replace(/m$/, "n:live")).routing;
  };
  const [first] = await deploy("first");
  const [second, ...others] = await deploy("second");
  expect(second?.weight).toBe(100);
  expect(second?.versionArn).not.toBe(first?.versionArn);
  expect(others).toEqual([]);
});

function withProperties(resource: Json | undefined, more: JsonObject): JsonObject {
  const { Properties, ...rest } = resource as JsonObject;
  return { ...rest, Properties: { ...(Properties as JsonObject), ...more } };
}
