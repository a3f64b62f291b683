import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { expect, test } from "@jest/globals";
import { projectRoot } from "./run-command.ts";

test("a region whose reader has gone ends as by Ctrl-C, when it next has something to tell", async () => {
  const child = spawn(
    process.execPath,
    [join(projectRoot, "bin", "millrace.js"), "start", "--port", "0", "--in-memory"],
    { cwd: projectRoot, stdio: ["ignore", "pipe", "pipe"] },
  );
  const ended = once(child, "exit");
  let printed = "";
  const endpoint = await new Promise<string>((found) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      // All that is told of the start: whatever comes after is something to tell.
      const url = /AWS_ENDPOINT_URL=(http:\S+)[\s\S]*AWS_DISABLE_HOST_PREFIX_INJECTION=true\n\n/.exec(
        printed,
      )?.[1];
      if (url !== undefined) found(url);
    });
  });
  child.stdout.destroy();
  child.stderr.destroy();
  const client = new SFNClient({
    ...{ endpoint, region: "us-east-1", maxAttempts: 1 },
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({
      ...{ name: "told", roleArn: "arn:aws:iam::000000000000:role/r" },
      definition: '{"StartAt":"A","States":{"A":{"Type":"Fail","Error":"Odd"}}}',
    }),
  );
  await client.send(new StartExecutionCommand({ stateMachineArn }));
  client.destroy();
  expect(await ended).toEqual([0, null]);
});
