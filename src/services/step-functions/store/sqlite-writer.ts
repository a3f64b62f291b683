// The thread that writes: a commit waits for the disk, and nothing else in the region should. What came while it waited is one
// transaction.

import type { StatementSync } from "node:sqlite";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { SqliteAcknowledgement } from "../../../storage/sqlite-guard.ts";
import { TimeSlice } from "../../../time/time-slice.ts";
import { type Layout, type PackedRows, type PackedValue, unpackRows } from "./packed-rows.ts";
import { type BatchRows, layouts, type Table } from "./sqlite-batch.ts";
import { connect, toStoreError } from "./sqlite-file.ts";
import { unfinishedTurns, type WatchedMemory } from "./turn-watch.ts";
import { TurnWatchdog, watchEveryMs } from "./turn-watchdog.ts";

interface WriteRequest {
  readonly type: "write";
  readonly number: number;
  readonly rows: BatchRows;
}

export type WriterRequest =
  | WriteRequest
  | {
      readonly type: "prune";
      readonly endedBefore: number;
      /** The last execution that was looked at. */
      readonly after: number;
    }
  | { readonly type: "close" };

export type WriterAnswer =
  | { readonly type: "written" }
  | { readonly type: "failed"; readonly message: string }
  | {
      readonly type: "pruned";
      readonly executions: number;
      /** The last execution that was looked at, if there may be others. */
      readonly until: number | undefined;
    };

export interface WriterData {
  readonly path: string;
  /** What the region's thread tells of the turns it runs. */
  readonly watched: WatchedMemory;
}

const { path, watched } = workerData as WriterData;
const database = connect(path);
const acknowledgement = new SqliteAcknowledgement(path);

/** So many rows in one statement: calling SQLite costs as much as a row does. */
const rowsAtOnce = 16;

/** What a row of a batch does. */
interface Change {
  readonly layout: Layout;
  readonly one: (row: readonly PackedValue[]) => void;
  /** The same for `rowsAtOnce` of them, where there are enough to make that worth a statement. */
  readonly many?: StatementSync;
}

/** In the order in which they are made: an execution that is redriven may end in the same batch. */
const changes: { readonly [Name in Table]: Change } = {
  arns: insertion("INSERT OR IGNORE INTO arns (id, arn)", layouts.arns),
  revisions: insertion("INSERT OR IGNORE INTO revisions (id, key, text)", layouts.revisions),
  executions: insertion(
    "INSERT INTO executions (id, prefix, list, revision, started_at, name, facts, input)",
    layouts.executions,
  ),
  turns: insertion(
    "INSERT INTO turns (id, execution, at, kind, subject, events_before, data)",
    layouts.turns,
  ),
  redrives: redriving(),
  opened: insertion("INSERT OR IGNORE INTO open_executions (execution)", layouts.opened),
  endings: insertion(
    "INSERT INTO endings (execution, status, ended_at, events, output, error, cause, turns)",
    layouts.endings,
  ),
  closed: change("DELETE FROM open_executions WHERE execution = ?", layouts.closed),
  indexedTurns: insertion(
    "INSERT OR REPLACE INTO indexed_turns (execution, first, ids)",
    layouts.indexedTurns,
  ),
  marks: change("UPDATE marks SET execution = ?, turn = ?", layouts.marks),
  documents: documenting(),
};
const tables = Object.keys(changes) as Table[];

function change(sql: string, layout: Layout): Change {
  const statement = database.prepare(sql);
  return { layout, one: (row) => void statement.run(...row) };
}

function insertion(into: string, layout: Layout): Change {
  const row = placeholders(layout);
  const rows = Array.from({ length: rowsAtOnce }, () => row).join(", ");
  return { ...change(`${into} VALUES ${row}`, layout), many: database.prepare(`${into} VALUES ${rows}`) };
}

/** Texts come as bytes, which SQLite takes for text as they are. */
function placeholders(layout: Layout): string {
  return `(${layout.map((column) => (column === "t" ? "CAST(? AS TEXT)" : "?")).join(", ")})`;
}

/** A redriven execution has no ending any more, and keeps the turns that stood with it. */
function redriving(): Change {
  const keepTurns = database.prepare(`INSERT INTO indexed_turns
    SELECT execution, json_extract(turns, '$[0]'), turns FROM endings WHERE execution = ? AND turns IS NOT NULL`);
  const forgetEnding = database.prepare("DELETE FROM endings WHERE execution = ?");
  const { layout, one } = insertion(
    "INSERT OR REPLACE INTO redrives (execution, count, at, tokens)",
    layouts.redrives,
  );
  return {
    layout,
    one(row) {
      const [execution = null] = row;
      keepTurns.run(execution);
      forgetEnding.run(execution);
      one(row);
    },
  };
}

function documenting(): Change {
  const put = insertion("INSERT OR REPLACE INTO documents (kind, key, text)", layouts.documents);
  const remove = database.prepare(
    "DELETE FROM documents WHERE kind = CAST(? AS TEXT) AND key = CAST(? AS TEXT)",
  );
  return {
    layout: put.layout,
    one(row) {
      const [kind = null, key = null, text = null] = row;
      if (text === null) remove.run(kind, key);
      else put.one(row);
    },
  };
}

