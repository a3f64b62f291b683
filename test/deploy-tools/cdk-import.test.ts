// What was made by hand comes to belong to a stack of a CDK app: `cdk import`, and what the CLI then says and does of it.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { Deployment, has } from "./support/deployment.ts";
import { cdk } from "./support/tool-paths.ts";

jest.setTimeout(600_000);

const name = "made-by-hand";
const adopting = ["--ci", "--context", "adopts=true"];

(has(cdk) ? describe : describe.skip)("cdk import", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.open("cdk-import");
  });
  afterAll(() => deployment.close());

  const services = () => deployment.region.services;
  const deploy = (...more: readonly string[]) =>
    deployment.succeed(cdk, "deploy", "--ci", "--require-approval", "never", ...more);

  async function madeByHand(): Promise<string> {
    const { s3, dynamodb, sqs } = services();
    await s3.createBucket(name);
    await s3.putObject({ bucket: name, key: "kept.txt", bytes: Buffer.from("kept") });
    await deployment.ask("dynamodb", "CreateTable", {
      TableName: name,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    await dynamodb.request("PutItem", { TableName: name, Item: { id: { S: "kept" } } });
    const { queueUrl } = await sqs.createQueue({ queueName: name });
    return queueUrl;
  }

  /** By the logical ids that CDK gives them. */
  async function mapping(queueUrl: string): Promise<string> {
    const template = JSON.parse(await deployment.succeed(cdk, "synth", "--json", ...adopting)) as {
      readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
    };
    const identifiers: Readonly<Record<string, object>> = {
      "AWS::S3::Bucket": { BucketName: name },
      "AWS::DynamoDB::Table": { TableName: name },
      "AWS::SQS::Queue": { QueueUrl: queueUrl },
    };
    const mapped = Object.entries(template.Resources).flatMap(([id, { Type }]) =>
      identifiers[Type] === undefined ? [] : [[id, identifiers[Type]]],
    );
    const path = join(deployment.folder, "mapping.json");
    writeFileSync(path, JSON.stringify(Object.fromEntries(mapped)));
    return path;
  }

  test("takes a bucket, a table and a queue into a stack that is there", async () => {
    await deploy();
    const file = await mapping(await madeByHand());
    const told = await deployment.succeed(cdk, "import", "--resource-mapping", file, "--force", ...adopting);
    expect(told).toMatch(/Adopted/);
    expect(await deployment.stackStatus("Adopted")).toBe("IMPORT_COMPLETE");
    const { StackResources } = (await deployment.ask("cloudformation", "DescribeStackResources", {
      StackName: "Adopted",
    })) as {
      readonly StackResources: readonly {
        readonly ResourceType: string;
        readonly PhysicalResourceId: string;
      }[];
    };
    const taken = StackResources.filter(({ PhysicalResourceId: id }) => id.endsWith(name));
    expect(taken.map(({ ResourceType }) => ResourceType).toSorted()).toEqual([
      ...["AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SQS::Queue"],
    ]);
    const { bytes } = await services().s3.getObject(name, "kept.txt");
    expect(Buffer.from(bytes).toString()).toBe("kept");
    expect(
      await deployment.ask("dynamodb", "GetItem", { TableName: name, Key: { id: { S: "kept" } } }),
    ).toEqual({
      Item: { id: { S: "kept" } },
    });
  });

  test("leaves nothing that a deployment would change, and nothing that is said to have no drift", async () => {
    expect(await deploy("--context", "adopts=true")).not.toMatch(/DELETE_|CREATE_COMPLETE/);
    const told = await deployment.succeed(cdk, "drift", ...adopting);
    expect(told).toMatch(/resources with drift: 0 \(4 unchecked\)/);
  });

  test("keeps them when the app lets them go again", async () => {
    await deploy();
    expect(services().s3.buckets).toContain(name);
    expect(
      services()
        .sqs.listQueues()
        .map((url) => url.split("/").at(-1)),
    ).toContain(name);
  });

  test("refuses what is not there, and the stack stays as it was", async () => {
    const file = await mapping(`${deployment.url}/000000000000/not-there`);
    const { exitCode, output } = await deployment.run(
      ...([cdk, "import", "--resource-mapping", file, "--force", ...adopting] as const),
    );
    expect([exitCode, output]).toEqual([1, expect.stringMatching(/not-there.* was not found|not-there/)]);
    expect(await deployment.stackStatus("Adopted")).toMatch(/^(?:UPDATE_COMPLETE|IMPORT_ROLLBACK_COMPLETE)$/);
  });
});
