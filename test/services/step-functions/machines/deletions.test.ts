// Deletions that the end of a run interrupted.

import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Region } from "../../../../src/region/region.ts";
import { until } from "../../../support/until.ts";
import { temporaryFolder } from "../store/support/open-store.ts";
import { machineArn, roleArn, waits } from "../support/definitions.ts";

let directory: string;
beforeEach(() => {
  directory = temporaryFolder();
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = () => Region.open({ directory, endpoint: "http://127.0.0.1:4566" });

test("a machine that was being deleted when the region went down is gone once it is up again", async () => {
  const stateMachineArn = machineArn("going");
  const first = await open();
  first.start();
  const { states } = first.services;
  states.machines.create({ name: "going", definition: waits, roleArn });
  const { executionArn } = await states.startExecution({ stateMachineArn });
  // On disk, and its executions not stopped yet.
  states.machines.beginDeletion(stateMachineArn);
  await states.committed();
  await first.close();

  const second = await open();
  const { machines, standard } = second.services.states;
  expect(machines.get(stateMachineArn)?.isDeleting).toBe(true);
  second.start();
  await until(() => machines.get(stateMachineArn) === undefined);
  expect(standard.records.describe(executionArn)).toMatchObject({ status: "ABORTED" });
  await second.close();
});
