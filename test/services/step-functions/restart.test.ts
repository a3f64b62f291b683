// A region on a folder: what was open when it went down goes on when it comes up again.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { DataFolderError } from "../../../src/region/data-folder.ts";
import { Region } from "../../../src/region/region.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
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

test("a region does not open on a file that it cannot read, and gives its folder back", async () => {
  mkdirSync(join(directory, "executions"));
  const path = join(directory, "executions", "executions.sqlite");
  writeFileSync(path, "no database ".repeat(500));
  await expect(open()).rejects.toThrow(DataFolderError);
  await expect(open()).rejects.toThrow(`${path} is damaged: file is not a database`);
  rmSync(path);
  await (await open()).close();
}, 180_000);
