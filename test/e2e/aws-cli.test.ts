// The AWS CLI and boto3 against the running service, where they are installed.

import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { clientEnvironment } from "../support/client-environment.ts";
import { isInstalled } from "../support/installed.ts";
import { type RunningService, startService } from "./running-service.ts";

const hasCli = isInstalled("the AWS CLI", spawnSync("aws", ["--version"]).status === 0);
const hasBoto = isInstalled("boto3", spawnSync("python3", ["-c", "import boto3"]).status === 0);

let service: RunningService;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  if (!hasCli && !hasBoto) return;
  service = await startService();
  env = clientEnvironment(service.url);
}, 180_000);
afterAll(() => service?.stop());

async function run(command: string, args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(command, args, { env });
  return stdout.trim() === "" ? undefined : JSON.parse(stdout);
}

/** Old versions of the CLI do not know AWS_ENDPOINT_URL. */
function aws(...args: readonly string[]): Promise<unknown> {
  return run("aws", ["--endpoint-url", service.url, "--output", "json", ...args]);
}

/** Clients in Python take seconds to start on a machine that others use. */
const patience = 300_000;

(hasCli ? describe : describe.skip)("the AWS CLI", () => {
  test(
    "puts a record",
    async () => {
      const data = Buffer.from("not a reading").toString("base64");
      expect(
        await aws(
          ..."kinesis put-record --stream-name millrace-dev-readings --partition-key cli --data".split(" "),
          data,
        ),
      ).toMatchObject({ ShardId: expect.stringMatching(/^shardId-/), SequenceNumber: expect.any(String) });
    },
    patience,
  );

  test(
    "creates an Express state machine and waits for an execution of it",
    async () => {
      const definition = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}';
      const created = (await aws(
        ..."stepfunctions create-state-machine --name by-cli --type EXPRESS".split(" "),
        ...["--role-arn", "arn:aws:iam::000000000000:role/any", "--definition", definition],
      )) as { readonly stateMachineArn: string };
      const start = ["stepfunctions", "start-sync-execution", "--state-machine-arn", created.stateMachineArn];
      expect(await aws(...start, "--input", '{"a":1}')).toMatchObject({
        status: "SUCCEEDED",
        output: '{"a":1}',
      });
    },
    patience,
  );

  const [, shown = ""] =
    /^## Use it\n[\s\S]*?```\n([\s\S]*?)```/m.exec(readFileSync("README.md", "utf8")) ?? [];
  const ofReadme = shown.split("\n").filter((line) => line.startsWith("aws "));

  test("is told of by README.md in five lines", () => {
    expect(ofReadme).toHaveLength(5);
  });

  test.each(ofReadme)(
    "%s",
    async (line) => {
      const script = `aws() { command aws --endpoint-url "${service.url}" --output json "$@"; }\n${line}`;
      expect(await run("bash", ["-c", script])).toEqual(expect.any(Object));
    },
    patience,
  );

  test.each([
    ["dynamodb scan --table-name millrace-dev-findings --select COUNT", { Count: 219 }],
    [
      "sqs list-queues",
      { QueueUrls: expect.arrayContaining([expect.stringMatching(/readings-dead-letters$/)]) },
    ],
    ["sns list-topics", { Topics: expect.arrayContaining([expect.objectContaining({})]) }],
    [
      "cloudwatch list-metrics --namespace AWS/States --metric-name ExecutionsStarted",
      { Metrics: expect.any(Array) },
    ],
    ["logs describe-log-groups", { logGroups: expect.any(Array) }],
    [
      "lambda get-function-configuration --function-name millrace-dev-assess",
      { FunctionName: "millrace-dev-assess" },
    ],
    ["sts get-caller-identity", { Account: "000000000000" }],
  ])(
    "%s",
    async (command, answer) => {
      expect(await aws(...command.split(" "))).toMatchObject(answer);
    },
    patience,
  );

  test(
    "makes a schedule that is due once, and an archive of a bus",
    async () => {
      const target = `{"Arn":"arn:aws:sqs:us-east-1:000000000000:any","RoleArn":"arn:aws:iam::000000000000:role/any"}`;
      const made = await aws(
        ..."scheduler create-schedule --name by-cli --schedule-expression at(2099-01-01T00:00:00)".split(" "),
        ...["--flexible-time-window", '{"Mode":"OFF"}', "--target", target],
      );
      expect(made).toEqual({
        ScheduleArn: "arn:aws:scheduler:us-east-1:000000000000:schedule/default/by-cli",
      });
      const bus = "arn:aws:events:us-east-1:000000000000:event-bus/default";
      const archive = ["--archive-name", "by-cli", "--event-source-arn", bus];
      expect(await aws("events", "create-archive", ...archive)).toMatchObject({ State: "ENABLED" });
    },
    patience,
  );

  test(
    "puts an event",
    async () => {
      const entries =
        '[{"EventBusName":"millrace-dev-weather","Source":"you","DetailType":"Hello","Detail":"{}"}]';
      expect(await aws("events", "put-events", "--entries", entries)).toMatchObject({ FailedEntryCount: 0 });
    },
    patience,
  );
});

const botoFlow = `
import boto3, json, os
def client(name):
    return boto3.client(name, endpoint_url=os.environ["AWS_ENDPOINT_URL"])
put = client("kinesis").put_records(StreamName="millrace-dev-readings", Records=[{"Data": b"x", "PartitionKey": "boto"}])
sqs = client("sqs")
url = sqs.create_queue(QueueName="boto")["QueueUrl"]
sqs.send_message(QueueUrl=url, MessageBody="rain", MessageAttributes={"k": {"DataType": "String", "StringValue": "v"}})
received = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"], WaitTimeSeconds=1)["Messages"][0]
sqs.delete_message(QueueUrl=url, ReceiptHandle=received["ReceiptHandle"])
scheduler = client("scheduler")
scheduler.create_schedule(Name="boto", ScheduleExpression="rate(1 day)", FlexibleTimeWindow={"Mode": "OFF"},
    Target={"Arn": "arn:aws:sqs:us-east-1:000000000000:boto", "RoleArn": "arn:aws:iam::000000000000:role/any", "Input": "sun"})
scheduled = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"][0]
try:
    scheduler.get_schedule(Name="none")
    unknown = None
except scheduler.exceptions.ResourceNotFoundException as error:
    unknown = error.response["Error"]["Message"]
sfn = client("stepfunctions")
arn = sfn.create_state_machine(name="by-boto", type="EXPRESS", roleArn="arn:aws:iam::000000000000:role/any",
    definition=json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}))["stateMachineArn"]
ended = sfn.start_sync_execution(stateMachineArn=arn, input='{"a": 1}')
try:
    sfn.describe_state_machine(stateMachineArn=arn + "x")
    refused = None
except sfn.exceptions.StateMachineDoesNotExist as error:
    refused = error.response["Error"]["Code"]
print(json.dumps({"failed": put["FailedRecordCount"], "body": received["Body"],
    "attribute": received["MessageAttributes"]["k"]["StringValue"], "status": ended["status"], "refused": refused,
    "scheduled": scheduled["Body"], "unknown": unknown}))
`;

(hasBoto ? test : test.skip)(
  "boto3 puts records, passes messages, schedules one, waits for an execution, and names what was refused",
  async () => {
    expect(await run("python3", ["-c", botoFlow])).toEqual({
      failed: 0,
      body: "rain",
      attribute: "v",
      status: "SUCCEEDED",
      refused: "StateMachineDoesNotExist",
      scheduled: "sun",
      unknown: "Schedule none does not exist.",
    });
  },
  patience,
);
