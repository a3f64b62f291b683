import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../../src/aws/arn.ts";
import type { Json, JsonObject } from "../../../../../src/aws/json.ts";
import { Failure } from "../../../../../src/engine/failure.ts";
import { runAwsJob } from "../../../../../src/services/step-functions/tasks/jobs/aws-job.ts";
import { glueJob } from "../../../../../src/services/step-functions/tasks/jobs/glue.ts";
import { emrStep } from "../../../../../src/services/step-functions/tasks/jobs/queries.ts";
import { AwsCalls } from "../../../../../src/services/step-functions/tasks/outside/aws-calls.ts";
import { configureOutside } from "../../../../../src/services/step-functions/tasks/outside/configure-outside.ts";
import { parseTaskSettings } from "../../../../../src/services/step-functions/tasks/outside/settings.ts";
import type { TaskParts } from "../../../../../src/services/step-functions/tasks/parts.ts";
import { createTaskRunner } from "../../../../../src/services/step-functions/tasks/task-runner.ts";
import { systemClock } from "../../../../../src/time/clock.ts";
import { VirtualClock } from "../../../../../src/time/virtual-clock.ts";
import { taskCall } from "../task-call.ts";
import { AwsEndpoint } from "./aws-endpoint.ts";

const folder = process.cwd();
const named = (resource: string) => `arn:aws:states:::${resource}`;

function runner(settings: JsonObject, parts: Partial<TaskParts> = {}) {
  const clock = systemClock;
  const outside = configureOutside(parseTaskSettings(settings), { clock, identity: localIdentity, folder });
  return createTaskRunner({ identity: localIdentity, clock, outside, ...parts });
}

describe("the rule for a service of AWS", () => {
  const translate = "aws-sdk:translate:translateText";
  const mocks = { [translate]: { return: { TranslatedText: "mocked" } } };

  test("the region's own comes first", async () => {
    const sdkService = () => ({ operations: { TranslateText: () => ({ TranslatedText: "own" }) } });
    expect(await runner({ mocks }, { sdkService }).run(taskCall(named(translate), {}))).toEqual({
      TranslatedText: "own",
    });
  });

  test("an operation that the region's service does not have is the mock's", async () => {
    const sdkService = () => ({ operations: { Another: () => ({}) } });
    expect(await runner({ mocks }, { sdkService }).run(taskCall(named(translate), {}))).toEqual({
      TranslatedText: "mocked",
    });
  });

  test.each([
    [
      translate,
      '"mocks": {"aws-sdk:translate:translateText": ',
      '"allowAwsCalls": ["aws-sdk:translate:translateText"]',
    ],
    ["glue:startJobRun.sync", '"jobs": {"glue:startJobRun": ', '"allowAwsCalls": ["glue:startJobRun"]'],
    [
      "eks:createCluster.sync",
      '"mocks": {"eks:createCluster.sync": ',
      '"allowAwsCalls": ["eks:createCluster"]',
    ],
    [
      "bedrockagentcore:invokeHarness",
      '"mocks": {"bedrockagentcore:invokeHarness": ',
      '"allowAwsCalls": ["bedrockagentcore:invokeHarness"]',
    ],
  ])("%s says what can be configured", async (resource, ...hints) => {
    const failure = (await runner({}).run(taskCall(named(resource), {}))) as Failure;
    expect(failure.error).toBe("States.Runtime");
    for (const hint of hints) expect(failure.cause).toContain(hint);
  });

  test.each([
    ["dynamodb:query", "There is no optimized integration 'dynamodb:query'"],
    ["dynamodb:putItem.sync", "AWS does not offer 'dynamodb:putItem.sync'"],
    ["lambda:invoke.sync", "It offers 'lambda:invoke', 'lambda:invoke.waitForTaskToken'"],
    ["states:startExecution.sync:3", "is none that a Task can name"],
    ["aws-sdk:glue:startJobRun.sync", "An AWS SDK integration cannot wait for a job"],
    ["s3:putObject", "called as 'aws-sdk:<service>:<action>'"],
  ])("%s is refused as AWS refuses it", async (resource, problem) => {
    const failure = (await runner({}).run(taskCall(named(resource), {}))) as Failure;
    expect(failure).toMatchObject({ error: "States.Runtime", cause: expect.stringContaining(problem) });
  });
});

