// Bad input where users give it: in the service's files, and over the API of a region that is up. Each is answered with what
// is wrong and where, and nothing else is disturbed.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateStateMachineCommand, SFNClient, StartSyncExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { projectRoot, runCommandIn } from "./run-command.ts";
import { type RunningService, startService } from "./running-service.ts";

describe("a service", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "service-"));
    mkdirSync(join(folder, "src"));
    const files = ["serverless.yml", "package.json", "tsconfig.json"];
    for (const each of [...files, "handlers", "infrastructure", "plugins", "statemachines", "src/weather"])
      cpSync(join(projectRoot, each), join(folder, each), { recursive: true });
    symlinkSync(join(projectRoot, "node_modules"), join(folder, "node_modules"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const ingest = "statemachines/ingest-readings.asl.json";
  const mistakes: readonly {
    readonly name: string;
    readonly file: string;
    readonly from: string;
    readonly to: string;
    readonly message: RegExp;
  }[] = [
    {
      name: "whose definition goes on to a state that is not there",
      file: ingest,
      from: '"Next": "AnyRejected"',
      to: '"Next": "AnyRejectd"',
      message:
        /infrastructure\/ingestion\.yml:\d+ \(\S+\/DefinitionString\/States\/Validate\/Next\): MISSING_TRANSITION_TARGET: .*AnyRejectd; Did you mean 'AnyRejected'/,
    },
    {
      name: "whose definition is not JSON",
      file: ingest,
      from: '"StartAt": "Validate",',
      to: '"StartAt": "Validate"',
      message: /statemachines\/ingest-readings\.asl\.json is not JSON: Expected ',' or '}'/,
    },
    {
      name: "whose rule has a schedule on a bus of its own",
      file: "infrastructure/alerting.yml",
      from: "      EventPattern:",
      to: "      ScheduleExpression: rate(1 day)\n      EventPattern:",
      message:
        /infrastructure\/alerting\.yml:\d+ \(\/Resources\/ConditionDetectedRule\): .*ScheduleExpression is supported only on the default event bus\./,
    },
    {
      name: "whose rule sends to what is not there",
      file: "infrastructure/alerting.yml",
      from: "Arn: !Ref HandleAlert",
      to: "Arn: arn:aws:batch:us-east-1:000000000000:job-queue/alerts",
      message: /Targets\/0\/Arn\): the local region does not deliver events to arn:aws:batch/,
    },
  ];

  test.each(mistakes)(
    "$name does not start",
    async ({ file, from, to, message }) => {
      edit(join(folder, file), from, to);
      const ended = await runCommandIn(folder, "replay", "--exit", "--in-memory", "--port", "0").finished;
      expect(ended.exitCode).toBe(2);
      expect(ended.stderr).toMatch(message);
      expect(ended.stderr).not.toMatch(/^ +at /m);
    },
    180_000,
  );

  test("with a resource of an unknown type does not start, unless it may be missing", async () => {
    edit(
      join(folder, "infrastructure/alerting.yml"),
      "Resources:\n",
      "Resources:\n  Cluster:\n    Type: AWS::Kinesis::Channel\n",
    );
    const flags = ["--exit", "--in-memory", "--port", "0", "--rate", "0"];
    const refused = await runCommandIn(folder, "replay", ...flags).finished;
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/Cluster.*: resource type AWS::Kinesis::Channel is not supported/);
    const ended = await runCommandIn(folder, "replay", "--allow-missing", ...flags).finished;
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr.match(/AWS::Kinesis::Channel/g)).toHaveLength(1);
    expect(ended.stderr).toMatch(
      /\/Resources\/Cluster: resource type AWS::Kinesis::Channel is not supported by the local region and was not created/,
    );
    expect(ended.stdout).toMatch(/The books balance/);
  }, 180_000);
});