const markTurn = database.prepare("INSERT OR REPLACE INTO documents (kind, key, text) VALUES (?, ?, '')");
const unmarkTurn = database.prepare("DELETE FROM documents WHERE kind = ? AND key = ?");
const watchdog = new TurnWatchdog(watched, {
  mark: (execution) => attempt(() => markTurn.run(unfinishedTurns, String(execution))),
  unmark: (execution) => attempt(() => unmarkTurn.run(unfinishedTurns, String(execution))),
});
const watching = setInterval(() => watchdog.look(), watchEveryMs);

/** A disk that takes nothing takes no mark either. */
function attempt(write: () => unknown): void {
  try {
    write();
  } catch (problem) {
    if ((problem as { readonly code?: string }).code !== "ERR_SQLITE_ERROR") throw problem;
  }
}

/** The last batch that is on disk. */
let lastWritten = 0;

/** Batches that came while another was written go to disk together. */
function write(requests: readonly WriteRequest[]): WriterAnswer {
  const [first] = requests;
  if (first?.number !== lastWritten + 1)
    return { type: "failed", message: "an earlier batch is not on disk" };
  const answer = inTransaction(() => {
    for (const { rows } of requests) writeRows(rows);
    return { type: "written" };
  });
  if (answer.type === "written") lastWritten += requests.length;
  return answer;
}

function writeRows(rows: BatchRows): void {
  for (const table of tables) {
    const packed = rows[table];
    if (packed !== undefined) writeTable(changes[table], packed);
  }
}

function writeTable({ layout, one, many }: Change, rows: PackedRows): void {
  const width = layout.length;
  const atOnce = many === undefined ? 1 : rowsAtOnce;
  unpackRows(rows, { layout, atOnce }, (values) => {
    if (many !== undefined && values.length === width * atOnce) many.run(...values);
    else for (let at = 0; at < values.length; at += width) one(values.slice(at, at + width));
  });
}

/**
 * In the order in which they started: once one started too late, all that follow ended too late. (If the clock was set back
 * between, they are pruned later by as much.)
 */
const oldestFirst = database.prepare(`SELECT id, started_at, ended_at FROM executions
  LEFT JOIN endings ON endings.execution = executions.id WHERE id > ? ORDER BY id LIMIT 100`);
const forgetting = [
  `DELETE FROM turns WHERE id IN (
    SELECT value FROM indexed_turns, json_each(ids) WHERE execution = ?1
    UNION ALL SELECT value FROM endings, json_each(turns) WHERE execution = ?1)`,
  "DELETE FROM indexed_turns WHERE execution = ?",
  "DELETE FROM redrives WHERE execution = ?",
  "DELETE FROM endings WHERE execution = ?",
  "DELETE FROM executions WHERE id = ?",
].map((sql) => database.prepare(sql));

/** As many as a slice of the thread's time allows, so that a great clearing does not hold up what is being acknowledged. */
function prune(endedBefore: number, after: number): WriterAnswer {
  return inTransaction(() => {
    const slice = new TimeSlice();
    let executions = 0;
    let until = after;
    do {
      const rows = oldestFirst.all(until);
      if (rows.length === 0) return { type: "pruned", executions, until: undefined };
      for (const { id, started_at: startedAt, ended_at: endedAt } of rows) {
        if (Number(startedAt) >= endedBefore) return { type: "pruned", executions, until: undefined };
        if (endedAt !== null && Number(endedAt) < endedBefore) {
          for (const statement of forgetting) statement.run(id as number);
          executions += 1;
        }
        until = Number(id);
        if (slice.isOver) break;
      }
    } while (!slice.isOver);
    return { type: "pruned", executions, until };
  });
}

function inTransaction(work: () => WriterAnswer): WriterAnswer {
  try {
    database.exec("BEGIN IMMEDIATE");
    const answer = work();
    database.exec("COMMIT");
    acknowledgement.acknowledge();
    return answer;
  } catch (problem) {
    // A full disk may have ended the transaction already.
    if (database.isTransaction) database.exec("ROLLBACK");
    return { type: "failed", message: toStoreError(path, problem).message };
  }
}

function serve(requests: readonly WriterRequest[]): void {
  const writes: WriteRequest[] = [];
  for (const request of requests) {
    if (request.type === "write") {
      writes.push(request);
      continue;
    }
    answerWrites(writes.splice(0));
    if (request.type === "prune") parentPort?.postMessage(prune(request.endedBefore, request.after));
    else {
      clearInterval(watching);
      watchdog.close();
      acknowledgement.close();
      database.close();
      parentPort?.close();
    }
  }
  answerWrites(writes);
}

function answerWrites(writes: readonly WriteRequest[]): void {
  if (writes.length === 0) return;
  const answered = write(writes);
  for (const _ of writes) parentPort?.postMessage(answered);
}

parentPort?.on("message", (first: WriterRequest) => {
  const requests = [first];
  for (;;) {
    const next = parentPort === null ? undefined : receiveMessageOnPort(parentPort);
    if (next === undefined) break;
    requests.push(next.message as WriterRequest);
  }
  serve(requests);
});
