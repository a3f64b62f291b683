// The events of log groups on disk.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { EventStore } from "../../../src/services/logs/event-store.ts";
import { LogGroup } from "../../../src/services/logs/log-group.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "event-store-test-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function newGroup(): LogGroup {
  const record = { logGroupName: "g", id: "g1", createdAt: 0, logGroupClass: "STANDARD", tags: {} };
  const group = new LogGroup(record, { mostBytes: 64 * 1024 * 1024 });
  group.createStream("s", 0, 0);
  return group;
}

const messagesOf = (group: LogGroup) => group.read(() => true).map(({ message }) => message);

test("a flood is written in parts, and all of it is there again in its order", async () => {
  const store = new EventStore(directory, undefined);
  const group = newGroup();
  store.load(group);
  const printed = Array.from({ length: 100 }, (_, at) => `${at} ${"x".repeat(100_000)}`);
  group.append(
    "s",
    printed.map((message) => ({ timestamp: 1, message })),
    1,
  );
  store.touch(group);
  const committed = store.committed();
  group.append("s", [{ timestamp: 1, message: "meanwhile" }], 1);
  store.touch(group);
  await committed;
  await store.close();
  const again = newGroup();
  new EventStore(directory, undefined).load(again);
  const kept = messagesOf(again);
  expect(kept.map((message) => message.split(" ")[0])).toEqual([...printed.keys(), "meanwhile"].map(String));
  expect(kept.slice(0, -1).every((message, at) => message === printed[at])).toBe(true);
  // A segment is followed by another once it has 4 MiB, between two parts.
  const segments = readdirSync(join(directory, "g1")).filter((name) => name.endsWith(".log"));
  expect(segments.length).toBe(3);
});
