// The thread that writes is there once there is something to write, or executions to be taken up.

import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openFile } from "../../../../src/services/step-functions/store/sqlite-file.ts";
import type { WriterAnswer } from "../../../../src/services/step-functions/store/sqlite-writer.ts";
import { TurnWatch } from "../../../../src/services/step-functions/store/turn-watch.ts";
import { WriterThread } from "../../../../src/services/step-functions/store/writer-thread.ts";
import { temporaryFolder } from "./support/open-store.ts";

let directory: string;
let path: string;
beforeEach(() => {
  directory = temporaryFolder();
  path = join(directory, "executions.sqlite");
  openFile(path).close();
});
afterEach(() => rmSync(directory, { recursive: true }));

const newThread = () => new WriterThread(path, new TurnWatch().memory);

test("a thread that has been asked nothing is none, and has nothing to close", async () => {
  const writer = newThread();
  expect(writer.isRunning).toBe(false);
  await writer.close();
  expect(writer.isRunning).toBe(false);
});

test("the first request begins it, and the next ones find it", async () => {
  const writer = newThread();
  const prune = () =>
    new Promise<WriterAnswer>((resolve) => writer.send({ type: "prune", endedBefore: 0, after: 0 }, resolve));
  const answer = { type: "pruned", executions: 0, until: undefined };
  expect(await Promise.all([prune(), prune()])).toEqual([answer, answer]);
  expect(writer.isRunning).toBe(true);
  await writer.close();
});

test("one that cannot run answers whoever asks, then and later", async () => {
  const writer = new WriterThread(join(directory, "nowhere", "executions.sqlite"), new TurnWatch().memory);
  const ask = () =>
    new Promise<WriterAnswer>((resolve) => writer.send({ type: "prune", endedBefore: 0, after: 0 }, resolve));
  const refusal = { type: "failed", message: expect.stringContaining("is not written any more") };
  expect(await ask()).toEqual(refusal);
  expect(await ask()).toEqual(refusal);
  await writer.close();
});
