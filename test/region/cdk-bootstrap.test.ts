// What `cdk bootstrap` leaves is in every region, from its first start on and once, and of use where roles are held to their policies.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "@jest/globals";
import { Region } from "../../src/region/region.ts";
import { serveRegion } from "../server/served-region.ts";

test("the bucket, the version and the roles that CDK looks for are there, also after a restart", async () => {
  const directory = mkdtempSync(join(tmpdir(), "bootstrap-"));
  const roleNames: (readonly string[])[] = [];
  for (let start = 0; start < 2; start++) {
    const region = await Region.open({ directory, endpoint: "http://127.0.0.1:1" });
    const { ssm, s3, iam, ecr } = region.services;
    const { version } = ssm.get("/cdk-bootstrap/hnb659fds/version");
    expect(Number(version.value)).toBeGreaterThanOrEqual(6);
    expect(version.version).toBe(1);
    expect(s3.buckets).toContain("cdk-hnb659fds-assets-000000000000-us-east-1");
    expect(ecr.find("cdk-hnb659fds-container-assets-000000000000-us-east-1")).toBeDefined();
    roleNames.push(iam.roles.all().map(({ name, id }) => `${name} ${id}`));
    await region.close();
  }
  expect(roleNames[0]?.map((each) => each.split("-role-")[0])).toEqual(
    ["deploy", "file-publishing", "image-publishing", "lookup", "cfn-exec"].map(
      (each) => `cdk-hnb659fds-${each}`,
    ),
  );
  expect(roleNames[1]).toEqual(roleNames[0]);
  rmSync(directory, { recursive: true });
});

test("CDK's roles may what CDK does in them, also where roles are held to their policies", async () => {
  const served = await serveRegion({ permissions: "enforce" });
  const RoleArn = "arn:aws:iam::000000000000:role/cdk-hnb659fds-deploy-role-000000000000-us-east-1";
  const assume = new AssumeRoleCommand({ RoleArn, RoleSessionName: "cdk" });
  const { Credentials } = await new STSClient(served.clientConfiguration).send(assume);
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
  const ssm = new SSMClient({ ...served.clientConfiguration, credentials });
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/cdk-bootstrap/hnb659fds/version" }));
  expect(Number(Parameter?.Value)).toBeGreaterThanOrEqual(6);
  await served.close();
});
