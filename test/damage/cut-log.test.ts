// A stream's log that ends anywhere, as a crash may leave it: every commit before the cut is there, and nothing of the torn one.

import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { localIdentity } from "../../src/aws/arn.ts";
import { Streams } from "../../src/services/kinesis/streams/streams.ts";
import {
  type Fixture,
  openFixture,
  readShard,
  record,
  temporaryFolder,
} from "../services/kinesis/support/open-streams.ts";

const shard0 = "shardId-000000000000";
let fixture: Fixture;
afterEach(() => fixture.dispose());

test("a log cut off at any byte keeps every whole commit before the cut and nothing of the torn one", async () => {
  fixture = await openFixture("disk");
  const stream = await fixture.streams.createStream({ streamName: "readings", shardCount: 1 });
  const commits = Array.from({ length: 12 }, (_, index) => [
    record("a", `${index}a`),
    record("b", `${index}b`),
  ]);
  const path = join(stream.folder ?? "", "000000000001.log");
  const ends: number[] = [];
  for (const commit of commits) {
    await stream.append(commit);
    ends.push((await stat(path)).size);
  }
  const whole = await readFile(path);
  const copies = await temporaryFolder();
  const folder = join(copies, basename(dirname(path)));
  await mkdir(folder);
  const kept = ["stream.json", "stream.copy.json"];
  for (const name of kept) await copyFile(join(dirname(path), name), join(folder, name));
  for (let cut = 0; cut <= whole.length; cut++) {
    await writeFile(join(folder, "000000000001.log"), whole.subarray(0, cut));
    const streams = await Streams.open({ directory: copies, clock: fixture.clock, identity: localIdentity });
    const survivors = commits.slice(0, ends.filter((end) => end <= cut).length).flat();
    await streams.append("readings", [record("a", "after")]);
    const expected = [...survivors.map(({ data }) => data.toString()), "after"];
    expect(await readShard(streams, "readings", shard0)).toEqual(expected);
    await streams.close();
    for (const name of await readdir(folder)) if (!kept.includes(name)) await rm(join(folder, name));
  }
  await rm(copies, { recursive: true });
}, 180_000);
