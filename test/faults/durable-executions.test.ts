// Durable executions that were acknowledged come to their end, each step done once, although the region is killed in between: by a real
// process, and the SDK.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateFunctionCommand,
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  InvokeCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { zipFiles } from "../../src/services/lambda/code/zip-files.ts";
import { durableModule } from "../services/lambda/durable/support/durable-handler.ts";

const kills = 5;
const executions = 12;

let folder: string;
let child: ChildProcess;
let client: LambdaClient;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "killed-executions-"));
  await begin();
});
afterEach(async () => {
  await kill();
  rmSync(folder, { recursive: true });
});

async function begin(): Promise<void> {
  const file = join(import.meta.dirname, "region-child.ts");
  child = fork(file, [folder], { execArgv: ["--disable-warning=ExperimentalWarning"] });
  const [{ url }] = await once(child, "message");
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  client = new LambdaClient({ endpoint: url, region: "us-east-1", credentials });
}

async function kill(): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
  client.destroy();
}

const handler = `import { durable } from "./durable.mjs";
export const handler = durable(async ({ n }, { step, wait }) => {
  const first = await step("first", () => n * 2);
  await wait("one", 1);
  const second = await step("second", (attempt) => { if (attempt < 1) throw new Error("once more"); return first + 1; });
  await wait("two", 1);
  return step("third", () => second + 1);
});`;

test("each step of each execution is done once", async () => {
  const ZipFile = zipFiles({ "index.mjs": Buffer.from(handler), "durable.mjs": Buffer.from(durableModule) });
  await client.send(
    new CreateFunctionCommand({
      ...{ FunctionName: "durable", Role: "arn:aws:iam::000000000000:role/any", Runtime: "nodejs24.x" },
      ...{
        Handler: "index.handler",
        Timeout: 30,
        Code: { ZipFile },
        DurableConfig: { ExecutionTimeout: 600 },
      },
    }),
  );
  const arns = await Promise.all(
    Array.from({ length: executions }, async (_, n) => {
      const { DurableExecutionArn } = await client.send(
        new InvokeCommand({
          ...{ FunctionName: "durable", Qualifier: "$LATEST", InvocationType: "Event" },
          Payload: JSON.stringify({ n }),
        }),
      );
      return DurableExecutionArn;
    }),
  );
  for (let time = 0; time < kills; time++) {
    await sleep(400);
    await kill();
    await begin();
  }
  for (const [n, DurableExecutionArn] of arns.entries()) {
    let told = await client.send(new GetDurableExecutionCommand({ DurableExecutionArn }));
    while (told.Status === "RUNNING") {
      await sleep(100);
      told = await client.send(new GetDurableExecutionCommand({ DurableExecutionArn }));
    }
    expect(told).toMatchObject({ Status: "SUCCEEDED", Result: String(n * 2 + 2) });
    const { Events = [] } = await client.send(new GetDurableExecutionHistoryCommand({ DurableExecutionArn }));
    const succeeded = Events.filter(({ EventType }) => EventType === "StepSucceeded");
    expect(succeeded.map(({ Name }) => Name)).toEqual(["first", "second", "third"]);
    expect(Events.filter(({ EventType }) => EventType === "WaitSucceeded")).toHaveLength(2);
  }
});