describe("a region that is up", () => {
  let service: RunningService;
  let configuration: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly disableHostPrefix: true;
  };
  let kinesis: KinesisClient;
  let sfn: SFNClient;
  let lambda: LambdaClient;
  /** What the region says of what the tests that were run ask of it. */
  let expectedComplaints = "";
  beforeAll(async () => {
    service = await startService();
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    configuration = { endpoint: service.url, region: "us-east-1", credentials, disableHostPrefix: true };
    kinesis = new KinesisClient(configuration);
    sfn = new SFNClient(configuration);
    lambda = new LambdaClient(configuration);
  }, 180_000);
  afterAll(async () => {
    for (const client of [kinesis, sfn, lambda]) client.destroy();
    const { exitCode, complaints } = await service.stop();
    expect([exitCode, complaints]).toEqual([0, expectedComplaints]);
  });
  afterEach(async () => {
    const health = (await (await fetch(`${service.url}/health`)).json()) as { readonly status: string };
    expect(health.status).toBe("ok");
  });

  const roleArn = "arn:aws:iam::000000000000:role/any";
  const createMachine = (name: string, definition: string) =>
    sfn.send(new CreateStateMachineCommand({ name, type: "EXPRESS", definition, roleArn }));

  const definitions: readonly (readonly [string, string, RegExp])[] = [
    ["is not JSON", '{"StartAt":', /INVALID_JSON_DESCRIPTION/],
    [
      "goes on to a state that is not there",
      '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}',
      /B at \/States\/A\/Next/,
    ],
    [
      "has a state of no known type",
      '{"StartAt":"A","States":{"A":{"Type":"Pas","End":true}}}',
      /at \/States\/A\/Type/,
    ],
  ];
  test.each(definitions)("refuses a definition that %s, naming the place", async (_, definition, message) => {
    await expect(createMachine("bad", definition)).rejects.toMatchObject({
      name: "InvalidDefinition",
      message: expect.stringMatching(message),
    });
  });

  test("refuses a record of more than 1 MiB in Kinesis's words, and takes none of its neighbours", async () => {
    const record = (bytes: number) => ({ PartitionKey: "k", Data: Buffer.alloc(bytes, "x") });
    const put = new PutRecordsCommand({
      StreamName: "millrace-dev-readings",
      Records: [record(10), record(2 ** 20 + 1)],
    });
    await expect(kinesis.send(put)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringMatching(
        /'records\.2\.member\.data' failed to satisfy constraint: Member must have/,
      ),
    });
  });

  test("gives a workflow the handler's own error, and goes on invoking it", async () => {
    const { stateMachineArn } = await createMachine(
      "caller",
      JSON.stringify({
        StartAt: "Call",
        States: {
          Call: {
            Type: "Task",
            Resource: "arn:aws:states:::lambda:invoke",
            Parameters: { FunctionName: "millrace-dev-validate", "Payload.$": "$" },
            OutputPath: "$.Payload",
            End: true,
          },
        },
      }),
    );
    const run = (input: string) => sfn.send(new StartSyncExecutionCommand({ stateMachineArn, input }));
    const failed = await run('{"not":"a batch"}');
    expect(failed).toMatchObject({ status: "FAILED", error: expect.stringMatching(/Error$/) });
    expect(JSON.parse(failed.cause ?? "")).toMatchObject({
      errorType: failed.error,
      trace: expect.any(Array),
    });
    const batch = readFileSync(join(projectRoot, "test/fixtures/events/pipe-kinesis-batch.json"), "utf8");
    expect(await run(batch)).toMatchObject({ status: "SUCCEEDED" });
  });

  test("refuses a payload that is not JSON, and a function that is not there", async () => {
    const invoke = (FunctionName: string, Payload: string) =>
      lambda.send(new InvokeCommand({ FunctionName, Payload }));
    await expect(invoke("millrace-dev-assess", "{")).rejects.toMatchObject({
      name: "InvalidRequestContentException",
    });
    await expect(invoke("nobody", "{}")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: expect.stringContaining("function:nobody"),
    });
  });

  test("answers a body that is not JSON, and an operation that is not there, by AWS's codes", async () => {
    const post = async (target: string, body: string) => {
      const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": target };
      const answer = await fetch(service.url, { method: "POST", body, headers });
      return [answer.status, ((await answer.json()) as { readonly __type: string }).__type];
    };
    expectedComplaints =
      "warning: Step Functions was asked for No, which this region does not have; the client was told so\n";
    const codes = [
      await post("AWSStepFunctions.ListStateMachines", "{"),
      await post("AWSStepFunctions.No", "{}"),
    ];
    expect(codes).toEqual([
      [400, expect.stringMatching(/SerializationException$/)],
      [400, expect.stringMatching(/UnknownOperationException$/)],
    ]);
  });
});

function edit(path: string, from: string, to: string): void {
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}
