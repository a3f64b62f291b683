// The CDK's CLI while somebody works: `cdk watch` swaps what is saved, and `cdk rollback` takes back an update that failed.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { until } from "../support/until.ts";
import { Deployment, has } from "./support/deployment.ts";
import { cdk } from "./support/tool-paths.ts";

jest.setTimeout(600_000);

(has(cdk) ? describe : describe.skip)("cdk", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.open("cdk");
    const settings = { app: "node app.js", watch: { include: ["functions/**"] } };
    writeFileSync(join(deployment.folder, "cdk.json"), JSON.stringify(settings));
  });
  // The CLI looks in CloudTrail for why an update failed.
  afterAll(() => deployment.close(["CloudTrail_20131101 LookupEvents"]));

  const unasked = ["--ci", "--require-approval", "never"];
  const greeting = async () =>
    deployment.execute(await deployment.output("CdkApp", "FlowArn"), { name: "rain" });

  test("watch swaps the code of a function that is saved", async () => {
    await deployment.succeed(cdk, "deploy", ...unasked);
    expect(await greeting()).toEqual({ text: "hello rain" });
    const watching = deployment.follow(cdk, "watch", "--ci");
    try {
      await until(() => watching.printed.includes("deployment time"));
      deployment.edit("functions/index.js", "hello", "swapped for");
      await until(async () => isDeepStrictEqual(await greeting(), { text: "swapped for rain" }));
      expect(await deployment.stackStatus("CdkApp")).toBe("CREATE_COMPLETE");
    } finally {
      watching.stop();
    }
  });

  test("rollback takes back an update that was left where it failed", async () => {
    deployment.edit(
      "app.js",
      "new CfnOutput(",
      'new (require("aws-cdk-lib/aws-sqs").CfnQueue)(stack, "Bad", { delaySeconds: 5000 });\nnew CfnOutput(',
    );
    const { exitCode } = await deployment.run(cdk, "deploy", "--no-rollback", ...unasked);
    expect([exitCode, await deployment.stackStatus("CdkApp")]).toEqual([1, "UPDATE_FAILED"]);
    await deployment.succeed(cdk, "rollback", "--ci");
    expect(await deployment.stackStatus("CdkApp")).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(await greeting()).toEqual({ text: expect.stringContaining("rain") });
  });
});
