// Standard executions on disk, side by side with a bare loop over node:sqlite that commits as many rows of the same size, a
// thousand a transaction: the least that keeping them can cost. And how fast executions are taken up again after a crash.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { localIdentity } from "../../src/aws/arn.ts";
import type { Json } from "../../src/aws/json.ts";
import { States } from "../../src/services/step-functions/states.ts";
import { SqliteStore } from "../../src/services/step-functions/store/sqlite-store.ts";
import { systemClock } from "../../src/time/clock.ts";
import { type BenchRow, type Pace, rowOf } from "./bench-row.ts";
import { fiveStates, order, price } from "./executions.ts";
import { type Seconds, stopwatchOf } from "./stopwatch.ts";

const inFlight = 1_000;
const rowsPerTransaction = 1_000;
const mostRounds = 5;

export async function durabilityBenches(pace: Pace): Promise<BenchRow[]> {
  const size = (full: number) => Math.max(20, Math.round(full * pace.scale));
  return [
    await throughput(
      { name: "durable executions, five states, 1,000 in flight", unit: "executions/s", each: 1 },
      { definition: fiveStates, input: order, executions: size(60_000), turns: 1 },
      pace,
    ),
    await throughput(
      { name: "durable turns, ten tasks in a row, 1,000 in flight", unit: "turns/s", each: 10 },
      { definition: tasksInARow(10), input: { id: "A-17" }, executions: size(24_000), turns: 10 },
      pace,
    ),
    await recovery(size(10_000), pace),
  ];
}

interface Title {
  readonly name: string;
  readonly unit: string;
  /** How many of them an execution is. Its start and its end are rows as well, on both sides, and not counted as turns. */
  readonly each: number;
}

interface Load {
  readonly definition: unknown;
  readonly input: Json;
  readonly executions: number;
  /** After the start. */
  readonly turns: number;
}

/** The sides take turns, so that a noisy minute hits both. */
async function throughput({ name, unit, each }: Title, load: Load, pace: Pace): Promise<BenchRow> {
  const ours: number[] = [];
  const theirs: number[] = [];
  // The first round warms up.
  for (let round = 0; round <= Math.min(mostRounds, pace.rounds); round++) {
    const { seconds, output } = await inFolder((folder) => runDurably(folder, load, pace.seconds));
    const bare = await inFolder((folder) => writeBarely(folder, load, output, pace.seconds));
    if (round === 0) continue;
    ours.push((load.executions * each) / seconds);
    theirs.push((load.executions * each) / bare);
  }
  const peerName = "as many rows of the same size, by node:sqlite alone";
  return rowOf({ name, unit, peerName, millrace: ours, peer: theirs });
}

interface DurableRun {
  readonly seconds: number;
  /** What came out of one. */
  readonly output: Json;
}

/** Seconds until every execution has ended, a thousand of them at a time. */
async function runDurably(
  folder: string,
  { definition, input, executions }: Load,
  seconds: Seconds,
): Promise<DurableRun> {
  const states = openStates(folder, price);
  const stateMachineArn = createMachine(states, definition);
  const text = JSON.stringify(input);
  // The writing thread is up once it has written something.
  await states.committed();
  let started = 0;
  let ended = 0;
  let output: Json = null;
  const spent = stopwatchOf(seconds)();
  await new Promise<void>((resolve, reject) => {
    const startMore = () => {
      while (started < executions && started - ended < inFlight) {
        started += 1;
        states.startExecution({ stateMachineArn, input: text }).catch(reject);
      }
    };
    states.onExecutionEnded(({ end }) => {
      if (end.status === "SUCCEEDED") output = end.output;
      else reject(new Error(`The execution to be measured fails: ${end.error}`));
      ended += 1;
      if (ended === executions) resolve();
      else startMore();
    });
    startMore();
  });
  const took = spent();
  await states.standard.close();
  return { seconds: took, output };
}

