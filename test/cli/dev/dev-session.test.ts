// A project in a region, as `millrace dev` has it: brought up, and taken in again as its files are saved, mistakes among them.

import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { DevSession, type Reload, type ReloadEvents } from "../../../src/cli/dev/dev-session.ts";
import { findProject } from "../../../src/projects/find-project.ts";
import { Region } from "../../../src/region/region.ts";
import { type ProjectFolder, projectFolder } from "../../projects/support/project-folder.ts";
import { until } from "../../support/until.ts";

const definition = (revision: number, next: object = { End: true }) => ({
  StartAt: "Number",
  States: { Number: { Type: "Pass", Result: { revision }, ...next } },
});
const template = (delay: number) => `
Resources:
  Flow:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineName: flow
      StateMachineType: EXPRESS
      RoleArn: arn:aws:iam::000000000000:role/any
      DefinitionS3Location: flow.asl.json
  Greet:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: greet
      Runtime: nodejs24.x
      Handler: index.handler
      Role: arn:aws:iam::000000000000:role/any
      Code: ./code
  Queue:
    Type: AWS::SQS::Queue
    Properties: { QueueName: q, DelaySeconds: ${delay} }
`;

let folder: ProjectFolder;
let region: Region;
let session: DevSession;
/** How often the project has been read. */
let reads = 0;
beforeAll(async () => {
  folder = projectFolder({
    "template.yaml": template(1),
    "flow.asl.json": definition(1),
    "code/index.mjs": 'export const handler = async () => "hello";',
  });
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  const project = findProject(folder.path, {
    ...{ stackName: "dev", parameters: {}, environment: process.env },
  });
  const counted = { ...project, stacks: () => project.stacks().finally(() => reads++) };
  session = new DevSession(counted, region.services, { allowMissing: false });
});
afterAll(async () => {
  await region.close();
  folder.remove();
});

type Told = { readonly saved: readonly string[] } & (
  | { readonly stacks: readonly string[] }
  | { readonly problem: string }
);

/** What is told and was not waited for. */
const told: Told[] = [];
const events: ReloadEvents = {
  deployed: (stacks, reload) =>
    told.push({ saved: namesOf(reload), stacks: stacks.map(({ stackName }) => stackName) }),
  failed: (problem, reload) => told.push({ saved: namesOf(reload), problem: String(problem) }),
  complained: (problem) => told.push({ saved: [], problem }),
};

function namesOf({ saved }: Reload): readonly string[] {
  return saved.map((path) => path.slice(folder.path.length + 1)).toSorted();
}

/** Saves the files, and resolves with what is told of it. */
async function save(files: Readonly<Record<string, string | object>>): Promise<Told> {
  folder.write(files);
  session.saved(Object.keys(files), events);
  return until(() => told.shift());
}

async function revision(): Promise<unknown> {
  const stateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:flow";
  const answer = await region.apis
    .get("sfn")
    ?.operations.StartSyncExecution?.({ stateMachineArn, input: "{}" }, { requestId: "", host: "" });
  return JSON.parse(String(answer?.output)).revision;
}
const greeting = async () =>
  JSON.parse((await region.services.lambda.invoke({ functionName: "greet" })).payload);
const delay = () => {
  const { sqs } = region.services;
  return sqs.getQueueAttributes(sqs.listQueues()[0] ?? "").get("DelaySeconds");
};

// Each goes on where the one before ended, as a session does.
test("is brought up", async () => {
  const [stack] = await session.deploy();
  expect([...(stack?.resources.keys() ?? [])].toSorted()).toEqual(["Flow", "Greet", "Queue"]);
  expect([await revision(), await greeting(), delay()]).toEqual([1, "hello", "1"]);
});

test("takes in a definition, a handler and the template", async () => {
  expect(await save({ "flow.asl.json": definition(2) })).toEqual({
    ...{ saved: ["flow.asl.json"], stacks: ["dev"] },
  });
  expect(await save({ "code/index.mjs": 'export const handler = async () => "bye";' })).toEqual({
    ...{ saved: ["code/index.mjs"], stacks: ["dev"] },
  });
  expect(await save({ "template.yaml": template(2) })).toEqual({ saved: ["template.yaml"], stacks: ["dev"] });
  expect([await revision(), await greeting(), delay()]).toEqual([2, "bye", "2"]);
});

