// An event that was acknowledged runs and is told of at its end, although the region is killed in between: by a real process, and the
// SDK.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { zipFiles } from "../../src/services/lambda/code/zip-files.ts";

interface Life {
  readonly child: ChildProcess;
  readonly functions: LambdaClient;
  readonly queues: SQSClient;
  readonly queueUrl: string;
}

let folder: string;
let life: Life;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "killed-events-"));
  life = await begin();
});
afterEach(async () => {
  await kill();
  rmSync(folder, { recursive: true });
});

async function begin(): Promise<Life> {
  const file = join(import.meta.dirname, "region-child.ts");
  const child = fork(file, [folder], { execArgv: ["--disable-warning=ExperimentalWarning"] });
  const [{ url }] = await once(child, "message");
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const settings = { endpoint: url, region: "us-east-1", credentials };
  const queues = new SQSClient(settings);
  const { QueueUrl = "" } = await queues.send(new CreateQueueCommand({ QueueName: "ends" }));
  return { child, functions: new LambdaClient(settings), queues, queueUrl: QueueUrl };
}

async function kill(): Promise<void> {
  const gone = once(life.child, "exit");
  life.child.kill("SIGKILL");
  await gone;
  life.functions.destroy();
  life.queues.destroy();
}

/** The numbers in the payloads of the events that have been told of since the last time. */
async function told(): Promise<readonly number[]> {
  const QueueUrl = life.queueUrl;
  const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
  const { Messages = [] } = await life.queues.send(receive);
  if (Messages.length === 0) return [];
  const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
  await life.queues.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  return Messages.map(({ Body = "" }) => JSON.parse(Body).requestPayload.number);
}

test("no event that was acknowledged is lost", async () => {
  const code = "exports.handler = async () => new Promise((resolve) => setTimeout(resolve, 50));";
  const FunctionName = "slow";
  await life.functions.send(
    new CreateFunctionCommand({
      ...{ FunctionName, Role: "arn:aws:iam::000000000000:role/any", Runtime: "nodejs22.x" },
      ...{ Handler: "index.handler", Code: { ZipFile: zipFiles({ "index.js": Buffer.from(code) }) } },
    }),
  );
  await life.functions.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName,
      DestinationConfig: { OnSuccess: { Destination: "arn:aws:sqs:us-east-1:000000000000:ends" } },
    }),
  );
  const numbers = Array.from({ length: 30 }, (_, number) => number);
  await Promise.all(
    numbers.map((number) =>
      life.functions.send(
        new InvokeCommand({ FunctionName, InvocationType: "Event", Payload: JSON.stringify({ number }) }),
      ),
    ),
  );
  const seen = new Set<number>();
  for (const number of await told()) seen.add(number);
  await kill();
  life = await begin();
  while (seen.size < numbers.length) for (const number of await told()) seen.add(number);
  expect([...seen].sort((one, other) => one - other)).toEqual(numbers);
});
