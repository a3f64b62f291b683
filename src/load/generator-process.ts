// The process that generates the records of a load test. It says that it is ready by a group without records, begins once it is told to
// by anything on its standard input, writes each record when it is due whether or not anybody reads, and ends with another group without
// records, whose time is the processor time that it took, in milliseconds.

import { readSync, writeSync } from "node:fs";
import { createLoadRecords } from "../weather/load-records.ts";
import { writeGroup } from "./generated-records.ts";
import { monotonicMs } from "./monotonic-clock.ts";
import { OpenLoop } from "./open-loop.ts";

const tickMs = 5;
/** More at once would keep the region from all else for longer than a tick. */
const mostRecordsAGroup = 1000;

const [ratePerSecond = 0, total = 0] = process.argv.slice(2).map(Number);
const recordAt = createLoadRecords();
const sleeping = new Int32Array(new SharedArrayBuffer(4));

tell(0);
if (readSync(0, Buffer.alloc(1)) === 0) process.exit();
const before = process.cpuUsage();
generate();
const { user, system } = process.cpuUsage(before);
tell((user + system) / 1000);

function generate(): void {
  const loop = new OpenLoop(ratePerSecond, total, monotonicMs());
  let sent = 0;
  while (sent < total) {
    const due = loop.dueBy(monotonicMs());
    while (sent < due) {
      const first = sent;
      sent += Math.min(mostRecordsAGroup, due - sent);
      const records = Array.from({ length: sent - first }, (_, index) => recordAt(first + index));
      write(writeGroup({ dueMs: loop.dueAt(first), records }));
    }
    Atomics.wait(sleeping, 0, 0, tickMs);
  }
}

function tell(milliseconds: number): void {
  write(writeGroup({ dueMs: milliseconds, records: [] }));
}

function write(bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(1, bytes, written);
}