describe("a mock", () => {
  const answer = (value: Json) => ({ return: value });

  test("is chosen by state, state machine and arguments, the first that fits", async () => {
    const tasks = runner({
      mocks: {
        "aws-sdk:ssm:getParameter": [
          { when: { state: "Other" }, ...answer("other state") },
          { when: { stateMachine: "other" }, ...answer("other machine") },
          { when: { arguments: { Name: "a", Deep: { x: [1] } } }, ...answer("by arguments") },
          { when: { stateMachine: "m" }, ...answer("by machine") },
        ],
      },
    });
    const get = (given: JsonObject, stateName = "Work") =>
      tasks.run(taskCall(named("aws-sdk:ssm:getParameter"), given, { stateName }));
    expect(await get({ Name: "a", Deep: { x: [1], y: 2 }, More: true })).toBe("by arguments");
    expect(await get({ Name: "a", Deep: { x: [2] } })).toBe("by machine");
    expect(await get({ Name: "a" }, "Other")).toBe("other state");
  });

  test("that no case fits says so", async () => {
    const tasks = runner({ mocks: { "ecs:runTask": { when: { state: "Other" }, return: 1 } } });
    expect(await tasks.run(taskCall(named("ecs:runTask"), {}))).toMatchObject({
      error: "States.Runtime",
      cause: expect.stringContaining(`none of its cases under "mocks" fits this call`),
    });
  });

  test("gives its answers one after another and stays with the last", async () => {
    const throttled = { throw: { error: "Glue.AWSGlueException", cause: "Rate exceeded" } };
    const tasks = runner({
      mocks: { "glue:startJobRun": { answers: [throttled, throttled, answer({ JobRunId: "jr_1" })] } },
    });
    const results = [];
    for (let count = 0; count < 4; count++)
      results.push(await tasks.run(taskCall(named("glue:startJobRun"), {})));
    const failure = new Failure("Glue.AWSGlueException", "Rate exceeded");
    expect(results).toEqual([failure, failure, { JobRunId: "jr_1" }, { JobRunId: "jr_1" }]);
  });

  test("of a resource that waits stands for the job or the callback", async () => {
    const tokens = { wait: () => Promise.reject(new Error("nobody waits")) };
    const tasks = runner(
      {
        mocks: {
          "glue:startJobRun.sync": answer({ JobRunState: "SUCCEEDED" }),
          "aws-sdk:sesv2:sendEmail.waitForTaskToken": answer({ approved: true }),
        },
      },
      { tokens },
    );
    expect(await tasks.run(taskCall(named("glue:startJobRun.sync"), {}))).toEqual({
      JobRunState: "SUCCEEDED",
    });
    const waiting = taskCall(named("aws-sdk:sesv2:sendEmail.waitForTaskToken"), {}, { taskToken: "t" });
    expect(await tasks.run(waiting)).toEqual({ approved: true });
  });

  test("of the request alone leaves the token to whoever calls back", async () => {
    const tokens = { wait: async () => "called back" };
    const tasks = runner({ mocks: { "aws-sdk:sesv2:sendEmail": answer({ MessageId: "1" }) } }, { tokens });
    const call = taskCall(named("aws-sdk:sesv2:sendEmail.waitForTaskToken"), {}, { taskToken: "t" });
    expect(await tasks.run(call)).toBe("called back");
    expect(call.noted.submitted).toEqual([{ MessageId: "1" }]);
  });
});

describe("an allowed call of AWS, by the client that the project has", () => {
  const aws = new AwsEndpoint();
  const { seen } = aws;
  beforeAll(() => aws.open());
  afterAll(() => aws.close());

  const machine = "arn:aws:states:us-east-1:111111111111:stateMachine:m";

  test("sends members as the API spells them, and shows them as Step Functions does", async () => {
    aws.reply = { status: 200, body: JSON.stringify({ executionArn: "e", startDate: 1700000000 }) };
    const tasks = runner({ allowAwsCalls: ["aws-sdk:sfn:startExecution"] });
    const request = { StateMachineArn: machine, Input: "{}" };
    expect(await tasks.run(taskCall(named("aws-sdk:sfn:startExecution"), request))).toEqual({
      ExecutionArn: "e",
      StartDate: "2023-11-14T22:13:20.000Z",
    });
    expect(seen.at(-1)).toMatchObject({
      target: "AWSStepFunctions.StartExecution",
      body: JSON.stringify({ stateMachineArn: machine, input: "{}" }),
    });
  });

  test("an optimized integration shows dates as numbers and the SDK's metadata", async () => {
    aws.reply = { status: 200, body: JSON.stringify({ executionArn: "e", startDate: 1700000000 }) };
    const tasks = runner({ allowAwsCalls: ["states:startExecution"] });
    expect(
      await tasks.run(taskCall(named("states:startExecution"), { StateMachineArn: machine })),
    ).toMatchObject({
      ExecutionArn: "e",
      StartDate: 1700000000000,
      SdkHttpMetadata: { HttpStatusCode: 200 },
    });
  });

  test.each([
    [
      "aws-sdk:sfn:startExecution",
      "InvalidArn",
      "Sfn.InvalidArnException",
      "bad (Service: Sfn, Status Code: 400, Request ID: r-1) (SDK Attempt Count: 1)",
    ],
    [
      "aws-sdk:sfn:startExecution",
      "ThrottlingException",
      "Sfn.SfnException",
      "bad (Service: Sfn, Status Code: 400, Request ID: r-1) (SDK Attempt Count: 1)",
    ],
    [
      "states:startExecution",
      "InvalidArn",
      "StepFunctions.InvalidArnException",
      "bad (Service: AWSStepFunctions; Status Code: 400; Error Code: InvalidArn; Request ID: r-1; Proxy: null)",
    ],
    [
      "states:startExecution",
      "ThrottlingException",
      "StepFunctions.AWSStepFunctionsException",
      "bad (Service: AWSStepFunctions; Status Code: 400; Error Code: ThrottlingException; Request ID: r-1; Proxy: null)",
    ],
  ])("%s refused with %s is %s", async (resource, code, error, cause) => {
    aws.reply = {
      status: 400,
      body: JSON.stringify({ __type: `com.amazonaws.swf#${code}`, message: "bad" }),
    };
    const tasks = runner({ allowAwsCalls: ["sfn:*", "states:*"] });
    expect(await tasks.run(taskCall(named(resource), { StateMachineArn: machine }))).toEqual(
      new Failure(error, cause),
    );
  });

  test("a call that is not allowed is not made", async () => {
    const calls = seen.length;
    const tasks = runner({ allowAwsCalls: ["aws-sdk:sfn:describeExecution"] });
    expect(await tasks.run(taskCall(named("aws-sdk:sfn:startExecution"), {}))).toMatchObject({
      error: "States.Runtime",
    });
    expect(seen).toHaveLength(calls);
  });

  test("a client that is not installed is named", async () => {
    const tasks = runner({ allowAwsCalls: ["aws-sdk:translate:translateText"] });
    expect(await tasks.run(taskCall(named("aws-sdk:translate:translateText"), {}))).toMatchObject({
      error: "Translate.SdkClientException",
      cause: expect.stringContaining("npm install @aws-sdk/client-translate"),
    });
  });

  test("an operation that the client does not have is named", async () => {
    const tasks = runner({ allowAwsCalls: ["aws-sdk:sfn:*"] });
    expect(await tasks.run(taskCall(named("aws-sdk:sfn:noSuchThing"), {}))).toMatchObject({
      error: "Sfn.SdkClientException",
      cause: "The package @aws-sdk/client-sfn has no operation 'NoSuchThing'",
    });
  });

  test("a client of lower-case words is found whatever it is called", () => {
    const aws = new AwsCalls({ folder, allowed: new Set() });
    const list = {
      service: "cognitoidentityprovider",
      action: "noSuchThing",
      arguments: {},
      dates: "iso",
    } as const;
    const { signal } = new AbortController();
    return expect(aws.call({ ...list, signal })).rejects.toThrow(
      "@aws-sdk/client-cognito-identity-provider has no",
    );
  });
});

