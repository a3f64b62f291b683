// An execution that cannot be taken up is set aside, and everything else goes on.

import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../src/aws/arn.ts";
import { States } from "../../../../src/services/step-functions/states.ts";
import { SqliteStore } from "../../../../src/services/step-functions/store/sqlite-store.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { temporaryFolder } from "../store/support/open-store.ts";

const dying = join(import.meta.dirname, "support", "dies-in-a-turn.ts");
const goingDown = join(import.meta.dirname, "support", "goes-down-in-a-turn.ts");
const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:execution:orders:${name}`;

let directory: string;
let states: States;
let store: SqliteStore;

async function open() {
  store = new SqliteStore({ directory, clock: systemClock });
  states = new States({ clock: systemClock, identity: localIdentity, store, tasks: { run: () => null } });
  const recovery = await states.recover();
  states.standard.goOn();
  return recovery;
}

beforeEach(() => {
  directory = temporaryFolder();
});

afterEach(async () => {
  await states.standard.close();
  rmSync(directory, { recursive: true });
});

describe("an execution in whose turn the process died", () => {
  beforeEach(async () => {
    const died = promisify(execFile)(process.execPath, [
      "--disable-warning=ExperimentalWarning",
      dying,
      directory,
    ]);
    await expect(died).rejects.toMatchObject({ signal: "SIGKILL" });
  }, 180_000);

  test("is set aside at every start, tells why, and the others go on", async () => {
    for (let start = 0; start < 2; start++) {
      const { executions, problems } = await open();
      expect(executions).toBe(2);
      expect(problems).toEqual([expect.stringContaining(`${arnOf("two")}: One of its turns`)]);
      expect(states.standard.records.describe(arnOf("two"))).toMatchObject({
        status: "RUNNING",
        setAside: expect.stringContaining("had not ended"),
      });
      expect(states.standard.records.describe(arnOf("one")).setAside).toBeUndefined();
      await expect(states.standard.records.history(arnOf("two"), {})).rejects.toMatchObject({
        code: "InternalFailure",
      });
      if (start === 0) await states.standard.close();
    }
  }, 180_000);

  test("can be stopped, and then redriven", async () => {
    await open();
    const ended = states.standard.ended(arnOf("two"));
    await states.standard.stop(arnOf("two"), "Stopped", "by hand");
    expect(await ended).toMatchObject({ status: "ABORTED", end: { error: "Stopped", cause: "by hand" } });
    await states.standard.close();
    expect(await open()).toEqual({ executions: 2, late: [], problems: [] });
    await expect(states.standard.records.history(arnOf("two"), {})).rejects.toMatchObject({
      code: "InternalFailure",
    });
    await states.standard.redrive(arnOf("two"));
    expect(states.standard.records.describe(arnOf("two"))).toMatchObject({
      status: "RUNNING",
      redriveCount: 1,
    });
    const { items } = await states.standard.records.history(arnOf("two"), {});
    expect(items.map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "WaitStateEntered",
      "ExecutionAborted",
      "ExecutionRedriven",
    ]);
  }, 180_000);
});

test("an execution whose turns do not fit is set aside and can be stopped", async () => {
  await open();
  const { arn } = states.machines.create({
    name: "orders",
    roleArn: "arn:aws:iam::000000000000:role/orders",
    definition: JSON.stringify({ StartAt: "W", States: { W: { Type: "Wait", Seconds: 1_000, End: true } } }),
  });
  await states.startExecution({ stateMachineArn: arn, name: "one", input: "{}" });
  const id = store.find(arnOf("one"))?.id ?? 0;
  store.append(id, { kind: 1, subject: 77, data: null, at: Date.now(), eventsBefore: 2 });
  await states.standard.close();
  const { executions, problems } = await open();
  expect({ executions, problems }).toEqual({
    executions: 0,
    problems: [expect.stringContaining("cannot be run again: before turn 2 there is no timer 77")],
  });
  await states.standard.stop(arnOf("one"), undefined, undefined);
  expect(states.standard.records.describe(arnOf("one")).status).toBe("ABORTED");
  await states.standard.close();
  expect(await open()).toEqual({ executions: 0, late: [], problems: [] });
}, 180_000);

test("running a turn again that does not end is given up when the region goes down", async () => {
  await open();
  const folder = temporaryFolder();
  const run = promisify(execFile)(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    goingDown,
    folder,
  ]);
  expect((await run).stdout).toContain("given up");
  rmSync(folder, { recursive: true });
}, 180_000);
