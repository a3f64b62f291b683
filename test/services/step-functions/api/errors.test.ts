// Every error that AWS documents for an operation: either it is provoked here, or it is named here why it cannot come about on
// one machine.

import type * as sfn from "@aws-sdk/client-sfn";
import { holdToDocumentation } from "../../support/documented-errors.ts";
import {
  activityArn,
  fails,
  machineArn,
  maps,
  passes,
  roleArn,
  task,
  waits,
} from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";
import { documentedErrors } from "./documented-errors.ts";
import { executionErrors } from "./execution-error-cases.ts";
import { impossible } from "./impossible-errors.ts";
import { names, type Prepared, type Provoked } from "./provoked-errors.ts";
import { stateMachineErrors } from "./state-machine-error-cases.ts";

const service = servedStates(
  async () => {
    const { machines, activities } = service.states;
    const create = (name: string, definition: string, type: "STANDARD" | "EXPRESS" = "STANDARD") =>
      machines.create({ name, definition, roleArn, type, publish: true }).arn;
    create("orders", passes);
    create("express", passes, "EXPRESS");
    create("waits", waits);
    create("deleting", passes);
    machines.beginDeletion(machineArn("deleting"));
    activities.create({ name: "work" });
    activities.create({
      name: "tagged",
      tags: Object.fromEntries(names(50, "key").map((key) => [key, "x"])),
    });
    const failed = await service.run(create("fails", fails));
    const mapped = await service.run(create("maps", maps(0)), [1]);
    const finishedMapRun = service.states.mapRuns.list(mapped, {}).items[0]?.arn ?? "";
    await service.states.startExecution({ stateMachineArn: machineArn("waits"), name: "taken" });
    prepared = { failed, finishedMapRun, overToken: await answeredToken() };
    for (const _ of names(1000, "poller")) {
      void activities.getActivityTask({
        activityArn: activityArn("work"),
        workerName: "crowd",
        signal: undefined,
      });
    }
    for (const name of names(100, "alias")) {
      const routing = [{ versionArn: `${machineArn("orders")}:1`, weight: 100 }];
      machines.aliases.create(machineArn("orders"), { name, routing });
    }
    create("versions", passes);
    for (let version = 2; version <= 1000; version++) {
      machines.update({ stateMachineArn: machineArn("versions"), roleArn: `${roleArn}${version}` });
      machines.publish(machineArn("versions"), {});
    }
    machines.update({ stateMachineArn: machineArn("versions"), roleArn: `${roleArn}-new` });
  },
  { patience: 180_000 },
);
let prepared: Prepared;

/** Of a task that has been answered already. */
async function answeredToken(): Promise<string> {
  const { machines, activities, tokens } = service.states;
  activities.create({ name: "quick" });
  const { arn } = machines.create({ name: "quick", definition: task(activityArn("quick")), roleArn });
  const ended = service.run(arn);
  const work = await activities.getActivityTask({
    activityArn: activityArn("quick"),
    workerName: "one",
    signal: undefined,
  });
  tokens.succeed(work?.taskToken ?? "", 1);
  await ended;
  return work?.taskToken ?? "";
}

const provoked: Provoked = { ...stateMachineErrors, ...executionErrors };

holdToDocumentation({ documented: documentedErrors, provoked, impossible }, (_, ask) =>
  service.client.send(ask(prepared) as sfn.DescribeActivityCommand),
);
