// A machine that was read from the disk is compiled when somebody first wants to run it, and others have their turn meanwhile.

import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { delivered } from "../../../../src/aws/delivery.ts";
import { machineFromText, machineText } from "../../../../src/services/step-functions/machines/revision.ts";
import type { States } from "../../../../src/services/step-functions/states.ts";
import { stateMachineTarget } from "../../../../src/services/step-functions/targets.ts";
import { roleArn, StandardService } from "../executions/support/standard-service.ts";

const ofPaths = (count: number) =>
  JSON.stringify({
    StartAt: "A",
    States: {
      A: {
        Type: "Pass",
        Parameters: Object.fromEntries(
          Array.from({ length: count }, (_, at) => [`a${at}.$`, `$.list[?(@.b > ${at})].c`]),
        ),
        End: true,
      },
    },
  });
const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;

let service: StandardService;
/** Of a Standard execution that ended before the region was stopped and started. */
let before: string;

beforeEach(async () => {
  service = new StandardService("disk");
  const { machines } = service.states;
  const definition = ofPaths(20);
  for (const type of ["STANDARD", "EXPRESS"] as const)
    machines.create({ name: type, type, definition, roleArn });
  before = (await service.states.startExecution({ stateMachineArn: arnOf("STANDARD") })).executionArn;
  await service.settle();
  await service.restart();
});
afterEach(() => service.dispose());

test("it is compiled in pieces, once", async () => {
  const kept = service.states.machines.describe(arnOf("STANDARD"));
  const machine = machineFromText(machineText({ ...kept, definition: ofPaths(20_000) }));
  let turns = 0;
  let isDone = false;
  const compiling = machine.compiling?.();
  expect(machine.compiling?.()).toBe(compiling);
  void compiling?.then(() => {
    isDone = true;
  });
  for (; !isDone; turns++) await nextTurn();
  expect(turns).toBeGreaterThan(2);
  expect(machine.compiling?.()).toBeUndefined();
  expect(machine.compiled()).toBe(machine.compiled());
});

const ways: readonly (readonly [how: string, name: string, ask: (states: States) => Promise<unknown>])[] = [
  [
    "is started",
    "STANDARD",
    async (states) => {
      const { executionArn } = await states.startExecution({ stateMachineArn: arnOf("STANDARD") });
      return (await states.standard.ended(executionArn)).end?.status;
    },
  ],
  [
    "is started and waited for",
    "EXPRESS",
    async (states) => (await states.startSyncExecution({ stateMachineArn: arnOf("EXPRESS") })).end.status,
  ],
  [
    "is delivered to",
    "EXPRESS",
    async (states) => {
      const outcome = await stateMachineTarget(states).deliver({
        ...{ arn: arnOf("EXPRESS"), payload: { text: "{}" } },
        caller: { arn: roleArn },
      });
      return outcome === delivered ? "SUCCEEDED" : outcome;
    },
  ],
];

test.each(ways)("a machine that %s is compiled before", async (_how, name, ask) => {
  const { compiling } = service.states.machines.describe(arnOf(name));
  let isCompiled = false;
  void compiling?.()?.then(() => {
    isCompiled = true;
  });
  expect(await ask(service.states)).toBe("SUCCEEDED");
  expect(isCompiled).toBe(true);
  expect(compiling?.()).toBeUndefined();
});

test("the history of what has run is told once its machine is compiled", async () => {
  expect(await service.typesOf(before)).toEqual([
    ...["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"],
  ]);
});

test("a machine that is deleted while it is compiled is not started", async () => {
  const starting = service.states.startSyncExecution({ stateMachineArn: arnOf("EXPRESS") });
  const refused = expect(starting).rejects.toMatchObject({
    code: expect.stringMatching(/^StateMachine(Deleting|DoesNotExist)$/),
  });
  await service.states.deleteStateMachine(arnOf("EXPRESS"));
  await refused;
});
