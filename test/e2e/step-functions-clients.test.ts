// The core flows of Step Functions through every AWS CLI on the path and through boto3, where they are installed.
// Only operations that clients of 2022 know, as Debian ships them.

import { execFile, spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import {
  activityArn,
  executionArn,
  fails,
  machineArn,
  passes,
  roleArn,
  task,
} from "../services/step-functions/support/definitions.ts";
import { servedStates } from "../services/step-functions/support/served-states.ts";
import { clientEnvironment } from "../support/client-environment.ts";
import { isInstalled } from "../support/installed.ts";

/** Each version of a program once. */
function installed(program: string, works: readonly string[]): readonly string[] {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const paths = folders.map((folder) => join(folder, program)).filter((path) => existsSync(path));
  const distinct = new Map(paths.map((path) => [realpathSync(path), path]));
  return [...distinct.values()].filter((path) => spawnSync(path, works).status === 0);
}

const [firstCli, ...moreClis] = installed("aws", ["--version"]);
const [python] = installed("python3", ["-c", "import boto3"]);
isInstalled("the AWS CLI", firstCli !== undefined);
isInstalled("boto3", python !== undefined);

const service = servedStates(() => {
  env = clientEnvironment(service.url);
});
let env: NodeJS.ProcessEnv;
/** Clients in Python take seconds to start on a machine that others use. */
const patience = 300_000;

function clientTests(aws: string): void {
  const sfn = async (...args: readonly string[]) => {
    const command = ["--endpoint-url", service.url, "--output", "json", "stepfunctions", ...args];
    const { stdout } = await promisify(execFile)(aws, command, { env });
    return stdout.trim() === "" ? undefined : JSON.parse(stdout);
  };
  const unique = (name: string) => `${name}-${aws.replaceAll(/[^a-z0-9]/gi, "-")}`;

  test(
    "starts a Standard execution, does its activity, and reads how it went",
    async () => {
      const [machine, activity] = [unique("looks"), unique("look")];
      await sfn("create-activity", "--name", activity);
      const create = ["create-state-machine", "--name", machine, "--role-arn", roleArn];
      await sfn(...create, "--definition", task(activityArn(activity)));
      const start = ["start-execution", "--state-machine-arn", machineArn(machine), "--name", "one"];
      await sfn(...start, "--input", '{"at":"KSEA"}');
      const { taskToken, input } = await sfn("get-activity-task", "--activity-arn", activityArn(activity));
      expect(input).toBe('{"at":"KSEA"}');
      await sfn("send-task-success", "--task-token", taskToken, "--task-output", '{"seen":1}');
      const arn = executionArn(machine, "one");
      await service.states.standard.ended(arn);
      expect(await sfn("describe-execution", "--execution-arn", arn)).toMatchObject({
        status: "SUCCEEDED",
        output: '{"seen":1}',
      });
      const { events } = await sfn("get-execution-history", "--execution-arn", arn, "--reverse-order");
      expect(events[0]).toMatchObject({ type: "ExecutionSucceeded", id: events.length });
      const list = ["list-executions", "--state-machine-arn", machineArn(machine), "--status-filter"];
      expect((await sfn(...list, "SUCCEEDED")).executions).toHaveLength(1);
    },
    patience,
  );

  test(
    "waits for an Express execution, reads why one failed, and is told what does not exist",
    async () => {
      const create = (name: string, definition: string, type: "STANDARD" | "EXPRESS") =>
        service.states.machines.create({ name: unique(name), definition, roleArn, type }).arn;
      const express = create("express", passes, "EXPRESS");
      const sync = await sfn("start-sync-execution", "--state-machine-arn", express, "--input", "[1]");
      expect(sync).toMatchObject({ status: "SUCCEEDED", output: "[1]" });
      const failing = create("fails", fails, "STANDARD");
      const { executionArn: arn } = await sfn("start-execution", "--state-machine-arn", failing);
      await service.states.standard.ended(arn);
      expect(await sfn("describe-execution", "--execution-arn", arn)).toMatchObject({ status: "FAILED" });
      await expect(sfn("stop-execution", "--execution-arn", `${arn}x`)).rejects.toMatchObject({
        stderr: expect.stringContaining(
          "(ExecutionDoesNotExist) when calling the StopExecution operation: Execution Does Not Exist",
        ),
      });
    },
    patience,
  );
}

if (firstCli === undefined) describe.skip("the AWS CLI", () => clientTests("aws"));
else describe.each([firstCli, ...moreClis])("the AWS CLI %#", clientTests);

const botoFlow = `
import boto3, json, sys, time
sfn = boto3.client("stepfunctions", endpoint_url=sys.argv[1])
role = "arn:aws:iam::000000000000:role/boto"
state = {"Type": "Map", "Label": "Each", "End": True, "ItemProcessor": {
    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
    "StartAt": "Keep", "States": {"Keep": {"Type": "Pass", "End": True}}}}
machine = sfn.create_state_machine(name="by-boto", roleArn=role, tags=[{"key": "by", "value": "boto"}],
    definition=json.dumps({"StartAt": "Only", "States": {"Only": state}}))
execution = sfn.start_execution(stateMachineArn=machine["stateMachineArn"], input="[1, 2, 3]")["executionArn"]
while (described := sfn.describe_execution(executionArn=execution))["status"] == "RUNNING":
    time.sleep(0.02)
run = sfn.describe_map_run(mapRunArn=sfn.list_map_runs(executionArn=execution)["mapRuns"][0]["mapRunArn"])
pages = sfn.get_paginator("get_execution_history").paginate(executionArn=execution, PaginationConfig={"PageSize": 2})
types = [event["type"] for page in pages for event in page["events"]]
try:
    sfn.send_task_success(taskToken="made-up", output="1")
    refused = None
except sfn.exceptions.InvalidToken as error:
    refused = str(error)
print(json.dumps({"output": described["output"], "items": run["itemCounts"]["succeeded"], "first": types[0], "last": types[-1],
    "tags": sfn.list_tags_for_resource(resourceArn=machine["stateMachineArn"])["tags"], "refused": refused}))
`;

(python === undefined ? test.skip : test)(
  "boto3 runs a distributed Map, pages through its history, and names what was refused",
  async () => {
    const { stdout } = await promisify(execFile)(python ?? "python3", ["-c", botoFlow, service.url], { env });
    expect(JSON.parse(stdout)).toEqual({
      output: "[1,2,3]",
      items: 3,
      first: "ExecutionStarted",
      last: "ExecutionSucceeded",
      tags: [{ key: "by", value: "boto" }],
      refused:
        "An error occurred (InvalidToken) when calling the SendTaskSuccess operation: Invalid Token: 'Invalid token'",
    });
  },
  patience,
);
