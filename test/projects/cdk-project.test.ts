// A cloud assembly, as CDK writes it: its stacks in the order in which they can be deployed, and what goes to S3 for each.

import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { cdkProject } from "../../src/projects/cdk-project.ts";
import { type ProjectFolder, projectFolder } from "./support/project-folder.ts";

let folder: ProjectFolder;
afterEach(() => folder.remove());

const options = { parameters: { Size: "5" }, environment: process.env };

const assembly = {
  "cdk.out/manifest.json": {
    version: "48.0.0",
    artifacts: {
      Api: {
        type: "aws:cloudformation:stack",
        dependencies: ["Data", "Api.assets"],
        properties: {
          templateFile: "Api.template.json",
          stackName: "shop-api",
          parameters: { Stage: "dev" },
        },
      },
      "Api.assets": { type: "cdk:asset-manifest", properties: { file: "Api.assets.json" } },
      Data: { type: "aws:cloudformation:stack", properties: { templateFile: "Data.template.json" } },
      Asserted: { type: "aws:cloudformation:stack", properties: { templateFile: "Asserted.template.json" } },
      Tree: { type: "cdk:tree", properties: { file: "tree.json" } },
    },
  },
  "cdk.out/Api.template.json": { Resources: { Q: { Type: "AWS::SQS::Queue" } } },
  "cdk.out/Data.template.json": { Resources: { T: { Type: "AWS::SNS::Topic" } } },
  // As CDK's own integration tests have it beside the stack that they look at.
  "cdk.out/Asserted.template.json": { Parameters: { BootstrapVersion: { Type: "String" } } },
  "cdk.out/Api.assets.json": {
    files: {
      abc: {
        source: { path: "asset.abc", packaging: "zip" },
        destinations: {
          "current_account-current_region": {
            bucketName: "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}",
            objectKey: "abc.zip",
          },
        },
      },
    },
  },
  "cdk.out/asset.abc/index.js": "exports.handler = async () => 1;",
};

describe("a CDK app that is synthesized", () => {
  test("has its stacks in the order of what they depend on, those without resources left out", async () => {
    folder = projectFolder(assembly);
    const stacks = await cdkProject(folder.path, options).stacks();
    expect(stacks.map(({ stackName }) => stackName)).toEqual(["Data", "shop-api"]);
    expect(stacks[1]).toMatchObject({
      template: { body: { Resources: { Q: { Type: "AWS::SQS::Queue" } } } },
      parameters: { Stage: "dev", Size: "5" },
    });
  });

  test("names what goes to S3, in the account and region of this machine", async () => {
    folder = projectFolder(assembly);
    const [, api] = await cdkProject(folder.path, options).stacks();
    expect(api?.uploads).toEqual([
      {
        bucket: "cdk-hnb659fds-assets-000000000000-us-east-1",
        key: "abc.zip",
        path: join(folder.path, "cdk.out/asset.abc"),
      },
    ]);
  });

  test.each([
    [["aws://123456789012/eu-west-1"], { accountId: "123456789012", region: "eu-west-1" }],
    [["aws://unknown-account/eu-west-1", "aws://unknown-account/eu-west-1"], { region: "eu-west-1" }],
    [["aws://unknown-account/unknown-region"], {}],
    [["aws://unknown-account/eu-west-1", "aws://unknown-account/us-east-1"], {}],
  ])("of %j is made for %j", (environments, madeFor) => {
    const stacks = environments.map((environment, at) => {
      return [`Stack${at}`, { type: "aws:cloudformation:stack", environment }];
    });
    folder = projectFolder({ "cdk.out/manifest.json": { artifacts: Object.fromEntries(stacks) } });
    expect(cdkProject(folder.path, options).madeFor).toEqual(madeFor);
  });

  test("says so if an asset is not there", async () => {
    const { "cdk.out/asset.abc/index.js": _, ...rest } = assembly;
    folder = projectFolder(rest);
    await expect(cdkProject(folder.path, options).stacks()).rejects.toThrow(
      `the assembly names ${join(folder.path, "cdk.out/asset.abc")}, which is not there`,
    );
  });
});
