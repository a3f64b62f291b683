// The service as the stage `prod` has it and as nobody has it by default: releases that go bit by bit, the Glue job, a key and a
// network of its own. Deployed into the region with its roles enforced, released anew, rolled back; and the job's script run in its role.

import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { fastClock } from "../../src/time/fast-clock.ts";
import { isInstalled } from "../support/installed.ts";
import { until } from "../support/until.ts";
import { type DeployedService, deployService } from "./deployed-service.ts";
import { handlerPermissions } from "./handler-permissions.ts";
import { type PackagedService, packageService, type Template } from "./packaged-service.ts";
import { unmissed } from "./permission-uses.ts";
import { checkAgainstSchema, givenNames } from "./resource-schema.ts";
import { TemplateResources } from "./template-resources.ts";

const parameters = { release: "gradual", "glue-job": "with", key: "own", network: "own" };
const stackName = "millrace-dev";

let packaged: PackagedService;
let template: TemplateResources;
let service: DeployedService;
beforeAll(async () => {
  packaged = await packageService(parameters);
  template = new TemplateResources(packaged.template);
  // The five minutes of a release are three seconds.
  service = await deployService({ parameters, clock: fastClock(100) });
}, 180_000);
afterAll(async () => {
  await service?.close();
  await packaged?.remove();
});

describe("the template with everything that it can have", () => {
  test("agrees with AWS's resource schema, and its names begin with service and stage", async () => {
    expect(await checkAgainstSchema(packaged.template)).toEqual([]);
    const names = await givenNames(packaged.template);
    const start = /^(?:alias\/|\/aws\/(?:lambda|vendedlogs\/\w+)\/)?millrace-dev(?:-|$)/;
    expect(names.filter(({ name }) => !start.test(name) && name !== "live")).toEqual([]);
  });

  test("is of types of which it is known what CloudFormation needs to make them", () => {
    const types = Object.values(packaged.template.Resources).map(({ Type }) => Type);
    expect([...new Set(types)].toSorted()).toEqual(Object.keys(handlerPermissions).toSorted());
  });

  test("encrypts with its own key what holds readings, questions and the key of links", () => {
    const key = { "Fn::GetAtt": ["DataKey", "Arn"] };
    expect(template.propertiesOf("ReadingsStream").StreamEncryption).toMatchObject({ KeyId: key });
    expect(template.propertiesOf("ApprovalsTable").SSESpecification).toMatchObject({ KMSMasterKeyId: key });
    expect(template.propertiesOf("ApprovalKey").KmsKeyId).toEqual(key);
    expect(JSON.stringify(template.propertiesOf("Archive").BucketEncryption)).toContain(JSON.stringify(key));
    expect(template.propertiesOf("DataKey")).toMatchObject({ EnableKeyRotation: true });
  });

  test("runs every function in its network, by a policy that each of their roles has", () => {
    for (const [, { VpcConfig, Role }] of template.ofType("AWS::Lambda::Function")) {
      expect(VpcConfig).toEqual({
        SecurityGroupIds: [{ "Fn::GetAtt": ["FunctionsGroup", "GroupId"] }],
        SubnetIds: [{ Ref: "SubnetA" }, { Ref: "SubnetB" }],
      });
      const [role] = (Role as { readonly "Fn::GetAtt": readonly string[] })["Fn::GetAtt"];
      expect(template.propertiesOf(String(role)).ManagedPolicyArns).toEqual([{ Ref: "NetworkPolicy" }]);
    }
    expect(template.propertiesOf("NetworkPolicy").PolicyDocument).toMatchObject({
      Statement: [
        {
          // What AWS names for functions in a network.
          Action: [
            ...["ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"],
            ...["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:UnassignPrivateIpAddresses"],
          ],
        },
      ],
    });
  });
});

/** The service with another definition of `handle-alert`, and other functions. */
function revised(revision: string): Template {
  const text = service.region.services.cloudformation.stacks.find(stackName)?.stack.input.body ?? "";
  // A version of a function is named by what it is of.
  const { Resources, ...rest } = JSON.parse(text.replace(/(LambdaVersion)\w+/g, `$1${revision}`)) as Template;
  const change = (id: string, properties: object) => {
    const resource = Resources[id] as Template["Resources"][string];
    return { [id]: { ...resource, Properties: { ...resource.Properties, ...properties } } };
  };
  const definition = JSON.parse(String(Resources.HandleAlert?.Properties.DefinitionString));
  const functions = Object.keys(Resources).filter((id) => id.endsWith("LambdaFunction"));
  const varied = (id: string) => {
    const { Variables = {} } = (Resources[id]?.Properties.Environment ?? {}) as {
      readonly Variables?: object;
    };
    return change(id, { Environment: { Variables: { ...Variables, REVISION: revision } } });
  };
  return {
    ...rest,
    Resources: {
      ...Resources,
      ...change("HandleAlert", { DefinitionString: JSON.stringify({ ...definition, Comment: revision }) }),
      ...Object.assign({}, ...functions.map(varied)),
    },
  };
}

function deploy(revision: string): Promise<unknown> {
  const { cloudformation } = service.region.services;
  const body = revised(revision) as never;
  return cloudformation.deploy({ stackName, template: { file: `${revision}.json`, body } });
}

const handleAlert = () => {
  const { aliases } = service.region.services.states.machines;
  return aliases.describe(`${String(service.outputs.HandleAlertArn)}:live`).routing;
};
const ofValidate = () => {
  const [alias] = service.region.services.lambda.functions.get("millrace-dev-validate").aliases;
  return { version: alias?.version, weights: alias?.weights };
};
const weightsOf = () => handleAlert().map(({ weight }) => weight);

