// How many environments a function has: as many as its invocations need, and none that would be ready only after they have ended.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { everything, type HostFixture, startHost } from "./host-fixture.ts";

/** A start takes a second, which no pause of a busy machine comes near. */
const text = `import { existsSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
await sleep(1_000);
export const handler = async ({ told, until }) => {
  if (told !== undefined) writeFileSync(told, "");
  while (until !== undefined && !existsSync(until)) await sleep(5);
};`;

let fixture: HostFixture;
let folder: string;
let outside: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "environment-pool-"));
  outside = mkdtempSync(join(tmpdir(), "environment-pool-"));
  // A handler's process may be another user's.
  chmodSync(outside, 0o777);
  writeFileSync(join(folder, "slow.mjs"), text);
  fixture = startHost();
  fixture.host.create(
    everything({ codeRoot: folder, handler: "slow.handler", timeoutSeconds: 20, maximumConcurrency: 4 }),
  );
});
afterEach(async () => {
  await fixture.host.close();
  for (const each of [folder, outside]) rmSync(each, { recursive: true });
});

const invoke = (event: object = {}) =>
  fixture.host.invoke({ functionName: "everything", payload: JSON.stringify(event) });
const environments = () => new Set(fixture.log.map(({ stream }) => stream)).size;

async function invokeInTurn(times: number): Promise<void> {
  for (let index = 0; index < times; index++) await invoke();
}

test("a burst out of nothing has an environment for each", async () => {
  await Promise.all([invoke(), invoke(), invoke()]);
  expect(environments()).toBe(3);
});

test("a burst of invocations that have been short is served by the environment that is there", async () => {
  await invokeInTurn(10);
  await Promise.all(Array.from({ length: 20 }, () => invoke()));
  expect(environments()).toBe(1);
});

test("whoever is behind an invocation that takes longer than is usual has an environment of his own", async () => {
  await invokeInTurn(10);
  const file = join(outside, "second.txt");
  await Promise.all([invoke({ until: file }), invoke({ told: file })]);
  expect(environments()).toBe(2);
});
