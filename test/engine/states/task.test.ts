import { describe, expect, test } from "@jest/globals";
import { Failure } from "../../../src/engine/failure.ts";
import type { TaskCall } from "../../../src/engine/seams.ts";
import { functionArn, outline, runMachine, settle, startMachine } from "../run-machine.ts";

function taskOf(Resource: string, fields: object = {}) {
  return { StartAt: "Work", States: { Work: { Type: "Task", Resource, ...fields, End: true } } };
}

function never(): Promise<never> {
  return new Promise(() => {});
}

describe("the events of a task", () => {
  const families = [
    {
      resource: functionArn,
      scheduled: ["LambdaFunctionScheduled", "LambdaFunctionStarted"],
      ended: "LambdaFunction",
    },
    {
      resource: "arn:aws:states:::dynamodb:putItem",
      scheduled: ["TaskScheduled", "TaskStarted"],
      ended: "Task",
    },
    {
      resource: "arn:aws:states:us-east-1:000000000000:activity:pick",
      scheduled: ["ActivityScheduled", "ActivityStarted"],
      ended: "Activity",
    },
  ];

  test.each(families)("$ended… of $resource", async ({ resource, scheduled, ended }) => {
    const tasks = (result: unknown) => async (task: TaskCall) => {
      task.started("worker");
      return result as number;
    };
    const succeeded = await runMachine(taskOf(resource), { tasks: tasks(1) });
    expect(succeeded.history.map(({ type }) => type).slice(2, 5)).toEqual([
      ...scheduled,
      `${ended}Succeeded`,
    ]);
    const failed = await runMachine(taskOf(resource), { tasks: tasks(new Failure("Oops", "c")) });
    expect(failed.history.at(-2)?.type).toBe(`${ended}Failed`);
    const timedOut = await runMachine(taskOf(resource, { TimeoutSeconds: 5 }), {
      tasks: (task) => {
        task.started("worker");
        return never();
      },
    });
    expect(timedOut.history.at(-2)?.type).toBe(`${ended}TimedOut`);
    expect(timedOut.end).toEqual({ status: "FAILED", error: "States.Timeout", cause: undefined });
  });

  test("name the integration, its region and its limits", async () => {
    const fields = {
      Parameters: { Bucket: "b" },
      TimeoutSeconds: 60,
      HeartbeatSeconds: 10,
      Credentials: { RoleArn: "arn:aws:iam::111111111111:role/other" },
    };
    const { history } = await runMachine(taskOf("arn:aws:states:::aws-sdk:s3:getObject", fields));
    expect(history[2]?.taskScheduledEventDetails).toEqual({
      resourceType: "aws-sdk:s3",
      resource: "getObject",
      region: "us-east-1",
      parameters: '{"Bucket":"b"}',
      timeoutInSeconds: 60,
      heartbeatInSeconds: 10,
      taskCredentials: { roleArn: "arn:aws:iam::111111111111:role/other" },
    });
  });

  test("say that a job was submitted", async () => {
    const tasks = async (task: TaskCall) => {
      task.submitted({ id: 7 });
      return { state: "done" };
    };
    const { history } = await runMachine(taskOf("arn:aws:states:::glue:startJobRun.sync"), { tasks });
    expect(outline(history).slice(2, 6)).toEqual([
      "3<-2 TaskScheduled",
      "4<-3 TaskStarted",
      "5<-4 TaskSubmitted",
      "6<-5 TaskSucceeded",
    ]);
  });
});

describe("a task's answer", () => {
  test("that is no promise goes on at once", () => {
    const { execution } = startMachine(taskOf(functionArn), { tasks: () => 3 });
    expect(execution.end).toEqual({ status: "SUCCEEDED", output: 3 });
  });

  test("that is an exception is a States.Runtime failure with its message", async () => {
    const broken = () => {
      throw new Error("no such part");
    };
    const { end } = await runMachine(taskOf(functionArn), { tasks: broken });
    expect(end).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(end).toHaveProperty("cause", expect.stringContaining("no such part"));
  });

  test("over 256 KiB fails the task, and the cause names the function", async () => {
    const { end, history } = await runMachine(taskOf(functionArn), {
      tasks: async () => "é".repeat(140_000),
    });
    expect(end).toEqual({
      status: "FAILED",
      error: "States.DataLimitExceeded",
      cause: `The state/task '${functionArn}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    });
    expect(history.at(-2)?.type).toBe("LambdaFunctionFailed");
  });
});

describe("heartbeats", () => {
  const waiting = taskOf("arn:aws:states:::sqs:sendMessage.waitForTaskToken", {
    HeartbeatSeconds: 10,
    Catch: [{ ErrorEquals: ["States.HeartbeatTimeout"], Next: "Late" }],
  });
  const machine = { ...waiting, States: { ...waiting.States, Late: { Type: "Pass", End: true } } };

  test("start the time afresh", () => {
    let call: TaskCall | undefined;
    const tasks = (task: TaskCall) => {
      call = task;
      return never();
    };
    const { execution, clock } = startMachine(machine, { tasks });
    clock.advanceBy(9000);
    call?.heartbeat();
    clock.advanceBy(9000);
    expect(execution.end).toBeUndefined();
    clock.advanceBy(1000);
    expect(execution.end).toEqual({ status: "SUCCEEDED", output: { Error: "States.Timeout", Cause: "" } });
  });
});

test.each(["", ":2"])("a job that is waited for by .sync%s has a token in its context", async (form) => {
  const resource = `arn:aws:states:::states:startExecution.sync${form}`;
  const Parameters = { StateMachineArn: "m", "Name.$": "$$.Task.Token" };
  const { history } = await runMachine(taskOf(resource, { Parameters }), {
    tasks: (task) => ({ token: task.taskToken ?? null, args: task.arguments }),
  });
  const { output = "{}" } =
    history.find(({ type }) => type === "TaskSucceeded")?.taskSucceededEventDetails ?? {};
  const { token, args } = JSON.parse(output);
  expect(token).toMatch(/^[0-9a-f-]{36}$/);
  expect(args.Name).toBe(token);
});

describe("task tokens", () => {
  test("are new for every attempt, and the parameters see them", async () => {
    const tokens: (string | undefined)[] = [];
    const tasks = async (task: TaskCall) => {
      expect(task.arguments).toEqual({ MessageBody: task.taskToken });
      tokens.push(task.taskToken);
      return new Failure("Oops");
    };
    const fields = {
      Parameters: { "MessageBody.$": "$$.Task.Token" },
      Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }],
    };
    await runMachine(taskOf("arn:aws:states:::sqs:sendMessage.waitForTaskToken", fields), { tasks });
    expect(new Set(tokens).size).toBe(2);
    expect(tokens).not.toContain(undefined);
  });

  test("are the same for the same seed", async () => {
    const seen = async (seed: string) => {
      const { end } = await runMachine(taskOf("arn:aws:states:::sqs:sendMessage.waitForTaskToken"), {
        seed,
        tasks: async (task) => task.taskToken ?? null,
      });
      return end;
    };
    expect(await seen("one")).toEqual(await seen("one"));
    expect(await seen("one")).not.toEqual(await seen("two"));
  });
});

test("a late answer of a task that timed out is ignored", async () => {
  let answer: (value: number) => void = () => {};
  const tasks = () =>
    new Promise<number>((resolve) => {
      answer = resolve;
    });
  const { execution, clock } = startMachine(taskOf(functionArn, { TimeoutSeconds: 5 }), { tasks });
  clock.advanceBy(5000);
  answer(1);
  await settle();
  expect(execution.end).toMatchObject({ status: "FAILED", error: "States.Timeout" });
});
