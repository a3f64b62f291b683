// The CDK's CLI against a region, which is bootstrapped from the start.

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { Deployment, has } from "./support/deployment.ts";
import { cdk } from "./support/tool-paths.ts";

jest.setTimeout(600_000);

(has(cdk) ? describe : describe.skip)("cdk", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.open("cdk");
  });
  afterAll(() => deployment.close());

  const deploy = (...more: readonly string[]) =>
    deployment.succeed(cdk, "deploy", "--ci", "--require-approval", "never", ...more);
  const greet = async () =>
    deployment.execute(await deployment.output("CdkApp", "FlowArn"), { name: "rain" });

  test("deploys an app that was never bootstrapped", async () => {
    await deploy();
    expect(await deployment.stackStatus("CdkApp")).toBe("CREATE_COMPLETE");
    expect(await greet()).toEqual({ text: "hello rain" });
  });

  test("shows a difference, deploys it, and then there is none", async () => {
    deployment.edit("functions/index.js", "hello", "bye");
    expect(await deployment.succeed(cdk, "diff", "--ci")).toContain("[~] AWS::Lambda::Function Greet");
    await deploy();
    expect(await greet()).toEqual({ text: "bye rain" });
    expect(await deployment.succeed(cdk, "diff", "--ci")).toContain("There were no differences");
    expect(await deploy()).toContain("(no changes)");
  });

  test("bootstraps all the same, and deploys on", async () => {
    expect(await deployment.succeed(cdk, "bootstrap", "--ci")).toContain("bootstrapped");
    deployment.edit("functions/index.js", "bye", "welcome");
    await deploy("--hotswap-fallback");
    expect(await greet()).toEqual({ text: "welcome rain" });
  });

  test("destroys the app", async () => {
    await deployment.succeed(cdk, "destroy", "--ci", "--force");
    expect(await deployment.stackStatus("CdkApp")).toBe("DELETE_COMPLETE");
    expect(deployment.region.services.lambda.list()).toEqual([]);
  });
});