/** The rows of the same executions: what was given, what each turn brought, what came out. */
function writeBarely(
  folder: string,
  { input, executions, turns }: Load,
  output: Json,
  seconds: Seconds,
): number {
  const database = new DatabaseSync(join(folder, "bare.sqlite"));
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  database.exec(`CREATE TABLE turns (
    id INTEGER PRIMARY KEY, execution INTEGER, at INTEGER, kind INTEGER, subject INTEGER, events_before INTEGER, data TEXT
  )`);
  const insert = database.prepare(
    "INSERT INTO turns (execution, at, kind, subject, events_before, data) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const given = JSON.stringify(input);
  const answer = JSON.stringify({ cents: 9_900 });
  const rows = [given, ...Array.from({ length: turns }, () => answer), JSON.stringify(output)];
  const now = Date.now();
  const spent = stopwatchOf(seconds)();
  let written = 0;
  database.exec("BEGIN");
  for (let execution = 0; execution < executions; execution++) {
    for (const row of rows) {
      insert.run(execution, now, 2, 1, 5, row);
      if (++written % rowsPerTransaction === 0) database.exec("COMMIT; BEGIN");
    }
  }
  database.exec("COMMIT");
  const took = spent();
  database.close();
  return took;
}

/** Executions that wait for a second task: each has its start, and one turn. The peer only reads what recovery reads. */
async function recovery(executions: number, pace: Pace): Promise<BenchRow> {
  return inFolder(async (folder) => {
    const before = openStates(folder, ({ stateName }) =>
      stateName === "Task0" ? price() : new Promise(() => {}),
    );
    const stateMachineArn = createMachine(before, tasksInARow(2));
    const input = JSON.stringify(order);
    for (let started = 0; started < executions; started += inFlight) {
      const some = Array.from({ length: Math.min(inFlight, executions - started) });
      await Promise.all(some.map(() => before.startExecution({ stateMachineArn, input })));
    }
    await before.standard.close();
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < Math.min(mostRounds, pace.rounds); round++) {
      ours.push(executions / (await recover(folder, executions, pace.seconds)));
      theirs.push(executions / readBarely(folder, pace.seconds));
    }
    const name = `recovery of ${executions.toLocaleString("en-US")} open executions`;
    const peerName = "reading their rows, by node:sqlite alone";
    return rowOf({ name, unit: "executions/s", peerName, millrace: ours, peer: theirs });
  });
}

async function recover(folder: string, executions: number, seconds: Seconds): Promise<number> {
  const spent = stopwatchOf(seconds)();
  const states = openStates(folder, () => new Promise(() => {}));
  const recovery = await states.standard.recover();
  const took = spent();
  // On a busy machine one may take so long that it is taken up last.
  const recovered = recovery.executions + recovery.late.length;
  if (recovered !== executions) throw new Error(`Recovered ${recovered} of ${executions}.`);
  await states.standard.close();
  return took;
}

function readBarely(folder: string, seconds: Seconds): number {
  const spent = stopwatchOf(seconds)();
  const database = new DatabaseSync(join(folder, "executions.sqlite"));
  const turnsOf = database.prepare(
    "SELECT turns.* FROM indexed_turns, json_each(ids) JOIN turns ON turns.id = value WHERE indexed_turns.execution = ?",
  );
  for (const { id } of database.prepare("SELECT * FROM executions ORDER BY id").all())
    turnsOf.all(id as number);
  const took = spent();
  database.close();
  return took;
}

function openStates(
  folder: string,
  run: (task: { readonly stateName: string }) => Json | Promise<Json>,
): States {
  const store = new SqliteStore({ directory: folder, clock: systemClock });
  return new States({ clock: systemClock, identity: localIdentity, store, tasks: { run } });
}

function createMachine(states: States, definition: unknown): string {
  const roleArn = "arn:aws:iam::000000000000:role/bench";
  return states.machines.create({ name: "bench", definition: JSON.stringify(definition), roleArn }).arn;
}

function tasksInARow(count: number) {
  const states = Array.from({ length: count }, (_, index) => [
    `Task${index}`,
    {
      Type: "Task",
      Resource: "arn:aws:lambda:us-east-1:000000000000:function:price",
      ...(index + 1 < count ? { Next: `Task${index + 1}` } : { End: true }),
    },
  ]);
  return { StartAt: "Task0", States: Object.fromEntries(states) as object };
}

async function inFolder<Result>(use: (folder: string) => Result | Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-bench-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
