// A region on a folder: what was open when it went down goes on when it comes up again.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { TaskCall } from "../../../src/engine/seams.ts";
import { DataFolderError } from "../../../src/region/data-folder.ts";
import { Region } from "../../../src/region/region.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { arnOf } from "../../support/local-arn.ts";
import { until } from "../../support/until.ts";
import { temporaryFolder } from "./store/support/open-store.ts";

let directory: string;
let clock: VirtualClock;
beforeEach(() => {
  directory = temporaryFolder();
  clock = new VirtualClock();
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = () => Region.open({ directory, endpoint: "http://127.0.0.1:4566", clock });

test("executions and state machines of a region survive it", async () => {
  const first = await open();
  expect(first.services.states.recovery).toEqual({ executions: 0, late: [], problems: [] });
  first.start();
  const { arn } = first.services.states.machines.create({
    name: "orders",
    definition: JSON.stringify({
      StartAt: "Rest",
      States: { Rest: { Type: "Wait", Seconds: 60, End: true } },
    }),
    roleArn: "arn:aws:iam::000000000000:role/orders",
  });
  const { executionArn } = await first.services.states.startExecution({
    stateMachineArn: arn,
    input: '{"a":1}',
  });
  await first.close();

  clock = new VirtualClock(clock.now() + 30_000);
  const second = await open();
  expect(second.services.states.recovery).toEqual({ executions: 1, late: [], problems: [] });
  expect(second.services.states.machines.describe(arn).name).toBe("orders");
  second.start();
  clock.advanceBy(30_000);
  await second.services.states.committed();
  expect(second.services.states.standard.records.describe(executionArn)).toMatchObject({
    status: "SUCCEEDED",
    end: { output: { a: 1 } },
  });
  await second.close();
}, 180_000);

test("a task's token waits over a restart, also in its older form, and is known to be over after one", async () => {
  const first = await open();
  first.start();
  const { states } = first.services;
  const { arn: stateMachineArn } = waitingMachine(first);
  const [done, waits, older] = [
    await nextToken(first, stateMachineArn),
    await nextToken(first, stateMachineArn),
    await nextToken(first, stateMachineArn),
  ];
  states.tokens.succeed(done.token, "first");
  await states.settled();
  await first.close();

  const second = await open();
  second.start();
  const { tokens, standard } = second.services.states;
  const answered = (token: string) => () => tokens.succeed(token, "second");
  const over = { code: "TaskTimedOut", message: "Task Timed Out: 'Provided task does not exist anymore'" };
  expect(answered(done.token)).toThrow(expect.objectContaining(over));
  // Handed out by a region in which tokens were UUIDs alone.
  const [uuid = ""] = /^[0-9a-f-]{36}/.exec(older.token) ?? [];
  for (const token of [waits.token, uuid]) {
    answered(token)();
    if (token === waits.token) expect(answered(token)).toThrow(expect.objectContaining(over));
  }
  await second.services.states.settled();
  for (const { executionArn } of [waits, older])
    expect(standard.records.describe(executionArn).end).toMatchObject({ output: "second" });
  for (const [token, code] of [
    [uuid, "TaskDoesNotExist"],
    [`${uuid}-zzzz`, "TaskDoesNotExist"],
    [`${uuid}-Z`, "InvalidToken"],
    [`${uuid}-`, "InvalidToken"],
  ] as const)
    expect(answered(token)).toThrow(expect.objectContaining({ code }));
  await second.close();
}, 180_000);

function waitingMachine({ services: { states } }: Region) {
  states.activities.create({ name: "answers" });
  const Resource = arnOf("states", "activity:answers");
  return states.machines.create({
    ...{ name: "waits", roleArn: "arn:aws:iam::000000000000:role/waits" },
    definition: JSON.stringify({ StartAt: "Ask", States: { Ask: { Type: "Task", Resource, End: true } } }),
  });
}

async function nextToken({ services: { states } }: Region, stateMachineArn: string) {
  const { executionArn } = await states.startExecution({ stateMachineArn });
  const isOf = ({ execution }: TaskCall) => execution.arn === executionArn;
  return { executionArn, token: await until(() => states.tokens.open.find(isOf)?.taskToken) };
}

test("a region does not open on a file that it cannot read, and gives its folder back", async () => {
  mkdirSync(join(directory, "executions"));
  const path = join(directory, "executions", "executions.sqlite");
  writeFileSync(path, "no database ".repeat(500));
  await expect(open()).rejects.toThrow(DataFolderError);
  await expect(open()).rejects.toThrow(`${path} is damaged: file is not a database`);
  rmSync(path);
  await (await open()).close();
}, 180_000);
