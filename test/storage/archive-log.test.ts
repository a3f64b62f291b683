// The files of an archive: none is larger than can be read whole at a start.

import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ArchiveLog, type ArchiveSpan } from "../../src/storage/archive-log.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "millrace-archive-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const megabyte = 1024 * 1024;
const at = Date.UTC(2026, 10, 27, 12);
const text = "x".repeat(megabyte);
const files = () => readdirSync(directory).filter((name) => name.endsWith(".journal"));

async function numbers(log: ArchiveLog): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for await (const { events } of log.spans()) for (const { event } of events) found.push(event.n);
  return found;
}

test("a day of many events has several, which are gone on with, read in order and taken away together", async () => {
  const log = await ArchiveLog.open(directory);
  for (let n = 0; n < 70; n++) await log.append({ n, text }, at);
  expect(files()).toEqual(["2026-11-27.0001.journal", "2026-11-27.0002.journal", "2026-11-27.journal"]);
  for (const name of files()) expect(statSync(join(directory, name)).size).toBeLessThan(34 * megabyte);
  await log.close();

  const again = await ArchiveLog.open(directory);
  expect([again.count, again.bytes > 70 * megabyte]).toEqual([70, true]);
  await again.append({ n: 70, text }, at);
  expect(files()).toHaveLength(3);
  // A clock that was put back.
  await again.append({ n: 71 }, at - 48 * 60 * 60 * 1000);
  expect(files()).toHaveLength(3);
  expect(await numbers(again)).toEqual(Array.from({ length: 72 }, (_, n) => n));
  await again.append({ n: 72 }, at + 24 * 60 * 60 * 1000);
  await again.prune(at + 24 * 60 * 60 * 1000);
  expect(files()).toEqual(["2026-11-28.journal"]);
  expect(await numbers(again)).toEqual([72]);
  await again.close();
});

test.each([["on disk"], ["in memory"]])("what has come behind a span is read alone: %s", async (where) => {
  const log = await ArchiveLog.open(where === "on disk" ? directory : undefined);
  const day = 24 * 60 * 60 * 1000;
  for (const [n, offset] of [0, 0, day].entries()) await log.append({ n }, at + offset);
  let last: ArchiveSpan | undefined;
  for await (const { events: _, ...span } of log.spans()) last = span;
  const behind = async () => {
    const found: unknown[] = [];
    for await (const { events } of log.spans(last)) for (const { event } of events) found.push(event.n);
    return found;
  };
  expect(await behind()).toEqual([]);
  await log.append({ n: 3 }, at + day);
  await log.append({ n: 4 }, at + 2 * day);
  expect(await behind()).toEqual([3, 4]);
  await log.prune(at + 2 * day);
  expect(await behind()).toEqual([4]);
  await log.close();
});
