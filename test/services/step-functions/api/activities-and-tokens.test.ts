// Activities, their workers, and whoever answers a task by its token, through the SDK.

import {
  CreateActivityCommand,
  DeleteActivityCommand,
  DescribeActivityCommand,
  GetActivityTaskCommand,
  ListActivitiesCommand,
  paginateListActivities,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
} from "@aws-sdk/client-sfn";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../../../support/until.ts";
import { activityArn, roleArn, task } from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";

const service = servedStates(() => {
  service.states.activities.create({ name: "look" });
  service.states.machines.create({ name: "looks", definition: task(activityArn("look")), roleArn });
});
test("an activity is created, described, listed in pages and deleted", async () => {
  const create = (name: string) => service.client.send(new CreateActivityCommand({ name }));
  const created = await create("one");
  expect(created).toMatchObject({ activityArn: activityArn("one"), creationDate: expect.any(Date) });
  expect((await create("one")).creationDate).toEqual(created.creationDate);
  await create("two");
  const describeActivity = () =>
    service.client.send(new DescribeActivityCommand({ activityArn: activityArn("one") }));
  expect(await describeActivity()).toMatchObject({
    activityArn: activityArn("one"),
    name: "one",
    creationDate: created.creationDate,
    encryptionConfiguration: { type: "AWS_OWNED_KEY" },
  });
  const pages = [];
  for await (const page of paginateListActivities({ client: service.client, pageSize: 2 }, {})) {
    pages.push(page.activities?.map(({ name }) => name));
  }
  expect(pages).toEqual([["look", "one"], ["two"]]);
  const { activities } = await service.client.send(new ListActivitiesCommand({ maxResults: 1 }));
  expect(activities).toEqual([
    { activityArn: activityArn("look"), name: "look", creationDate: expect.any(Date) },
  ]);
  const remove = () => service.client.send(new DeleteActivityCommand({ activityArn: activityArn("one") }));
  await remove();
  await remove();
  await expect(describeActivity()).rejects.toMatchObject({ name: "ActivityDoesNotExist" });
});

const getTask = (workerName?: string) =>
  service.client.send(new GetActivityTaskCommand({ activityArn: activityArn("look"), workerName }));