test.each([
  ["of a definition", { "flow.asl.json": definition(3, { Next: "Nowhere" }) }, /Nowhere/],
  ["of a definition's text", { "flow.asl.json": "{" }, /flow\.asl\.json|JSON/],
  ["of a handler", { "code/index.mjs": "export const handler = (" }, /code\/index\.mjs:1/],
  [
    "of the template",
    { "template.yaml": template(3).replace("SQS::Queue", "SQS::Quue") },
    /template\.yaml:19 .*Quue/,
  ],
  ["that its service finds", { "template.yaml": template(1000) }, /Queue.*DelaySeconds/],
])("tells a mistake %s, and the last good state goes on", async (_, files, problem) => {
  expect(await save(files)).toEqual({
    saved: Object.keys(files),
    problem: expect.stringMatching(problem),
  });
  expect([await revision(), await greeting(), delay()]).toEqual([2, "bye", "2"]);
  const mended = await save({
    ...{ "flow.asl.json": definition(2), "template.yaml": template(2) },
    "code/index.mjs": 'export const handler = async () => "bye";',
  });
  expect(mended).not.toHaveProperty("problem");
});

const greets = (word: string) => ({ "code/index.mjs": `export const handler = async () => "${word}";` });
const broken = { "code/index.mjs": "export const handler = (" };
const lost = definition(9, { Next: "Nowhere" });
const unknown = (delay: number) => ({ "template.yaml": template(delay).replace("SQS::Queue", "SQS::Quue") });
const nextTold = () => until(() => told.shift());

test.each([
  {
    ...{ mistake: "a machine's", other: "a handler", files: { ...greets("again"), "flow.asl.json": lost } },
    ...{ held: "flow.asl.json", problem: "Nowhere", state: [2, "again", "2"] },
  },
  {
    ...{ mistake: "a handler's", other: "a machine", files: { ...broken, "flow.asl.json": definition(4) } },
    ...{ held: "code/index.mjs", problem: "index.mjs:1", state: [4, "again", "2"] },
  },
  {
    ...{ mistake: "a handler's", other: "the template", files: { ...broken, "template.yaml": template(6) } },
    ...{ held: "code/index.mjs", problem: "index.mjs:1", state: [4, "again", "6"] },
  },
  {
    ...{ mistake: "a machine's", other: "the template" },
    files: { "flow.asl.json": lost, "template.yaml": template(7) },
    ...{ held: "flow.asl.json", problem: "Nowhere", state: [4, "again", "7"] },
  },
  {
    ...{ mistake: "the template's", other: "a handler", files: { ...greets("hey"), ...unknown(8) } },
    ...{ held: "template.yaml", problem: "Quue", state: [4, "hey", "7"] },
  },
])("$mistake mistake does not keep $other out", async (each) => {
  const went = Object.keys(each.files).filter((name) => name !== each.held);
  expect(await save(each.files)).toEqual({ saved: went, stacks: ["dev"] });
  expect(await nextTold()).toEqual({
    ...{ saved: [each.held], problem: expect.stringContaining(each.problem) },
  });
  expect([await revision(), await greeting(), delay()]).toEqual(each.state);
  const [revised, greeted, delayed] = each.state;
  const good: Readonly<Record<string, object>> = {
    "flow.asl.json": { "flow.asl.json": definition(Number(revised)) },
    "code/index.mjs": greets(String(greeted)),
    "template.yaml": { "template.yaml": template(Number(delayed)) },
  };
  const mended = await save(good[each.held] as Record<string, string>);
  expect(mended).toEqual({ saved: [each.held], stacks: expect.any(Array) });
});

test("a save goes in at once while the template waits for its mistake to be mended", async () => {
  expect(await save(unknown(9))).toMatchObject({
    saved: ["template.yaml"],
    problem: expect.stringMatching(/Quue/),
  });
  expect(await save(greets("at once"))).toEqual({ saved: ["code/index.mjs"], stacks: ["dev"] });
  expect(await nextTold()).toMatchObject({
    saved: ["template.yaml"],
    problem: expect.stringMatching(/Quue/),
  });
  expect([await greeting(), delay()]).toEqual(["at once", "7"]);
  expect(await save({ "template.yaml": template(2) })).toEqual({ saved: ["template.yaml"], stacks: ["dev"] });
});

