// A pipe that is under change, as one that stops is while its batch is in flight.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { pipe as pipeResource } from "../../../src/services/pipes/resources.ts";
import { arnOf } from "../../support/local-arn.ts";
import { until } from "../../support/until.ts";
import { TestedResource } from "../support/resource.ts";
import {
  clock,
  closeRegion,
  openRegion,
  pipe,
  queue,
  region,
  statistics,
} from "./support/region-of-pipes.ts";

const roleArn = "arn:aws:iam::000000000000:role/any";
const waitSeconds = 60;

beforeEach(openRegion);
afterEach(closeRegion);

/** It waits on the clock, which stands. */
function slowMachine(): string {
  const States = { Wait: { Type: "Wait", Seconds: waitSeconds, End: true } };
  const definition = JSON.stringify({ StartAt: "Wait", States });
  return region.services.states.machines.create({ name: "slow", type: "EXPRESS", roleArn, definition }).arn;
}

async function beginToStop(name: string): Promise<void> {
  const { pipes, sqs } = region.services;
  const Tags = { kept: "1", gone: "1" };
  await pipe(name, { Source: await queue("from"), Target: slowMachine(), Tags });
  await sqs.send("from", "a");
  await until(() => (statistics(name)?.batches === 1 ? true : undefined));
  pipes.stop(name);
}

test("takes no other change, keeps the tags that are put meanwhile, and is as it was to be after it", async () => {
  await beginToStop("p");
  const { pipes } = region.services;
  for (const change of [
    () => pipes.start("p"),
    () => pipes.stop("p"),
    () => pipes.update("p", { RoleArn: roleArn }),
    () => pipes.delete("p"),
  ])
    expect(change).toThrow("Pipe p is in state STOPPING.");
  const arn = arnOf("pipes", "pipe/p");
  pipes.tag(arn, { put: "1" });
  pipes.untag(arn, ["gone"]);
  clock.advanceBy(waitSeconds * 1000);
  expect(await pipes.settled("p")).toMatchObject({ currentState: "STOPPED" });
  expect(pipes.tagged(arn).Tags).toEqual({ kept: "1", put: "1" });
  expect(pipes.delete("p")).toMatchObject({ currentState: "DELETING" });
  expect(() => pipes.delete("p")).toThrow("Pipe p is in state DELETING.");
  expect(await pipes.settled("p")).toBeUndefined();
});

test("is deleted by its stack once that change is over", async () => {
  const { pipes, sqs } = region.services;
  const resource = new TestedResource(pipeResource, pipes);
  await resource.create({
    ...{ Name: "p", RoleArn: roleArn, Source: await queue("from"), Target: slowMachine() },
  });
  await sqs.send("from", "a");
  await until(() => (statistics("p")?.batches === 1 ? true : undefined));
  pipes.stop("p");
  const deleted = resource.delete();
  clock.advanceBy(waitSeconds * 1000);
  await deleted;
  expect(pipes.has("p")).toBe(false);
});
