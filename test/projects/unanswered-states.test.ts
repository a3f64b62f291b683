// States that call what is not here are told with what to write when their machine is put up, and no more once that is written.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { deployStack } from "../../src/projects/deploy-stack.ts";
import { findProject } from "../../src/projects/find-project.ts";
import { Region } from "../../src/region/region.ts";
import { parseTaskSettings } from "../../src/services/step-functions/tasks/outside/settings.ts";
import { type ProjectFolder, projectFolder } from "./support/project-folder.ts";

/** With what its service must be given. */
const parameters: Readonly<Record<string, object>> = {
  "bedrock:invokeModel": { ModelId: "m" },
  "glue:startJobRun.sync": { JobName: "j" },
  "sqs:sendMessage": { QueueUrl: "q", MessageBody: "b" },
};
const task = (resource: string) => ({
  ...{ Type: "Task", Resource: `arn:aws:states:::${resource}`, End: true },
  Parameters: parameters[resource],
});
const within = (name: string, resource: string) => ({ StartAt: name, States: { [name]: task(resource) } });
const definition = {
  StartAt: "Each",
  States: {
    Each: { Type: "Map", ItemProcessor: within("Ask", "bedrock:invokeModel"), Next: "Both" },
    Both: {
      Type: "Parallel",
      Branches: [within("Job", "glue:startJobRun.sync"), within("Send", "sqs:sendMessage")],
      End: true,
    },
  },
};

let folder: ProjectFolder;
let region: Region;
beforeEach(async () => {
  folder = projectFolder({
    "template.yaml": `Resources:
  Flow:
    Type: AWS::StepFunctions::StateMachine
    Properties: { RoleArn: "arn:aws:iam::000000000000:role/any", DefinitionS3Location: flow.asl.json }
`,
    "flow.asl.json": definition,
  });
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
});
afterEach(async () => {
  await region.close();
  folder.remove();
});

async function warnings(): Promise<readonly string[]> {
  const project = findProject(folder.path, { stackName: "s", parameters: {}, environment: process.env });
  const told: string[] = [];
  for (const stack of await project.stacks())
    told.push(
      ...(await deployStack(stack, region.services, { allowMissing: false, folder: folder.path })).warnings,
    );
  return told;
}

test("each by its name, wherever it stands in the machine", async () => {
  const told = (state: string, asked: string, answer: string) =>
    `template.yaml:2: Flow: the state "${state}" calls ${asked}, of a service that is not here: it fails until millrace.config.json has an answer, such as ${answer}`;
  const answers = [
    '{"mocks": {"bedrock:invokeModel": {"return": {}}}}',
    '{"jobs": {"glue:startJobRun": {"*": {"command": ["true"]}}}}',
  ] as const;
  expect(await warnings()).toEqual([
    told("Ask", "bedrock:invokeModel", answers[0]),
    told("Job", "glue:startJobRun.sync", answers[1]),
  ]);
  // As they are told they answer.
  const settings = Object.assign({}, ...answers.map((answer) => JSON.parse(answer)));
  region.services.states.standIns.configure(parseTaskSettings(settings));
  expect(await warnings()).toEqual([]);
});
