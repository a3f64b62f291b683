import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient } from "@aws-sdk/client-sfn";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, test } from "@jest/globals";
import { exampleNames, type OpenExample, openExample } from "../../examples/open-example.ts";
import { loadDefinition } from "../../src/asl/validate/validate.ts";
import type { JsonObject } from "../../src/aws/json.ts";
import { endMembers } from "../../src/services/step-functions/executions/execution-record.ts";

let example: OpenExample | undefined;
afterEach(async () => {
  await example?.close();
  example = undefined;
});

async function open(name: (typeof exampleNames)[number]) {
  example = await openExample(name);
  return example;
}

async function run(opened: OpenExample, input: JsonObject) {
  const { status, end } = await opened.ended(await opened.start(input));
  const { output, error, cause } = endMembers(end);
  return { status, output: output === undefined ? undefined : JSON.parse(output), error, cause };
}

function clientConfiguration({ url }: OpenExample) {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return { endpoint: url, region: "us-east-1", credentials };
}

/** The next message of the example's queue. */
async function receive(opened: OpenExample, queue: string): Promise<string> {
  const client = new SQSClient(clientConfiguration(opened));
  const QueueUrl = String(opened.outputs[queue]);
  const { Messages: [message] = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }),
  );
  client.destroy();
  return message?.Body ?? "";
}

test.each(exampleNames)("the definition of %s has nothing to find fault with", (name) => {
  const text = readFileSync(join("examples", name, `${name}.asl.json`), "utf8");
  expect(loadDefinition(text, { type: "STANDARD" }).diagnostics).toEqual([]);
});

describe("retry-and-catch", () => {
  test("answers, tries again, falls back, or gives up", async () => {
    const opened = await open("retry-and-catch");
    expect(await run(opened, { station: "north" })).toMatchObject({
      output: { reading: { station: "north", attempts: 1 } },
    });
    expect(await run(opened, { station: "busy" })).toMatchObject({ output: { reading: { attempts: 3 } } });
    expect(await run(opened, { station: "gone" })).toMatchObject({
      output: { reading: { isEstimate: true }, because: "StationGone" },
    });
    expect(await run(opened, { station: "broken" })).toMatchObject({
      status: "FAILED",
      error: "TypeError",
      cause: expect.stringContaining("The station sent no JSON"),
    });
  });
});

describe("glue-job-lambda-sns", () => {
  test("runs the job, the function and the notification", async () => {
    const opened = await open("glue-job-lambda-sns");
    expect(await run(opened, { day: "2026-11-23" })).toMatchObject({
      status: "SUCCEEDED",
      output: { run: expect.stringMatching(/^jr_/), summary: "Readings of 2026-11-23 are rolled up." },
    });
    expect(await receive(opened, "Outbox")).toBe("Readings of 2026-11-23 are rolled up.");
  });

  test("tells of a job that failed", async () => {
    const opened = await open("glue-job-lambda-sns");
    expect(await run(opened, { day: "yesterday" })).toEqual({
      status: "FAILED",
      output: undefined,
      error: "NoSummary",
      cause: "There is no day 'yesterday'",
    });
    expect(await receive(opened, "Outbox")).toBe(
      "The roll-up of yesterday FAILED: There is no day 'yesterday'",
    );
  });
});

describe("human-approval", () => {
  async function ask(input: JsonObject) {
    const opened = await open("human-approval");
    const executionArn = await opened.start(input);
    const { taskToken, warning } = JSON.parse(await receive(opened, "Approvals")) as Record<string, string>;
    expect(warning).toBe(input.warning);
    const end = async () => (await opened.ended(executionArn)).end;
    return { opened, taskToken, end };
  }

  const storm = { warning: "Storm on Friday", timeoutSeconds: 3600 };

  test("publishes what is approved, once", async () => {
    const { opened, taskToken, end } = await ask(storm);
    const client = new SFNClient(clientConfiguration(opened));
    const approve = new SendTaskSuccessCommand({ taskToken, output: '{"approvedBy":"Ada"}' });
    await client.send(approve);
    expect(await end()).toMatchObject({ status: "SUCCEEDED", output: { published: expect.any(String) } });
    expect(await receive(opened, "Outbox")).toBe("Storm on Friday (approved by Ada)");
    await expect(client.send(approve)).rejects.toMatchObject({ name: "TaskTimedOut" });
    client.destroy();
  });

  test("drops what is rejected", async () => {
    const { opened, taskToken, end } = await ask(storm);
    const client = new SFNClient(clientConfiguration(opened));
    await client.send(new SendTaskFailureCommand({ taskToken, error: "Rejected", cause: "Only a breeze" }));
    expect(await end()).toMatchObject({ status: "SUCCEEDED", output: { dropped: "Only a breeze" } });
    client.destroy();
  });

  test("publishes without an answer when the time is up", async () => {
    const { opened, end } = await ask({ ...storm, timeoutSeconds: 1 });
    expect(await end()).toMatchObject({ status: "SUCCEEDED", output: { published: expect.any(String) } });
    expect(await receive(opened, "Outbox")).toBe("Storm on Friday (nobody answered in time)");
  });
});

test("the command that the pages show runs an example and prints how it ended", () => {
  const command = ["examples/run.ts", "retry-and-catch", '{"station": "gone"}'];
  const printed = execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", ...command], {
    encoding: "utf8",
  });
  expect(printed).toContain('SUCCEEDED {"reading":{"temperature":11.5,"isEstimate":true,"station":"gone"}');
});

test("of an example that waits for somebody it is told how to answer", () => {
  const command = ["examples/run.ts", "human-approval", '{"warning": "Storm", "timeoutSeconds": 1}'];
  const printed = execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", ...command], {
    encoding: "utf8",
  });
  expect(printed).toMatch(
    /^export AWS_DISABLE_HOST_PREFIX_INJECTION=true\n[\s\S]*^It waits for an answer[\s\S]*send-task-success[\s\S]*\nSUCCEEDED /m,
  );
});
