// The Serverless Framework's open line, as the project has it, against a region.

import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { Deployment } from "./support/deployment.ts";
import { serverless } from "./support/tool-paths.ts";

jest.setTimeout(600_000);

let deployment: Deployment;
beforeAll(async () => {
  deployment = await Deployment.open("serverless");
});
afterAll(() => deployment.close());

const sls = (...args: readonly string[]) => deployment.succeed(serverless, ...args);
const measure = async (station = "north") =>
  deployment.execute(await deployment.output("rain-dev", "MachineArn"), { station });

// Each goes on where the one before ended, as a project does.
test("deploys a service, which runs", async () => {
  expect(await sls("deploy")).toContain("Service deployed to stack rain-dev");
  expect(await deployment.stackStatus("rain-dev")).toMatch(/^(?:CREATE|UPDATE)_COMPLETE$/);
  expect(await measure()).toEqual({ station: "north", revision: 1 });
  expect(await sls("info")).toContain("measure: rain-dev-measure");
});

test("skips what has not changed", async () => {
  expect(await sls("deploy")).toContain("No changes to deploy. Deployment skipped.");
});

test("invokes, and shows the function's log and metrics", async () => {
  const output = await sls("invoke", "-f", "measure", "-d", '{"station":"south"}', "--log");
  expect(output).toContain('"station": "south"');
  expect(output).toContain("measured at south");
  expect(await sls("logs", "-f", "measure")).toContain("measured at south");
  expect(await sls("metrics")).toMatch(/invocations: [1-9]/);
});

test("follows the function's log while lines come", async () => {
  const followed = deployment.follow(serverless, "logs", "-f", "measure", "--tail");
  // It tells what came within ten seconds, and may take longer than that to begin.
  while (!followed.printed.includes("measured at the lighthouse")) {
    await measure("the lighthouse");
    await setTimeout(2000);
  }
  followed.stop();
});

test("deploys a change, and one of a function alone", async () => {
  deployment.edit("src/measure.js", "revision: 1", "revision: 2");
  await sls("deploy");
  expect(await measure()).toMatchObject({ revision: 2 });
  deployment.edit("src/measure.js", "revision: 2", "revision: 3");
  expect(await sls("deploy", "function", "-f", "measure")).toContain("Function code deployed");
  expect(await measure()).toMatchObject({ revision: 3 });
});

test("rolls back to what was deployed before", async () => {
  const [, first = ""] = /Timestamp: (\d+)/.exec(await sls("deploy", "list")) ?? [];
  await sls("rollback", "-t", first);
  expect(await measure()).toMatchObject({ revision: 1 });
  await sls("rollback", "function", "-f", "measure", "--function-version", "1");
});

test("a change that fails is rolled back, and says why", async () => {
  const machine = '"End":true';
  deployment.edit("serverless.yml", machine, '"Next":"Nowhere"');
  const { exitCode, output } = await deployment.run(serverless, "deploy", "--verbose");
  expect(exitCode).toBe(1);
  expect(output).toContain("Nowhere");
  expect(await deployment.stackStatus("rain-dev")).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await measure()).toMatchObject({ station: "north" });
  deployment.edit("serverless.yml", '"Next":"Nowhere"', machine);
});

test("removes the service, and nothing of it is left", async () => {
  expect(await sls("remove")).toContain("Service rain has been successfully removed");
  expect(await deployment.stackStatus("rain-dev")).toBe("DELETE_COMPLETE");
  const { lambda, s3, iam } = deployment.region.services;
  expect(lambda.list()).toEqual([]);
  expect(s3.buckets.filter((name) => name.includes("rain"))).toEqual([]);
  expect(iam.roles.all().filter(({ name }) => name.includes("rain"))).toEqual([]);
});
