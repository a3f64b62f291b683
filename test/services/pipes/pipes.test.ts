// A pipe of a whole region: records that break their handler in every way end in the dead-letter queue, and disturb no other.

import { resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { zipFolder } from "../../../src/projects/zip-folder.ts";
import { Region } from "../../../src/region/region.ts";
import { until } from "../../support/until.ts";

let region: Region;
beforeEach(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
});
afterEach(() => region.close());

/** Hands what the record's data says to the function that misbehaves on demand. */
const definition = {
  QueryLanguage: "JSONata",
  StartAt: "Handle",
  States: {
    Handle: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: {
        FunctionName: "everything",
        Payload: "{% $parse($base64decode($states.input[0].data)) %}",
      },
      Output: "{% $states.result.Payload %}",
      End: true,
    },
  },
};

const role = { "Fn::GetAtt": ["Role", "Arn"] };

function resources({ type = "EXPRESS", invocationType = "REQUEST_RESPONSE", timeout = 20 } = {}): JsonObject {
  return {
    Role: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
          ],
        },
      },
    },
    Stream: { Type: "AWS::Kinesis::Stream", Properties: { Name: "in", ShardCount: 1 } },
    DeadLetters: { Type: "AWS::SQS::Queue", Properties: { QueueName: "dead" } },
    Function: {
      Type: "AWS::Lambda::Function",
      Properties: {
        FunctionName: "everything",
        Runtime: "nodejs24.x",
        Handler: "everything.handler",
        Timeout: timeout,
        Role: role,
        Code: { S3Bucket: "code", S3Key: "functions.zip" },
      },
    },
    Machine: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: { StateMachineName: "m", StateMachineType: type, RoleArn: role, Definition: definition },
    },
    Pipe: {
      Type: "AWS::Pipes::Pipe",
      Properties: {
        Name: "p",
        RoleArn: role,
        Source: { "Fn::GetAtt": ["Stream", "Arn"] },
        SourceParameters: {
          KinesisStreamParameters: {
            StartingPosition: "TRIM_HORIZON",
            BatchSize: 1,
            MaximumRetryAttempts: 0,
            DeadLetterConfig: { Arn: { "Fn::GetAtt": ["DeadLetters", "Arn"] } },
          },
        },
        Target: { Ref: "Machine" },
        TargetParameters: { StepFunctionStateMachineParameters: { InvocationType: invocationType } },
      },
    },
  };
}

const functions = zipFolder(resolve(import.meta.dirname, "../../fixtures/functions"));

async function deploy(template: JsonObject): Promise<void> {
  const { s3 } = region.services;
  await s3.createBucket("code");
  await s3.putObject({ bucket: "code", key: "functions.zip", bytes: functions });
  const deployed = await region.services.cloudformation.deploy({
    template: { file: "t.json", body: { Resources: template } },
    stackName: "stack",
  });
  expect(deployed.warnings).toEqual([]);
  region.start();
}

function put(events: readonly (object | string)[]) {
  const records = events.map((event) => ({
    partitionKey: "k",
    data: Buffer.from(typeof event === "string" ? event : JSON.stringify(event)),
  }));
  return region.services.kinesis.putRecords({ streamName: "in" }, records);
}

const statistics = () => region.services.pipes.pipe("p")?.statistics();

describe("a record", () => {
  const breaking: readonly (readonly [string, object | string])[] = [
    ["that is not JSON", "not JSON"],
    ["whose handler throws", { action: "fail" }],
    ["whose handler never returns", { action: "loop" }],
    ["whose handler ends its process", { action: "exit", code: 3 }],
    ["whose handler runs out of memory", { action: "exhaust" }],
  ];

  test.each(breaking)(
    "%s is a dead letter, and those around it are delivered",
    async (what, event) => {
      const ends: string[] = [];
      await deploy(resources({ timeout: what.includes("never returns") ? 2 : 20 }));
      region.services.states.onExecutionEnded(({ end }) => ends.push(end.status));
      const good = { action: "echo", value: "fine" };
      const appended = await put([good, event, good]);
      const taken = () => (statistics()?.recordsDelivered ?? 0) + (statistics()?.recordsDeadLettered ?? 0);
      await until(() => taken() === 3);
      expect(ends).toEqual(["SUCCEEDED", "FAILED", "SUCCEEDED"]);
      const letters = region.services.sqs.messages("dead").map(({ body }) => JSON.parse(body));
      expect(letters).toMatchObject([
        { KinesisBatchInfo: { batchSize: 1, startSequenceNumber: appended.sequenceNumber(1) } },
      ]);
    },
    180_000,
  );

  test("of more than 1 MiB is refused by name, and what is put with it as well", async () => {
    await deploy(resources());
    await expect(put(["x".repeat(2 ** 20 + 1), { action: "nothing" }])).rejects.toThrow(
      /'records\.1\.member\.data' failed to satisfy constraint: Member must have length less than or equal to/,
    );
    expect(statistics()?.recordsRead).toBe(0);
  });
});

describe("a Standard state machine as the target", () => {
  test("is started for each batch, and not waited for", async () => {
    await deploy(resources({ type: "STANDARD", invocationType: "FIRE_AND_FORGET" }));
    await put([{ action: "echo", value: 1 }]);
    await until(() => statistics()?.recordsDelivered === 1);
    const stateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:m";
    expect((await region.services.states.listExecutions({ stateMachineArn })).items).toHaveLength(1);
  });

  test("cannot be waited for, which the pipe's deployment says", async () => {
    await expect(deploy(resources({ type: "STANDARD" }))).rejects.toThrow(
      /\/Resources\/Pipe: ValidationException: .*REQUEST_RESPONSE is for Express state machines only/,
    );
  });
});
