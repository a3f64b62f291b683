// A file that is there and cannot be read is never taken for one that is not there. The superuser may read everything, so the
// region's process is nobody's.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Region } from "../../src/region/region.ts";

const nobody = process.getuid?.() === 0 ? 65_534 : undefined;
let directory: string;
let opener: ChildProcess;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "millrace-unreadable-"));
  const region = await Region.open({ directory, endpoint: "http://127.0.0.1:4566" });
  const { kinesis: streams, sqs: queues, s3: objects } = region.services;
  await streams.createStream({ streamName: "readings", shardCount: 1 });
  await streams.append("readings", [{ partitionKey: "k", data: Buffer.from("kept") }]);
  await queues.createQueue({ queueName: "orders" });
  await objects.createBucket("archive");
  await objects.putObject({ bucket: "archive", key: "kept", bytes: Buffer.from("kept") });
  await region.close();
  if (nobody !== undefined)
    for (const name of ["", ...readdirSync(directory, { recursive: true })])
      chownSync(join(directory, String(name)), nobody, nobody);
  opener = fork(join(import.meta.dirname, "opening-child.ts"), [directory], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    ...(nobody === undefined ? {} : { uid: nobody, gid: nobody }),
  });
});
afterAll(() => {
  opener.kill();
  rmSync(directory, { recursive: true });
});

async function open(): Promise<string> {
  const said = once(opener, "message");
  opener.send("open");
  return String((await said)[0]);
}

const files: readonly (readonly [string, RegExp])[] = [
  ["a stream's stream.json", /stream\.json$/],
  ["a segment of a stream", /0+1\.log$/],
  ["the journal of queues", /queues\.journal$/],
  ["the list of objects", /catalogue\.journal$/],
  ["the file of executions", /executions\.sqlite$/],
  ["the file of tables", /tables\.sqlite$/],
];

test.each(files)(
  "%s that cannot be read stops the start, by its name, and is kept",
  async (_, pattern) => {
    const path = readdirSync(directory, { recursive: true })
      .map((name) => join(directory, String(name)))
      .find((name) => pattern.test(name));
    if (path === undefined) throw new Error(`nothing is like ${pattern}`);
    const before = readFileSync(path);
    chmodSync(path, 0o000);
    expect(await open()).toContain(path);
    chmodSync(path, 0o600);
    expect(readFileSync(path)).toEqual(before);
  },
  180_000,
);

test("with all of them readable again it starts", async () => {
  expect(await open()).toBe("opened");
}, 180_000);

test("all that a region keeps is its user's alone", () => {
  for (const name of readdirSync(directory, { recursive: true }))
    expect([name, statSync(join(directory, String(name))).mode & 0o077]).toEqual([name, 0]);
  expect(existsSync(join(directory, "executions", "executions.sqlite"))).toBe(true);
});