describe("a worker", () => {
  test("that waits gets the next task, and its answer is the task's result", async () => {
    const waiting = getTask("first");
    const executionArn = await service.start("looks", '{"at":"KSEA"}');
    const { taskToken, input } = await waiting;
    expect(input).toBe('{"at":"KSEA"}');
    await service.client.send(new SendTaskSuccessCommand({ taskToken, output: '{"seen": 1}' }));
    expect(await service.ended(executionArn)).toMatchObject({ status: "SUCCEEDED", output: '{"seen":1}' });
    const events = await service.historyOf(executionArn);
    expect(events.map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      "ActivityScheduled",
      "ActivityStarted",
      "ActivitySucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
    expect(events[3]?.activityStartedEventDetails).toEqual({ workerName: "first" });
  });

  test("gets tasks in the order in which they came, and may fail them", async () => {
    const executions = [await service.start("looks", "1"), await service.start("looks", "2")];
    for (const [index, executionArn] of executions.entries()) {
      const { taskToken, input } = await getTask();
      expect(input).toBe(String(index + 1));
      await service.client.send(
        new SendTaskFailureCommand({ taskToken, error: "Fog", cause: `None of ${input}` }),
      );
      expect(await service.ended(executionArn)).toMatchObject({
        status: "FAILED",
        error: "Fog",
        cause: `None of ${input}`,
      });
    }
  });

  test("that gives up waiting is answered no more", async () => {
    const aborter = new AbortController();
    const waiting = service.client.send(new GetActivityTaskCommand({ activityArn: activityArn("look") }), {
      abortSignal: aborter.signal,
    });
    const workers = () => service.states.activities.waitingWorkers(activityArn("look"));
    await until(() => workers() === 1);
    aborter.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    await until(() => workers() === 0);
    const executionArn = await service.start("looks", "3");
    const { taskToken, input } = await getTask();
    expect(input).toBe("3");
    await service.client.send(new SendTaskSuccessCommand({ taskToken, output: "null" }));
    expect(await service.ended(executionArn)).toMatchObject({ output: "null" });
  });
});

describe("an activity that is deleted", () => {
  const arn = activityArn("going");
  const create = () => service.states.activities.create({ name: "going" });
  const remove = () => service.client.send(new DeleteActivityCommand({ activityArn: arn }));
  const getIt = () => service.client.send(new GetActivityTaskCommand({ activityArn: arn }));
  const typesOf = async (executionArn: string) =>
    (await service.historyOf(executionArn)).map(({ type }) => type);

  beforeAll(() => {
    const { machines } = service.states;
    machines.create({ name: "goes", definition: task(arn), roleArn });
    const more = { Retry: [{ ErrorEquals: ["States.ALL"] }] };
    machines.create({ name: "tries", definition: task(arn, more), roleArn });
  });

  test("has nothing scheduled any more: the execution fails", async () => {
    create();
    await remove();
    for (const name of ["goes", "tries"]) {
      const executionArn = await service.start(name, "{}");
      expect(await service.ended(executionArn)).toMatchObject({
        status: "FAILED",
        error: "States.Runtime",
        cause: expect.stringMatching(
          /entered at the event id #2\)\. The activity .*:going does not exist\.$/,
        ),
      });
      expect(await typesOf(executionArn)).toEqual([
        "ExecutionStarted",
        "TaskStateEntered",
        "ExecutionFailed",
      ]);
    }
  });

  test("leaves what was scheduled, for whoever has it, or comes once it is there again", async () => {
    create();
    const [taken, queued] = [await service.start("goes", "1"), await service.start("goes", "2")];
    const { taskToken } = await getIt();
    await until(async () => (await typesOf(queued)).includes("ActivityScheduled"));
    await remove();
    await service.client.send(new SendTaskSuccessCommand({ taskToken, output: "1" }));
    expect(await service.ended(taken)).toMatchObject({ status: "SUCCEEDED", output: "1" });
    await expect(getIt()).rejects.toMatchObject({ name: "ActivityDoesNotExist" });
    create();
    const next = await getIt();
    expect(next.input).toBe("2");
    await service.client.send(new SendTaskSuccessCommand({ taskToken: next.taskToken, output: "2" }));
    expect(await service.ended(queued)).toMatchObject({ status: "SUCCEEDED", output: "2" });
    await remove();
  });

  test("and made again serves the worker that has waited all along", async () => {
    create();
    const waiting = getIt();
    await until(() => service.states.activities.waitingWorkers(arn) === 1);
    await remove();
    create();
    const executionArn = await service.start("goes", "3");
    const { taskToken, input } = await waiting;
    expect(input).toBe("3");
    await service.client.send(new SendTaskSuccessCommand({ taskToken, output: "3" }));
    expect(await service.ended(executionArn)).toMatchObject({ status: "SUCCEEDED" });
  });
});

describe("a task that waits for its token", () => {
  const tokens: string[] = [];
  const nextToken = () =>
    until(() => {
      const [message] = service.region.services.sqs.messages("tokens").slice(tokens.length);
      if (message === undefined) return undefined;
      tokens.push(message.body);
      return message.body;
    });

  beforeAll(async () => {
    await service.region.services.sqs.createQueue({ queueName: "tokens", attributes: new Map() });
    const definition = task("arn:aws:states:::sqs:sendMessage.waitForTaskToken", {
      HeartbeatSeconds: 1,
      Parameters: {
        QueueUrl: service.region.services.sqs.queueUrl("tokens"),
        "MessageBody.$": "$$.Task.Token",
      },
    });
    service.states.machines.create({ name: "asks", definition, roleArn });
  });

  test("goes on with what it is answered", async () => {
    const executionArn = await service.start("asks", "{}");
    const taskToken = await nextToken();
    await service.client.send(new SendTaskHeartbeatCommand({ taskToken }));
    await service.client.send(new SendTaskSuccessCommand({ taskToken, output: '"yes"' }));
    expect(await service.ended(executionArn)).toMatchObject({ status: "SUCCEEDED", output: '"yes"' });
    const types = (await service.historyOf(executionArn)).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(["TaskSubmitted", "TaskSucceeded"]));
  });

  test("times out without a heartbeat, and its token is then over", async () => {
    const executionArn = await service.start("asks", "{}");
    const taskToken = await nextToken();
    expect(await service.ended(executionArn)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
    for (const command of [
      new SendTaskSuccessCommand({ taskToken, output: "1" }),
      new SendTaskFailureCommand({ taskToken }),
      new SendTaskHeartbeatCommand({ taskToken }),
    ]) {
      await expect(service.client.send(command as SendTaskHeartbeatCommand)).rejects.toMatchObject({
        name: "TaskTimedOut",
        message: "Task Timed Out: 'Provided task does not exist anymore'",
      });
    }
  });
});