describe("a job of AWS", () => {
  /** Answers of the service, one after another, and what it was asked. */
  function service(...answers: (JsonObject | Failure)[]) {
    const asked: [string, JsonObject][] = [];
    const callService = async (action: string, request: JsonObject) => {
      asked.push([action, request]);
      return answers.shift() ?? new Failure("No", "more");
    };
    return { asked, callService };
  }

  const run = (state: string) => ({ JobRun: { Id: "jr_1", JobRunState: state } });

  async function runGlue(answers: (JsonObject | Failure)[]) {
    const clock = new VirtualClock();
    const { asked, callService } = service(...answers);
    const call = taskCall(named("glue:startJobRun.sync"), { JobName: "j" });
    const result = runAwsJob(glueJob, call, { callService, clock });
    let isOver = false;
    void Promise.resolve(result).then(() => {
      isOver = true;
    });
    for (let turn = 0; !isOver && turn < 50; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advanceBy(30_000);
    }
    return { result: await result, asked, submitted: call.noted.submitted };
  }

  test("is described until it has ended", async () => {
    const started = { JobName: "j", JobRunId: "jr_1" };
    const { result, asked, submitted } = await runGlue([
      started,
      run("STARTING"),
      run("RUNNING"),
      run("SUCCEEDED"),
    ]);
    expect(result).toEqual(run("SUCCEEDED").JobRun);
    expect(submitted).toEqual([started]);
    expect(asked).toEqual([
      ["startJobRun", { JobName: "j" }],
      ...Array.from({ length: 3 }, () => ["getJobRun", { JobName: "j", RunId: "jr_1" }]),
    ]);
  });

  test("that ends badly is States.TaskFailed", async () => {
    const { result } = await runGlue([{ JobRunId: "jr_1" }, run("TIMEOUT")]);
    expect(result).toEqual(new Failure("States.TaskFailed", JSON.stringify(run("TIMEOUT").JobRun)));
  });

  test("that is refused was not submitted", async () => {
    const refused = new Failure("Glue.EntityNotFoundException", "no such job");
    expect(await runGlue([refused])).toMatchObject({ result: refused, submitted: [] });
  });

  test("is started under the name that the API has for it", async () => {
    const { asked, callService } = service({ StepIds: ["s-1"] });
    const call = taskCall(named("elasticmapreduce:addStep.sync"), {
      ClusterId: "j-1",
      Step: { Name: "count" },
    });
    call.aborter.abort();
    await runAwsJob(emrStep, call, { callService, clock: new VirtualClock() });
    expect(asked).toEqual([
      ["addJobFlowSteps", { JobFlowId: "j-1", Steps: [{ Name: "count" }] }],
      ["cancelSteps", { ClusterId: "j-1", StepIds: ["s-1"] }],
    ]);
    expect(call.noted.submitted).toEqual([{ StepId: "s-1" }]);
  });
});
