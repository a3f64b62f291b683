// What Express machines cannot have or be asked, and how their executions end and are told of.

import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { until } from "../../../support/until.ts";
import {
  activityArn,
  expressArn,
  fails,
  machineArn,
  maps,
  passes,
  roleArn,
  task,
} from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";

const service = servedStates(
  () => {
    const create = (name: string, definition: string) =>
      service.states.machines.create({ name, definition, roleArn, type: "EXPRESS", publish: true });
    create("express", passes);
    create("express-fails", fails);
    create("express-waits", waits({ TimeoutSeconds: 10 }));
    create("express-long", waits({}));
  },
  { clock: () => clock },
);
const clock = new VirtualClock();
const stateMachineArn = machineArn("express");
function waits(fields: JsonObject): string {
  const Only = { Type: "Wait", Seconds: 3600, End: true };
  return JSON.stringify({ StartAt: "Only", States: { Only }, ...fields });
}

describe("a definition cannot have", () => {
  const problems: readonly (readonly [what: string, definition: string, problem: string])[] = [
    [
      "a job that is waited for",
      task("arn:aws:states:::states:startExecution.sync", {
        Parameters: { StateMachineArn: machineArn("orders") },
      }),
      "Express state machine does not support '.sync' service integration at /States/Only/Resource",
    ],
    [
      "a task that waits for its token",
      task("arn:aws:states:::sns:publish.waitForTaskToken", {
        Parameters: { TopicArn: "arn:aws:sns:us-east-1:000000000000:t", "Message.$": "$$.Task.Token" },
      }),
      // Both blanks are AWS's.
      "Express state machine does not support '.waitForTaskToken' service integration  at /States/Only/Resource",
    ],
    [
      "an activity",
      task(activityArn("work")),
      "Express state machine does not support Activity ARN at /States/Only/Resource",
    ],
  ];

  test.each(problems)("%s", async (_what, definition, problem) => {
    const refused = {
      name: "InvalidDefinition",
      message: `Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: ${problem}'`,
    };
    const machine = { name: "new", definition, roleArn };
    const create = (type: "STANDARD" | "EXPRESS") =>
      service.client.send(new CreateStateMachineCommand({ ...machine, name: `new-${type}`, type }));
    await expect(create("EXPRESS")).rejects.toMatchObject(refused);
    const update = new UpdateStateMachineCommand({ stateMachineArn, definition });
    await expect(service.client.send(update)).rejects.toMatchObject(refused);
    const validate = (type: "STANDARD" | "EXPRESS") =>
      service.client.send(new ValidateStateMachineDefinitionCommand({ definition, type }));
    expect((await validate("EXPRESS")).result).toBe("FAIL");
    expect((await validate("STANDARD")).result).toBe("OK");
  });

  test("a distributed Map", async () => {
    const create = { name: "new", definition: maps(0), roleArn, type: "EXPRESS" as const };
    await expect(service.client.send(new CreateStateMachineCommand(create))).rejects.toMatchObject({
      name: "InvalidDefinition",
    });
  });
});

const startSync = (name: string, fields: object = {}) =>
  service.client.send(new StartSyncExecutionCommand({ stateMachineArn: machineArn(name), ...fields }));

describe("StartSyncExecution", () => {
  test("answers that the execution has timed out", async () => {
    const answer = startSync("express-waits");
    await until(() => service.states.express.running > 0);
    clock.advanceBy(10_000);
    const ended = await answer;
    expect(ended.status).toBe("TIMED_OUT");
    expect((ended.stopDate?.getTime() ?? 0) - (ended.startDate?.getTime() ?? 0)).toBe(10_000);
    expect(ended.billingDetails).toEqual({
      billedMemoryUsedInMB: 64,
      billedDurationInMilliseconds: 10_000,
    });
    expect(ended).not.toHaveProperty("output");
    expect(ended.outputDetails).toEqual({ included: true });
    // A name and an id, which are two even if nobody gave a name.
    const [name, id] = ended.executionArn?.split(":").slice(-2) ?? [];
    expect(name).toBe(ended.name);
    expect(id).not.toBe(name);
  });

  test("waits for five minutes at most", async () => {
    const answer = startSync("express-long");
    await until(() => service.states.express.running > 0);
    clock.advanceBy(5 * 60_000);
    expect((await answer).status).toBe("TIMED_OUT");
  });

  test.each([":1", ":live"])("runs the machine's …%s", async (form) => {
    const routingConfiguration = [{ stateMachineVersionArn: `${stateMachineArn}:1`, weight: 100 }];
    await service.client.send(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration }));
    const ended = await startSync(`express${form}`, { input: "1" });
    expect(ended).toMatchObject({ status: "SUCCEEDED", output: "1" });
    // The execution's ARN has the machine's name alone.
    expect(ended.executionArn).toContain(":express:express:");
  });

  test("makes a name, echoes the trace header, and takes a name again", async () => {
    const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0";
    const first = await startSync("express", { traceHeader });
    expect(first.traceHeader).toBe(traceHeader);
    expect(first.executionArn?.split(":").slice(5, 8)).toEqual(["express", "express", first.name]);
    const second = await startSync("express", { name: first.name });
    expect(second.name).toBe(first.name);
    expect(second.executionArn).not.toBe(first.executionArn);
  });

  test("leaves the error and the cause when it leaves out data", async () => {
    expect(await startSync("express-fails", { includedData: "METADATA_ONLY" })).toMatchObject({
      status: "FAILED",
      error: "TooCold",
      cause: "It snows",
      inputDetails: { included: false },
    });
  });
});

describe("executions that nobody waits for", () => {
  test("are started through the machine, a version or an alias, with ARNs of their own", async () => {
    for (const form of ["", ":1"]) {
      const start = new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}${form}`, name: "n" });
      const { executionArn, startDate } = await service.client.send(start);
      expect(executionArn).toContain(":express:express:n:");
      expect(startDate).toEqual(new Date(clock.now()));
    }
  });

  test.each(["", ":1"])("are not listed of the machine's …%s", async (form) => {
    const list = new ListExecutionsCommand({ stateMachineArn: `${stateMachineArn}${form}` });
    await expect(service.client.send(list)).rejects.toMatchObject({ name: "StateMachineTypeNotSupported" });
  });

  test("are not redriven", async () => {
    const redrive = new RedriveExecutionCommand({ executionArn: expressArn("express-fails", "one") });
    await expect(service.client.send(redrive)).rejects.toMatchObject({
      name: "InvalidArn",
      message: "Invalid Arn: 'Resource type not valid in this context: express'",
    });
  });
});
