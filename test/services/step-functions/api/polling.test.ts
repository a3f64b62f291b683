// Workers that wait for the tasks of an activity, and tasks that wait for their workers, on a clock that the test moves: a minute
// of polling takes no time.

import {
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { describe, expect, test } from "@jest/globals";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { until } from "../../../support/until.ts";
import { activityArn, roleArn, task } from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";

const service = servedStates(
  () => {
    const { activities, machines } = service.states;
    activities.create({ name: "look" });
    const definition = task(activityArn("look"), { HeartbeatSeconds: 60, TimeoutSeconds: 300 });
    machines.create({ name: "looks", definition, roleArn });
  },
  {
    each: true,
    clock: () => {
      clock = new VirtualClock();
      return clock;
    },
  },
);
let clock: VirtualClock;
const poll = (workerName?: string) =>
  service.client.send(new GetActivityTaskCommand({ activityArn: activityArn("look"), workerName }));
const waiting = (workers: number) =>
  until(() => service.states.activities.waitingWorkers(activityArn("look")) === workers);
const timedOut = { name: "TaskTimedOut", message: "Task Timed Out: 'Provided task does not exist anymore'" };

describe("GetActivityTask", () => {
  test("is answered after a minute without a task, and not before", async () => {
    let isAnswered = false;
    const polled = poll().finally(() => {
      isAnswered = true;
    });
    await waiting(1);
    clock.advanceBy(59_999);
    await waiting(1);
    expect(isAnswered).toBe(false);
    clock.advanceBy(1);
    const { $metadata, ...nothing } = await polled;
    expect($metadata.httpStatusCode).toBe(200);
    // The SDK leaves out what is null.
    expect(nothing).toEqual({});
    await waiting(0);
  });

  test("is answered as soon as there is a task, first come first served", async () => {
    const first = poll("first");
    await waiting(1);
    const second = poll("second");
    await waiting(2);
    const executions = [await service.start("looks", "1"), await service.start("looks", "2")];
    expect([(await first).input, (await second).input]).toEqual(["1", "2"]);
    for (const [at, polled] of [await first, await second].entries()) {
      await service.client.send(new SendTaskSuccessCommand({ taskToken: polled.taskToken, output: "0" }));
      await service.ended(executions[at] ?? "");
    }
    const { events } = await service.client.send(
      new GetExecutionHistoryCommand({ executionArn: executions[1] }),
    );
    expect(events?.find(({ type }) => type === "ActivityStarted")?.activityStartedEventDetails).toEqual({
      workerName: "second",
    });
  });

  test("gives a task to one worker only", async () => {
    await service.start("looks");
    expect((await poll()).taskToken).toEqual(expect.any(String));
    const second = poll();
    await waiting(1);
    clock.advanceBy(60_000);
    expect((await second).taskToken).toBeUndefined();
  });

  test("gives no task whose execution was stopped", async () => {
    const executionArn = await service.start("looks", "1");
    await service.client.send(new StopExecutionCommand({ executionArn }));
    await service.start("looks", "2");
    expect((await poll()).input).toBe("2");
  });
});

describe("a task that a worker has", () => {
  test("is kept by heartbeats, and is over without one", async () => {
    const executionArn = await service.start("looks");
    const { taskToken } = await poll();
    for (let beat = 0; beat < 3; beat++) {
      clock.advanceBy(59_000);
      await service.client.send(new SendTaskHeartbeatCommand({ taskToken }));
    }
    clock.advanceBy(60_000);
    expect(await service.ended(executionArn)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
    expect((await service.historyOf(executionArn)).map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      "ActivityScheduled",
      "ActivityStarted",
      "ActivityTimedOut",
      "ExecutionFailed",
    ]);
    await expect(service.client.send(new SendTaskHeartbeatCommand({ taskToken }))).rejects.toMatchObject(
      timedOut,
    );
  });

  test("times out in spite of heartbeats", async () => {
    const executionArn = await service.start("looks");
    const { taskToken } = await poll();
    for (let beat = 0; beat < 6; beat++) {
      clock.advanceBy(49_000);
      await service.client.send(new SendTaskHeartbeatCommand({ taskToken }));
    }
    clock.advanceBy(6_000);
    expect(await service.ended(executionArn)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
  });

  test("is answered once", async () => {
    const executionArn = await service.start("looks");
    const { taskToken } = await poll();
    await service.client.send(new SendTaskSuccessCommand({ taskToken, output: "1" }));
    expect(await service.ended(executionArn)).toMatchObject({ output: "1" });
    for (const again of [
      () => service.client.send(new SendTaskSuccessCommand({ taskToken, output: "2" })),
      () => service.client.send(new SendTaskFailureCommand({ taskToken })),
    ])
      await expect(again()).rejects.toMatchObject(timedOut);
    expect(await service.ended(executionArn)).toMatchObject({ output: "1" });
  });

  test.each<[what: string, output: string, problem: string]>([
    ["nothing", "", "Invalid Output: "],
    ["no JSON", "not JSON", "Unrecognized token 'not'"],
    ["nearly JSON", '{"a":1,}', "was expecting double-quote to start field name"],
    ["what is nested too deeply", `${"[".repeat(1001)}${"]".repeat(1001)}`, "nesting depth (1001)"],
  ])("goes on waiting if it is answered %s", async (_what, output, problem) => {
    const executionArn = await service.start("looks");
    const { taskToken } = await poll();
    await expect(
      service.client.send(new SendTaskSuccessCommand({ taskToken, output })),
    ).rejects.toMatchObject({ name: "InvalidOutput", message: expect.stringContaining(problem) });
    await service.client.send(new SendTaskSuccessCommand({ taskToken, output: '"right"' }));
    expect(await service.ended(executionArn)).toMatchObject({ status: "SUCCEEDED", output: '"right"' });
  });

  test("fails without a name and a cause if none are given", async () => {
    const executionArn = await service.start("looks");
    const { taskToken } = await poll();
    await service.client.send(new SendTaskFailureCommand({ taskToken }));
    const end = await service.ended(executionArn);
    expect(end.status).toBe("FAILED");
    expect(end).not.toHaveProperty("error");
    expect(end).not.toHaveProperty("cause");
  });
});
