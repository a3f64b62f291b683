// Machines that go: what can still be asked of one whose executions have not all ended, and what is left of one that is gone.

import {
  CreateStateMachineCommand,
  DeleteActivityCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineAliasCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  ListTagsForResourceCommand,
  PublishStateMachineVersionCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../../../support/until.ts";
import { activityArn, fails, machineArn, passes, roleArn, task, waits } from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";

const service = servedStates();

async function gone(stateMachineArn: string): Promise<void> {
  await service.client.send(new DeleteStateMachineCommand({ stateMachineArn }));
  const isGone = ({ name }: Error) => name === "StateMachineDoesNotExist";
  await until(() => service.describeMachine(stateMachineArn).then(() => undefined, isGone));
}

describe.each(["STANDARD", "EXPRESS"] as const)("a %s machine that is being deleted", (type) => {
  const stateMachineArn = machineArn(`going-${type}`);
  beforeAll(() => {
    const tags = { team: "mill" };
    const machine = { name: `going-${type}`, definition: passes, roleArn, type, tags, publish: true };
    service.states.machines.create(machine);
    // As if its executions were still to end.
    service.states.machines.beginDeletion(stateMachineArn);
  });

  test("says so, and is listed", async () => {
    expect(await service.describeMachine(stateMachineArn)).toMatchObject({ status: "DELETING", type });
    const { stateMachines } = await service.client.send(new ListStateMachinesCommand({ maxResults: 1000 }));
    expect(stateMachines?.map((each) => each.stateMachineArn)).toContain(stateMachineArn);
  });

  test("is neither started nor changed", async () => {
    const commands = [
      new StartExecutionCommand({ stateMachineArn }),
      new StartSyncExecutionCommand({ stateMachineArn }),
      new UpdateStateMachineCommand({ stateMachineArn, definition: fails }),
      new PublishStateMachineVersionCommand({ stateMachineArn }),
      new CreateStateMachineCommand({ name: `going-${type}`, definition: passes, roleArn, type }),
    ];
    for (const command of commands) {
      await expect(service.client.send(command as StartExecutionCommand)).rejects.toMatchObject({
        name: "StateMachineDeleting",
      });
    }
  });

  test("has no versions any more", async () => {
    const list = new ListStateMachineVersionsCommand({ stateMachineArn });
    expect((await service.client.send(list)).stateMachineVersions).toEqual([]);
    const start = new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}:1` });
    await expect(service.client.send(start)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
  });

  // None of the three documents StateMachineDeleting.
  test("has tags until it is gone", async () => {
    const tags = [{ key: "late", value: "yes" }];
    await service.client.send(new TagResourceCommand({ resourceArn: stateMachineArn, tags }));
    await service.client.send(new UntagResourceCommand({ resourceArn: stateMachineArn, tagKeys: ["team"] }));
    const list = new ListTagsForResourceCommand({ resourceArn: stateMachineArn });
    expect((await service.client.send(list)).tags).toEqual(tags);
  });

  test("may be deleted again", async () => {
    await gone(stateMachineArn);
  });
});

test("its executions cannot be redriven while it is being deleted", async () => {
  const { machines, standard } = service.states;
  const { arn: stateMachineArn } = machines.create({ name: "unredriven", definition: fails, roleArn });
  const { executionArn } = await service.states.startExecution({ stateMachineArn });
  await standard.ended(executionArn);
  machines.beginDeletion(stateMachineArn);
  expect(await service.describeExecution(executionArn)).toMatchObject({
    redriveStatus: "NOT_REDRIVABLE",
    redriveStatusReason: "State machine is in DELETING status.",
  });
  await expect(service.client.send(new RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({
    name: "ExecutionNotRedrivable",
    message: "Execution Not Redrivable: 'State machine is in DELETING status.'",
  });
});

test("its executions end, and can be looked at once it is gone", async () => {
  const { machines } = service.states;
  const { arn: stateMachineArn } = machines.create({ name: "watched", definition: waits, roleArn });
  const { executionArn } = await service.states.startExecution({ stateMachineArn });
  await gone(stateMachineArn);
  const execution = await service.describeExecution(executionArn);
  expect(execution).toMatchObject({ status: "ABORTED", stateMachineArn });
  const events = await service.historyOf(executionArn);
  expect(events?.at(-1)).toMatchObject({ type: "ExecutionAborted", previousEventId: 0 });
});

test("its name is free, its aliases are gone, and versions are counted from 1 again", async () => {
  const create = async (definition: string) =>
    service.client.send(
      new CreateStateMachineCommand({ name: "phoenix", definition, roleArn, publish: true }),
    );
  const { stateMachineArn = "" } = await create(passes);
  const stateMachineAliasArn = `${stateMachineArn}:live`;
  const routing = [{ versionArn: `${stateMachineArn}:1`, weight: 100 }];
  service.states.machines.aliases.create(stateMachineArn, { name: "live", routing });
  await gone(stateMachineArn);
  expect((await create(fails)).stateMachineVersionArn).toBe(`${stateMachineArn}:1`);
  expect((await service.describeMachine(`${stateMachineArn}:1`)).definition).toBe(fails);
  await expect(
    service.client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn })),
  ).rejects.toMatchObject({ name: "ResourceNotFound" });
});

test("an execution fails whose activity is gone", async () => {
  service.states.activities.create({ name: "brief" });
  const definition = task(activityArn("brief"));
  const { arn: stateMachineArn } = service.states.machines.create({ name: "brief", definition, roleArn });
  await service.client.send(new DeleteActivityCommand({ activityArn: activityArn("brief") }));
  const start = new StartExecutionCommand({ stateMachineArn });
  const { executionArn = "" } = await service.client.send(start);
  await service.states.standard.ended(executionArn);
  const execution = await service.describeExecution(executionArn);
  expect(execution).toMatchObject({
    status: "FAILED",
    error: "States.Runtime",
    cause: `An error occurred while executing the state 'Only' (entered at the event id #2). The activity ${activityArn("brief")} does not exist.`,
  });
});
