// A disk without room: every part refuses what it cannot keep, in a way that clients try again, and goes on by itself once there is
// room. The disk is a small file system in memory, which only root may mount; elsewhere this class has nothing to run.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Attack, AttackClass } from "../attack.ts";
import { type Answer, Target } from "../target.ts";

const megabytes = 40;

interface Part {
  readonly name: string;
  prepare(target: Target): Promise<unknown>;
  write(target: Target, at: number): Promise<Answer>;
}

const queueUrl = "http://127.0.0.1/000000000000/full";
const machineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:full";
const definition = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}';
const text = "x".repeat(100_000);

const parts: readonly Part[] = [
  {
    name: "a queue",
    prepare: (target) => target.call("AmazonSQS", "CreateQueue", { QueueName: "full" }),
    write: (target) => target.call("AmazonSQS", "SendMessage", { QueueUrl: queueUrl, MessageBody: text }),
  },
  {
    name: "a stream",
    prepare: (target) =>
      target.call("Kinesis_20131202", "CreateStream", { StreamName: "full", ShardCount: 1 }),
    write: (target, at) =>
      target.call("Kinesis_20131202", "PutRecord", {
        StreamName: "full",
        PartitionKey: String(at),
        Data: Buffer.from(text).toString("base64"),
      }),
  },
  {
    name: "a bus",
    prepare: async (target) => {
      await target.call("AmazonSQS", "CreateQueue", { QueueName: "full" });
      await target.call("AWSEvents", "PutRule", { Name: "full", EventPattern: '{"source":["full"]}' });
      const Targets = [{ Id: "1", Arn: "arn:aws:sqs:us-east-1:000000000000:full" }];
      await target.call("AWSEvents", "PutTargets", { Rule: "full", Targets });
    },
    write: (target) =>
      target.call("AWSEvents", "PutEvents", {
        Entries: [{ Source: "full", DetailType: "d", Detail: JSON.stringify({ text }) }],
      }),
  },
  {
    name: "a table",
    prepare: (target) =>
      target.call("DynamoDB_20120810", "CreateTable", {
        TableName: "full",
        AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    write: (target, at) =>
      target.call("DynamoDB_20120810", "PutItem", {
        TableName: "full",
        Item: { k: { S: String(at) }, t: { S: text } },
      }),
  },
  {
    name: "a bucket",
    prepare: (target) => target.request("PUT", "/full"),
    write: (target, at) => target.request("PUT", `/full/${at}`, { body: text }),
  },
  {
    name: "executions",
    prepare: (target) =>
      target.call("AWSStepFunctions", "CreateStateMachine", {
        name: "full",
        definition,
        roleArn: "arn:aws:iam::000000000000:role/r",
      }),
    write: (target) =>
      target.call("AWSStepFunctions", "StartExecution", {
        stateMachineArn: machineArn,
        input: JSON.stringify({ text }),
      }),
  },
];

async function fill({ prepare, write }: Part): Promise<string | undefined> {
  const disk = mkdtempSync(join(tmpdir(), "millrace-disk-"));
  if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", disk]).status !== 0) {
    rmSync(disk, { recursive: true });
    throw new Error("no small disk can be mounted here: run as root");
  }
  const target = new Target(join(disk, "data"));
  try {
    mkdirSync(join(disk, "data"));
    // Room that can be given back, however full the rest is.
    writeFileSync(join(disk, "ballast"), Buffer.alloc((megabytes / 2) * 1024 * 1024));
    const refusal = await target.start();
    if (refusal !== undefined) return refusal.message;
    await prepare(target);
    const refused = await untilRefused(target, write);
    if (refused === undefined) return "it is never full";
    if (refused.status < 500)
      return `it refuses with ${refused.status}, which no client tries again: ${refused.body}`;
    if (!target.isUp) return "the region is down";
    rmSync(join(disk, "ballast"));
    return await untilTaken(target, write);
  } finally {
    await target.close();
    spawnSync("umount", ["-l", disk]);
    rmSync(disk, { recursive: true, force: true });
  }
}

function isRefused({ status, body }: Answer): boolean {
  return status !== 200 || /"FailedEntryCount":[1-9]/.test(body);
}

async function untilRefused(target: Target, write: Part["write"]): Promise<Answer | undefined> {
  for (let at = 0; at < 2000; at++) {
    const answer = await write(target, at);
    // EventBridge tells of each event for itself; its client tries those again.
    if (isRefused(answer)) return answer.status === 200 ? { ...answer, status: 500 } : answer;
  }
  return undefined;
}

async function untilTaken(target: Target, write: Part["write"]): Promise<string | undefined> {
  let last: Answer | undefined;
  for (let tries = 0; tries < 50; tries++) {
    last = await write(target, 10_000 + tries);
    if (!isRefused(last)) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return `there is room again, and it still answers ${last?.status}: ${last?.body.slice(0, 200)}`;
}

export const fullDiskAttacks: AttackClass = {
  name: "full disk",
  attacks: parts.map(
    (part): Attack => ({ name: `${part.name} on a full disk`, restarts: true, run: () => fill(part) }),
  ),
};
