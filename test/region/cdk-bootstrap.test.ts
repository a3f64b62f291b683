// What `cdk bootstrap` leaves is in every region, from its first start on and once.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { Region } from "../../src/region/region.ts";

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