describe("a gradual release", () => {
  test("gives a tenth to what is new for five minutes, and then all", async () => {
    const [before, functionBefore] = [handleAlert(), ofValidate()];
    const deploying = deploy("Second");
    await Promise.race([deploying, until(() => weightsOf().length === 2)]);
    expect(weightsOf()).toEqual([90, 10]);
    await deploying;
    expect(weightsOf()).toEqual([100]);
    expect(handleAlert()).not.toEqual(before);
    expect(ofValidate()).toEqual({ version: String(Number(functionBefore.version) + 1), weights: {} });
  });

  test("of a machine goes back when its alarm sounds, and the stack with it", async () => {
    const { cloudwatch, states } = service.region.services;
    const definitionOf = () =>
      JSON.parse(states.machines.describe(String(service.outputs.HandleAlertArn)).definition).Comment;
    const [before, functionBefore] = [handleAlert(), ofValidate()];
    expect(definitionOf()).toBe("Second");
    const deploying = expect(deploy("Third")).rejects.toThrow(
      "the alarm millrace-dev-handle-alert-failures is in the state ALARM",
    );
    // Executions fail for as long as a part of them goes to what is new.
    let isOver = false;
    void deploying.finally(() => {
      isOver = true;
    });
    const dimensions = { StateMachineArn: String(service.outputs.HandleAlertArn) };
    const failed = cloudwatch.metrics.series("AWS/States", "ExecutionsFailed", dimensions, "Count");
    await until(() => {
      if (weightsOf().length === 2) failed.record(1);
      return isOver || undefined;
    });
    await deploying;
    expect([handleAlert(), ofValidate()]).toEqual([before, functionBefore]);
    expect(definitionOf()).toBe("Second");
  });

  test("uses each permission of its role, and misses it if it is taken away", () => {
    expect(unmissedOf("ReleasesRole")).toEqual([]);
  });
});

function roleOf(logicalId: string) {
  const found = service.region.services.iam.roles.all().find(({ name }) => name.includes(`-${logicalId}-`));
  if (found === undefined) throw new Error(`no role ${logicalId}`);
  return found;
}

function unmissedOf(logicalId: string): readonly string[] {
  const { arn, inline } = roleOf(logicalId);
  const uses = service.region.permissions?.usesOf(arn) ?? [];
  return unmissed({ roleArn: arn, documents: Object.values(inline), uses });
}

const hasSdk = isInstalled("boto3", spawnSync("python3", ["-c", "import boto3"]).status === 0);

/** Glue reads the script and writes the log in the job's role, as here. */
(hasSdk ? test : test.skip)(
  "the Glue job's script runs in its role, which needs each of its permissions",
  async () => {
    const { region } = service;
    const { sts, dynamodb, s3 } = region.services;
    const bucket = String(service.outputs.ArchiveBucketName);
    const script = readFileSync("jobs/summarise_day.py");
    await s3.putObject({ bucket, key: "jobs/summarise_day.py", bytes: script });
    const finding = { findingId: "f", stationId: "s", condition: "gale", severity: "warning" };
    const Item = Object.entries({ ...finding, observedAt: "2010-06-01T12:00:00Z" }).map(([name, S]) => [
      ...[name, { S }],
    ]);
    await dynamodb.request("PutItem", { TableName: "millrace-dev-findings", Item: Object.fromEntries(Item) });

    const keys = sts.keysFor(roleOf("SummaryJobRole").arn, "GlueJobRunnerSession");
    if (keys === undefined) throw new Error("no keys");
    const { accessKeyId, secretAccessKey, sessionToken } = keys;
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const settings = { region: "us-east-1", endpoint: service.url, credentials };
    const objects = new S3Client({ ...settings, forcePathStyle: true });
    const logs = new CloudWatchLogsClient(settings);
    const { Body } = await objects.send(
      new GetObjectCommand({ Bucket: bucket, Key: "jobs/summarise_day.py" }),
    );
    const read = String(await Body?.transformToString());
    const log = { logGroupName: "/aws-glue/python-jobs/output", logStreamName: "jr_1" };
    await logs.send(new CreateLogGroupCommand({ logGroupName: log.logGroupName }));
    await logs.send(new CreateLogStreamCommand(log));
    const given = { day: "2010-06-01", findings_table: "millrace-dev-findings", bucket };
    const args = Object.entries({ ...given, key: "summaries/2010-06-01.json" });
    await promisify(execFile)(
      "python3",
      ["-c", read, ...args.flatMap(([name, value]) => [`--${name}`, value])],
      {
        env: {
          PATH: process.env.PATH,
          ...{ AWS_ENDPOINT_URL: service.url, AWS_DEFAULT_REGION: "us-east-1" },
          ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
          AWS_SESSION_TOKEN: sessionToken,
        },
      },
    );
    const logEvents = [{ timestamp: Date.now(), message: "done" }];
    await logs.send(new PutLogEventsCommand({ ...log, logEvents }));
    const summary = (await s3.getObject(bucket, "summaries/2010-06-01.json")).bytes;
    expect(JSON.parse(Buffer.from(summary).toString())).toMatchObject({
      ...{ day: "2010-06-01", findings: 1, byCondition: { gale: 1 } },
    });
    expect(unmissedOf("SummaryJobRole")).toEqual([]);
    for (const client of [objects, logs]) client.destroy();
  },
  60_000,
);
