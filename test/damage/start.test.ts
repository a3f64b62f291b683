// Data that was damaged between two runs of the region, as its user sees it: one line that names the file, a hint, exit code 2,
// and a process that ends; and the same with `--repair`.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { runCommand } from "../e2e/run-command.ts";

const minute = 60_000;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "damage-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const start = (...more: readonly string[]) =>
  runCommand("replay", "--port", "0", "--rate", "0", "--data", folder, ...more);

async function fill(): Promise<void> {
  expect(await start("--exit").finished).toMatchObject({ exitCode: 0 });
}

/** Changes a bit a third into the file, or in the first entry after that which holds `word`. */
function changeBit(path: string, word = ""): void {
  const bytes = readFileSync(path);
  const at = bytes.indexOf(word, Math.floor(bytes.length / 3)) + word.length;
  expect(at).toBeGreaterThanOrEqual(word.length);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(path, bytes);
}

const streamJson = () => {
  const [name = ""] = readdirSync(join(folder, "streams"));
  return join(folder, "streams", name, "stream.json");
};

describe("a damaged file", () => {
  test(
    "stops the start; with --repair the rest goes on, and what is lost is told",
    async () => {
      await fill();
      const queues = join(folder, "queues", "queues.journal");
      const receipts = join(folder, "replay", "receipts.jsonl");
      const files = [streamJson(), queues, receipts];
      changeBit(queues, '"type":"sent"');
      for (const file of [streamJson(), receipts]) changeBit(file);
      // One after the other: each is named, and nothing is changed by a start that is refused.
      const refused = await start("--exit").finished;
      expect(refused.exitCode).toBe(2);
      expect(refused.complaints.trim().split("\n")).toEqual([
        expect.stringContaining(`error: ${files[0]} is damaged at byte 0: `),
        expect.stringContaining("hint: restore it from a backup, or start with --repair"),
      ]);
      const repaired = await start("--exit", "--repair").finished;
      for (const file of files) {
        expect(repaired.stderr).toContain(`${file} is damaged at byte`);
        expect(repaired.stdout).toContain(`kept as it was: ${file}.damaged`);
        expect(existsSync(`${file}.damaged`)).toBe(true);
      }
      expect(repaired.stdout).toMatch(/lost: what was written as type sent, queue [\w-]+, messageId/);
      expect(repaired.stdout).toMatch(/10,242 of them by an earlier run/);
      const files600 = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
      expect(files600.filter((name) => (statSync(name).mode & 0o077) !== 0)).toEqual([]);
    },
    10 * minute,
  );
});

test(
  "what is put after the summary is in the books of the next start",
  async () => {
    const up = start();
    const printed = await up.untilPrinted(/Ctrl-C stops it/);
    const endpoint = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? "";
    const queueUrl = new RegExp(`${endpoint}/000000000000/\\S+`).exec(printed)?.[0] ?? "";
    const client = {
      endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    };
    const kinesis = new KinesisClient(client);
    const sqs = new SQSClient(client);
    await kinesis.send(
      new PutRecordCommand({
        StreamName: "millrace-dev-readings",
        PartitionKey: "k",
        Data: Buffer.from("hello"),
      }),
    );
    const letters = async () => {
      const ask = new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ["ApproximateNumberOfMessages"],
      });
      return (await sqs.send(ask)).Attributes?.ApproximateNumberOfMessages;
    };
    while ((await letters()) !== "24") await new Promise((resolve) => setTimeout(resolve, 50));
    for (const each of [kinesis, sqs]) each.destroy();
    up.child.kill("SIGINT");
    await up.finished;
    const again = await start("--exit").finished;
    expect(again.stdout).toMatch(/The books balance: 10,243 put = 10,219 processed \+ 24 dead-lettered/);
    expect(again.exitCode).toBe(0);
  },
  10 * minute,
);
