// The commands that ask a region, as processes: interrupted, their output read only in part, and the region gone meanwhile.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pageRoutes } from "../../src/console/page-routes.ts";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";
import { projectRoot, type Running, runCommand } from "./run-command.ts";

const logGroup = "/mill";
let served: ServedRegion;

beforeAll(async () => {
  served = await serveRegion({ pages: pageRoutes });
  served.region.start();
  print("the wheel turns");
});
afterAll(() => served.close());

function print(message: string, times = 1): void {
  const timestamp = Date.now();
  const entries = Array.from({ length: times }, (_, at) => ({ timestamp, message: `${message} ${at}` }));
  served.region.services.logs.append(logGroup, "wheel", entries);
}

async function startExecution({ region }: ServedRegion, name: string): Promise<void> {
  const { operations } = region.apis.get("sfn") ?? {};
  const call = { requestId: "r", host: "localhost" };
  const made = await operations?.CreateStateMachine?.(
    {
      ...{ name: "turns", roleArn: "arn:aws:iam::000000000000:role/r" },
      definition: JSON.stringify({
        StartAt: "Begins",
        States: { Begins: { Type: "Pass", Next: "A" }, A: { Type: "Wait", Seconds: 600, End: true } },
      }),
    },
    call,
  );
  await operations?.StartExecution?.({ stateMachineArn: made?.stateMachineArn, name }, call);
}

/** Executions begin until one is told of. */
async function untilTold(asked: ServedRegion, running: Running): Promise<void> {
  let isTold = false;
  const told = running.untilPrinted(/turns/).then(() => {
    isTold = true;
  });
  for (let count = 0; !isTold; count++) {
    await startExecution(asked, `told-${count}`);
    await Promise.race([told, sleep(200)]);
  }
}

test.each([
  ["logs", ["logs", logGroup], /the wheel turns/],
  ["events", ["events"], /turns/],
  ["an execution", ["executions", "show", "turns:one"], /Begins/],
] as const)("%s that are followed end by Ctrl-C", async (what, args, shown) => {
  if (what === "an execution") await startExecution(served, "one");
  const running = runCommand(...args, "--follow", "--endpoint-url", served.server.url);
  if (what === "events") await untilTold(served, running);
  else await running.untilPrinted(shown);
  const exited = new Promise((resolve) =>
    running.child.once("exit", (code, signal) => resolve(signal ?? code)),
  );
  running.child.kill("SIGINT");
  // A shell tells either as 130.
  expect(["SIGINT", 130]).toContain(await exited);
  expect((await running.finished).stderr).toBe("");
});

test("what is told while logs are followed is told once, also with a time that is a little past", async () => {
  const running = runCommand("logs", logGroup, "--follow", "--endpoint-url", served.server.url);
  await running.untilPrinted(/the wheel turns/);
  print("and stops");
  await running.untilPrinted(/and stops/);
  const late = [{ timestamp: Date.now() - 3000, message: "it creaked" }];
  served.region.services.logs.append(logGroup, "wheel", late);
  const printed = await running.untilPrinted(/it creaked/);
  expect(printed.match(/and stops/g)).toHaveLength(1);
  running.child.kill("SIGINT");
  await running.finished;
});

test("of much that is printed the first lines are read, and the command ends", async () => {
  print("grist", 20_000);
  const program = join(projectRoot, "bin", "millrace.js");
  const command = `"${process.execPath}" "${program}" logs ${logGroup} --endpoint-url ${served.server.url} | head -n 2`;
  const child = spawn("bash", ["-o", "pipefail", "-c", command], { stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const exitCode = await new Promise((resolve) => child.once("close", resolve));
  expect({ exitCode, err, lines: out.trimEnd().split("\n").length }).toEqual({
    exitCode: 0,
    err: "",
    lines: 2,
  });
});

test("a region that goes down meanwhile is told, by the exit code, too", async () => {
  const other = await serveRegion({ pages: pageRoutes });
  const running = runCommand("events", "--follow", "--endpoint-url", other.server.url);
  await untilTold(other, running);
  await other.close();
  const { exitCode, stderr } = await running.finished;
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/no region answers at .*\nhint: start one/);
});