test("a mistake in a file that is new in a package is told, beside one that is mended", async () => {
  expect(await save(broken)).toHaveProperty("problem");
  expect(await save({ "code/other.py": "def handler(:\n", ...greets("mended") })).toEqual({
    ...{ saved: ["code/index.mjs"], stacks: ["dev"] },
  });
  expect(await nextTold()).toEqual({
    ...{ saved: ["code/other.py"], problem: expect.stringContaining("code/other.py:1:") },
  });
  expect(await greeting()).toBe("mended");
  rmSync(join(folder.path, "code/other.py"));
  session.saved(["code/other.py"], events);
  expect(await until(() => told.shift())).not.toHaveProperty("problem");
});

test("tells no mistake of a template that was read while it was being written", async () => {
  folder.write({ "template.yaml": "", "notes.txt": "of no kind that is known" });
  const before = reads;
  session.saved(["notes.txt"], events);
  await until(() => reads > before);
  expect(await save({ "template.yaml": template(4) })).toEqual({
    ...{ saved: ["notes.txt", "template.yaml"], stacks: ["dev"] },
  });
  expect(delay()).toBe("4");
});

test("a template that is taken away is missed by its name, and mended by putting it back", async () => {
  rmSync(join(folder.path, "template.yaml"));
  session.saved(["template.yaml"], events);
  expect(await until(() => told.shift())).toEqual({
    ...{ saved: ["template.yaml"], problem: "ProjectProblem: template.yaml is not there any more" },
  });
  expect(delay()).toBe("4");
  expect(await save({ "template.yaml": template(3) })).not.toHaveProperty("problem");
});

test("brings a stack back that was deleted, with what is saved next, and tells of it once", async () => {
  const { stacks } = region.services.cloudformation;
  expect(session.lost()).toEqual([]);
  await stacks.delete(stacks.get("dev"));
  await until(() => stacks.find("dev") === undefined);
  expect([session.lost(), session.lost()]).toEqual([["dev"], []]);
  expect(await save({ "code/index.mjs": 'export const handler = async () => "back";' })).toEqual({
    ...{ saved: ["code/index.mjs"], stacks: ["dev"] },
  });
  expect([await greeting(), session.lost()]).toEqual(["back", []]);
});

test("does not look at a file that is written anew and is the same, and tells nothing after its end", async () => {
  folder.write({ "flow.asl.json": definition(4) });
  session.saved(["flow.asl.json"], events);
  expect(await save({ "template.yaml": template(5) })).toMatchObject({ saved: ["template.yaml"] });
  session.stop();
  folder.write({ "flow.asl.json": definition(6) });
  session.saved([join(folder.path, "flow.asl.json")], events);
  await until(async () => (await revision()) === 6);
  expect(told).toEqual([]);
});

test("tells what is wrong with a project that is found only once it is deployed, unless more was saved by then", async () => {
  const found = ["wrong types", undefined, "wrong types again"];
  const given: AbortSignal[] = [];
  const project = findProject(folder.path, {
    stackName: "checked",
    parameters: {},
    environment: process.env,
  });
  session = new DevSession(
    {
      ...project,
      async check(signal) {
        given.push(signal);
        return found.shift();
      },
    },
    region.services,
    { allowMissing: false },
  );
  folder.write({ "template.yaml": "Resources: { T: { Type: AWS::SNS::Topic } }" });
  await session.deploy();
  const topic = (name: string) => ({
    "template.yaml": `Resources: { T: { Type: AWS::SNS::Topic, Properties: { TopicName: ${name} } } }`,
  });
  expect(await save(topic("a"))).toHaveProperty("stacks");
  expect(await until(() => told.shift())).toEqual({ saved: [], problem: "wrong types" });
  expect(await save(topic("b"))).toHaveProperty("stacks");
  await until(() => given[1]);
  expect(await save(topic("c"))).toHaveProperty("stacks");
  expect(given[1]?.aborted).toBe(true);
  expect(await until(() => told.shift())).toEqual({ saved: [], problem: "wrong types again" });
  session.stop();
});
