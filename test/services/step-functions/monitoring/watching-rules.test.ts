// The rules that are made for machines whose tasks are waited for.

import { rm } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Region } from "../../../../src/region/region.ts";
import { arnOf } from "../../../support/local-arn.ts";
import { temporaryFolder } from "../store/support/open-store.ts";

const executions = "StepFunctionsGetEventsForStepFunctionsExecutionRule";
const tasks = "StepFunctionsGetEventsForECSTaskRule";
const roleArn = "arn:aws:iam::000000000000:role/any";

let directory: string;
let region: Region;
const open = () => Region.open({ directory, endpoint: "http://127.0.0.1:1" });
beforeEach(async () => {
  directory = temporaryFolder();
  region = await open();
});
afterEach(async () => {
  await region.close();
  await rm(directory, { recursive: true });
});

function create(name: string, ...resources: readonly string[]): string {
  const parametersOf = (resource: string) =>
    resource.startsWith("ecs:")
      ? { TaskDefinition: "task" }
      : { StateMachineArn: arnOf("states", "stateMachine:other") };
  const states = resources.map((resource, index) => [
    `S${index}`,
    {
      ...{ Type: "Task", Resource: `arn:aws:states:::${resource}` },
      ...{ Parameters: parametersOf(resource), Next: `S${index + 1}` },
    },
  ]);
  const end = [[`S${resources.length}`, { Type: "Succeed" }]];
  const definition = JSON.stringify({ StartAt: "S0", States: Object.fromEntries([...states, ...end]) });
  return region.services.states.machines.create({ name, definition, roleArn }).arn;
}

const names = () => region.services.events.buses.listRules().map(({ name }) => name);

test("a machine that waits for executions and tasks has AWS's rules, which stay when it goes", async () => {
  const { events, states } = region.services;
  const arn = create("waits", "states:startExecution.sync:2", "ecs:runTask.sync");
  create("waits-too", "states:startExecution.sync");
  expect(names()).toEqual([tasks, executions]);
  expect(events.buses.describeRule(executions)).toMatchObject({
    managedBy: "states.amazonaws.com",
    description: "This rule is used to notify Step Functions regarding integrated workflow executions",
    arn: arnOf("events", `rule/${executions}`),
  });
  expect(JSON.parse(events.buses.describeRule(tasks).eventPattern ?? "")).toEqual({
    source: ["aws.ecs"],
    "detail-type": ["ECS Task State Change"],
    detail: { lastStatus: ["STOPPED"], desiredStatus: ["STOPPED"], startedBy: ["AWS Step Functions"] },
  });
  const target = { id: `${executions}-Id`, arn: "arn:aws:states:us-east-1:::" };
  expect(events.buses.listTargetsByRule(executions)).toEqual([target]);
  expect(events.buses.isListenedTo("aws.states")).toBe(false);
  await states.machines.delete(arn);
  await events.book.committed();
  await region.close();
  region = await open();
  expect(names()).toEqual([tasks, executions]);
});

test("a machine that asks and does not wait has none", () => {
  create("asks", "states:startExecution", "ecs:runTask");
  expect(names()).toEqual([]);
});

test("by force it goes, and comes with the next machine", async () => {
  const { buses } = region.services.events;
  create("waits", "states:startExecution.sync");
  await expect(buses.deleteRule(executions)).rejects.toMatchObject({ code: "ManagedRuleException" });
  const forced = { isForced: true };
  await buses.removeTargets(executions, [`${executions}-Id`], undefined, forced);
  expect(buses.listTargetsByRule(executions)).toEqual([]);
  create("waits-too", "states:startExecution.sync");
  expect(buses.listTargetsByRule(executions)).toHaveLength(1);
  await buses.removeTargets(executions, [`${executions}-Id`], undefined, forced);
  await buses.deleteRule(executions, undefined, forced);
  expect(names()).toEqual([]);
});

test("a rule of a user's own that has the name stays as it is", async () => {
  const { buses } = region.services.events;
  await buses.putRule({ name: executions, enabled: true, eventPattern: '{"source":["own"]}' });
  create("waits", "states:startExecution.sync");
  expect(buses.listRules().map(({ eventPattern }) => eventPattern)).toEqual(['{"source":["own"]}']);
});
