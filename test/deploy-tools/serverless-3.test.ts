// Serverless Framework 3, whose SDK knows no AWS_ENDPOINT_URL, by `millrace exec`.

import { resolve } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { Deployment, has } from "./support/deployment.ts";
import { serverless3, type Tool } from "./support/tool-paths.ts";

jest.setTimeout(600_000);

const millrace = resolve(import.meta.dirname, "../../bin/millrace.js");
const exec: Tool = {
  ...serverless3,
  arguments: [millrace, "exec", "--", serverless3.command, ...serverless3.arguments],
};

let deployment: Deployment;
beforeAll(async () => {
  deployment = await Deployment.open("serverless");
});
afterAll(() => deployment.close());

const sls = (...args: readonly string[]) => deployment.succeed(exec, ...args);
const measure = async () =>
  deployment.execute(await deployment.output("rain-dev", "MachineArn"), { station: "north" });
const testWithTool = has(serverless3) ? test : test.skip;

// Each goes on where the one before ended, as a project does.
testWithTool("deploys a service, which runs", async () => {
  expect(await sls("deploy")).toContain("Service deployed to stack rain-dev");
  expect(await measure()).toEqual({ station: "north", revision: 1 });
  expect(await sls("info")).toContain("measure: rain-dev-measure");
});

testWithTool("invokes, and shows the function's log and metrics", async () => {
  const output = await sls("invoke", "-f", "measure", "-d", '{"station":"south"}');
  expect(output).toContain('"station": "south"');
  expect(await sls("logs", "-f", "measure")).toContain("measured at south");
  expect(await sls("metrics")).toMatch(/invocations: [1-9]/);
});

testWithTool("deploys a change, and one of a function alone", async () => {
  deployment.edit("src/measure.js", "revision: 1", "revision: 2");
  await sls("deploy");
  expect(await measure()).toMatchObject({ revision: 2 });
  deployment.edit("src/measure.js", "revision: 2", "revision: 3");
  await sls("deploy", "function", "-f", "measure");
  expect(await measure()).toMatchObject({ revision: 3 });
});

testWithTool("removes the service", async () => {
  await sls("remove");
  expect(await deployment.stackStatus("rain-dev")).toBe("DELETE_COMPLETE");
});
