import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, test } from "@jest/globals";
import { exampleNames, type OpenExample, openExample } from "../../examples/open-example.ts";
import { loadDefinition } from "../../src/asl/validate/validate.ts";
import type { JsonObject } from "../../src/aws/json.ts";
import { endMembers } from "../../src/states/execution-record.ts";

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

/** The next message of the example's queue. */
async function receive({ url, outputs }: OpenExample, queue: string): Promise<string> {
  const client = new SQSClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const QueueUrl = String(outputs[queue]);
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

test("the command that the pages show runs an example and prints how it ended", () => {
  const command = ["examples/run.ts", "retry-and-catch", '{"station": "gone"}'];
  const printed = execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", ...command], {
    encoding: "utf8",
  });
  expect(printed).toContain('SUCCEEDED {"reading":{"station":"gone","temperature":11.5,"isEstimate":true}');
});
