// Events against many rules, beside trying each rule; and many schedules due at once, beside timers that do nothing.

import { localIdentity } from "../../src/aws/arn.ts";
import { delivered } from "../../src/aws/delivery.ts";
import type { Json } from "../../src/aws/json.ts";
import { compileEventPattern, type Pattern } from "../../src/event-patterns/compile-pattern.ts";
import { MatchIndex } from "../../src/event-patterns/match-index.ts";
import { Scheduler } from "../../src/services/scheduler/scheduler.ts";
import { RecordBook } from "../../src/storage/record-book.ts";
import { atOnce } from "../../src/time/time-slice.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";
import { type BenchRow, compare, inTurns, type Pace, rowOf } from "./bench-row.ts";

export async function eventBenches(pace: Pace): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const count of [1, 100, 10_000]) rows.push(...(await matching(Math.ceil(count * pace.scale), pace)));
  return [...rows, await dueAtOnce(Math.ceil(100_000 * pace.scale), pace)];
}

/** All of one source: what tells them apart is a member of the detail. */
function patternOf(station: number): Pattern {
  return compileEventPattern(
    JSON.stringify({
      source: ["weather"],
      detail: { station: [`K${station}`], reading: { celsius: [{ numeric: [">", 20] }] } },
    }),
  );
}

async function matching(count: number, pace: Pace): Promise<BenchRow[]> {
  const patterns = Array.from({ length: count }, (_, station) => patternOf(station));
  const index = new MatchIndex(patterns.map((pattern, item) => ({ item, pattern })));
  const event: Json = {
    ...{ version: "0", id: "1", source: "weather", "detail-type": "Reading", resources: [] },
    detail: { station: `K${count >> 1}`, reading: { celsius: 21.5, at: "2026-01-01T00:00:00Z" } },
  };
  const { length: characters } = JSON.stringify(event);
  const found = () => index.matching(event, characters) ?? atOnce(index.inPieces(event, characters));
  const naive = () => patterns.filter(({ matches }) => matches(event));
  if (found().length !== 1 || naive().length !== 1) throw new Error("one rule should match");
  return compare(
    {
      name: `events matched, rules: ${count}`,
      unit: "events/s",
      millrace: found,
      peers: { "each rule tried": naive },
    },
    pace,
  );
}

async function dueAtOnce(count: number, { rounds }: Pace): Promise<BenchRow> {
  const sides = [() => schedulesDue(count), () => timersDue(count)];
  const [millrace = [], peer = []] = await inTurns(sides, Math.min(rounds, 5));
  const name = `schedules due at once: ${count}`;
  return rowOf({ name, millrace, peer, peerName: "timers that only count", unit: "invocations/s" });
}

async function schedulesDue(count: number): Promise<number> {
  const clock = new VirtualClock();
  let taken = 0;
  let done = () => {};
  const allTaken = new Promise<void>((resolve) => {
    done = resolve;
  });
  const deliver = () => {
    if (++taken === count) done();
    return delivered;
  };
  const scheduler = new Scheduler({
    ...{
      clock,
      identity: localIdentity,
      targets: { check: () => {}, missed: () => undefined, deliver },
      count: () => {},
    },
    book: await RecordBook.open({ directory: undefined, name: "none" }),
    fault(fault) {
      throw fault;
    },
  });
  scheduler.start();
  for (let number = 0; number < count; number++) {
    scheduler.create({
      ...{
        name: `s${number}`,
        group: "default",
        expression: "cron(0 12 * * ? *)",
        timezone: "Europe/Berlin",
      },
      ...{ isEnabled: true, windowMinutes: 0, isDeletedAfterCompletion: false },
      target: {
        ...{ arn: "arn:aws:sqs:us-east-1:000000000000:q", roleArn: "arn:aws:iam::000000000000:role/any" },
        ...{ input: "{}", retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 } },
      },
    });
  }
  const startedAt = performance.now();
  clock.advanceBy(86_400_000);
  await allTaken;
  const elapsed = performance.now() - startedAt;
  await scheduler.stop();
  return (count / elapsed) * 1000;
}

/** Timers of the runtime that do nothing but count. */
async function timersDue(count: number): Promise<number> {
  let fired = 0;
  const startedAt = performance.now();
  await new Promise<void>((resolve) => {
    for (let number = 0; number < count; number++) {
      setTimeout(() => {
        if (++fired === count) resolve();
      }, 1);
    }
  });
  return (count / (performance.now() - startedAt)) * 1000;
}
