// As many executions run as there is memory for what they were given.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { rest, StandardService } from "./support/standard-service.ts";

const input = JSON.stringify("x".repeat(98));
/** A hundred characters, as text and as a value. */
const room = { mostHeldBytes: 500 };
const noRoom = { code: "ServiceUnavailable", status: 503 };

let service: StandardService;
let stateMachineArn: string;
beforeEach(() => {
  service = new StandardService("disk");
  service.open(room);
  stateMachineArn = service.create(rest);
});
afterEach(() => service.dispose());

const start = async (name: string) =>
  (await service.states.startExecution({ stateMachineArn, input, name })).executionArn;

test("one that there is no room for is refused, and leaves nothing, until another has ended", async () => {
  const first = await start("a");
  await start("b");
  await expect(start("c")).rejects.toMatchObject(noRoom);
  // The name is free.
  await service.states.standard.stop(first, undefined, undefined);
  await service.settle();
  const third = await start("c");
  expect(service.describe(third).status).toBe("RUNNING");
  await expect(start("d")).rejects.toMatchObject(noRoom);
});

test("the same start again is answered without room for it", async () => {
  const first = await start("a");
  await start("b");
  expect(await start("a")).toBe(first);
});

test("what goes on after a restart has its room", async () => {
  await start("a");
  await start("b");
  expect(await service.restart(room)).toBe(2);
  await expect(start("c")).rejects.toMatchObject(noRoom);
  service.states.standard.goOn();
  service.clock.advanceBy(60_000);
  await service.settle();
  await start("c");
});
