// A project that is saved while it is packaged for the first time: what was read half written is read again.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { DevSession } from "../../../src/cli/dev/dev-session.ts";
import { findProject } from "../../../src/projects/find-project.ts";
import { Region } from "../../../src/region/region.ts";
import { type ProjectFolder, projectFolder } from "../../projects/support/project-folder.ts";

const template = "Resources:\n  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: q } }\n";

let folder: ProjectFolder;
let region: Region;
beforeEach(async () => {
  folder = projectFolder({ "template.yaml": template });
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
});
afterEach(async () => {
  await region.close();
  folder.remove();
});

/** Deploys a project whose template is saved before and after it is read for the first time. */
async function deploySaved(before: string, after?: string) {
  const project = findProject(folder.path, { parameters: {}, environment: process.env });
  let reads = 0;
  const stacks = async () => {
    if (reads++ > 0) return project.stacks();
    folder.write({ "template.yaml": before });
    return project.stacks().finally(() => {
      if (after !== undefined) folder.write({ "template.yaml": after });
    });
  };
  const session = new DevSession({ ...project, stacks }, region.services, { allowMissing: false });
  return { reads: () => reads, deployed: session.deploy() };
}

test("is brought up as it was saved last", async () => {
  const { deployed, reads } = await deploySaved("Resources:\n  Queue: {", template);
  expect(await deployed).toHaveLength(1);
  expect([reads(), region.services.sqs.listQueues().length]).toEqual([2, 1]);
});

test("is refused where the mistake is still there", async () => {
  const { deployed } = await deploySaved("Resources:\n  Queue: {");
  await expect(deployed).rejects.toThrow(/template\.yaml/);
});
