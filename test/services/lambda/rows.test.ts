// A batch of records that a pipe hands over crosses to a function as rows, and each language's runtime makes of them what AWS would send.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { KinesisBatch, RecordWriter } from "../../../src/services/pipes/sources/kinesis-records.ts";
import { isInstalled } from "../../support/installed.ts";
import { startHost } from "./host-fixture.ts";

const programs: Readonly<Record<string, string>> = {
  "echo.mjs": "export const handler = async (event) => event;",
  "echo.py": "def handler(event, context):\n    return event\n",
  "echo.rb": "def handler(event:, context:)\n  event\nend\n",
};
const { host } = startHost();
let codeRoot: string;

beforeAll(() => {
  codeRoot = mkdtempSync(join(tmpdir(), "millrace-rows-"));
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(codeRoot, name), text);
});
afterAll(async () => {
  await host.close();
  rmSync(codeRoot, { recursive: true });
});

function batchOf(keys: readonly string[]): KinesisBatch {
  const writer = new RecordWriter(
    { id: "shardId-000000000000", sequenceNumber: (offset: number) => `4959${offset}` } as never,
    {
      streamArn: "arn:aws:kinesis:us-east-1:000000000000:stream/s",
      awsRegion: "us-east-1",
      roleArn: "arn:role",
    },
  );
  const entries = keys.map((key, offset) =>
    writer.entry({
      ...{ offset, arrivalMs: 1_764_255_555_123 + offset },
      partitionKey: () => key,
      dataBase64: () => Buffer.from(key).toString("base64"),
    } as never),
  );
  return new KinesisBatch(entries);
}

test.each([
  ["nodejs24.x", "node"],
  ["nodejs22.x", "node"],
  ["python3.12", "python3"],
  ["ruby3.4", "ruby"],
])("%s", async (runtime, program) => {
  if (!isInstalled(program, spawnSync(program, ["--version"]).status === 0)) return;
  const functionName = runtime.replaceAll(".", "-");
  host.create({ functionName, codeRoot, handler: "echo.handler", runtime, timeoutSeconds: 20 });
  for (const keys of [["one"], ['quo"te', "気温", "\\", "__proto__", "\n"], Array.from("a".repeat(400))]) {
    const batch = batchOf(keys);
    const { payload } = await host.invoke({ functionName, payload: batch });
    expect(JSON.parse(payload)).toEqual(JSON.parse(batch.text));
  }
});
