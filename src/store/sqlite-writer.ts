// The thread that writes: a commit waits for the disk, and nothing else in the region should. What came while it waited is one
// transaction.

import type { StatementSync } from "node:sqlite";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { type Layout, type PackedRows, type PackedValue, unpackRows } from "./packed-rows.ts";
import { type BatchRows, layouts, type Table } from "./sqlite-batch.ts";
import { connect, toStoreError } from "./sqlite-file.ts";

interface WriteRequest {
  readonly type: "write";
  readonly number: number;
  readonly rows: BatchRows;
}

export type WriterRequest =
  | WriteRequest
  | { readonly type: "prune"; readonly endedBefore: number }
  | { readonly type: "close" };

export type WriterAnswer =
  | { readonly type: "written" }
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "pruned"; readonly executions: number };

const { path } = workerData as { readonly path: string };
const database = connect(path);

/** So many rows in one statement: calling SQLite costs as much as a row does. */
const rowsAtOnce = 16;

interface Insert {
  readonly layout: Layout;
  readonly one: StatementSync;
  /** `rowsAtOnce` of them. */
  readonly many: StatementSync;
}

const inserts: { readonly [Name in Table]: Insert } = {
  arns: insert("INSERT OR IGNORE INTO arns (id, arn)", layouts.arns),
  revisions: insert("INSERT OR IGNORE INTO revisions (id, key, text)", layouts.revisions),
  executions: insert(
    "INSERT INTO executions (id, prefix, list, revision, started_at, name, facts, input)",
    layouts.executions,
  ),
  turns: insert("INSERT INTO turns (execution, at, kind, subject, events_before, data)", layouts.turns),
  redrives: insert("INSERT OR REPLACE INTO redrives (execution, count, at, tokens)", layouts.redrives),
  endings: insert(
    "INSERT INTO endings (execution, status, ended_at, events, output, error, cause)",
    layouts.endings,
  ),
  documents: insert("INSERT OR REPLACE INTO documents (kind, key, text)", layouts.documents),
};
const open = database.prepare("INSERT INTO open_executions (execution) VALUES (?)");
const openThose = database.prepare(
  "INSERT INTO open_executions (execution) SELECT id FROM executions WHERE id BETWEEN ? AND ?",
);
const close = database.prepare("DELETE FROM open_executions WHERE execution = ?");
const closeMany = database.prepare(
  `DELETE FROM open_executions WHERE execution IN (${Array.from({ length: rowsAtOnce }, () => "?").join(", ")})`,
);
const forgetEnding = database.prepare("DELETE FROM endings WHERE execution = ?");
const removeDocument = database.prepare(
  "DELETE FROM documents WHERE kind = CAST(? AS TEXT) AND key = CAST(? AS TEXT)",
);

/** Texts come as bytes, which SQLite takes for text as they are. */
function insert(into: string, layout: Layout): Insert {
  const row = `(${layout.map((column) => (column === "t" ? "CAST(? AS TEXT)" : "?")).join(", ")})`;
  const rows = Array.from({ length: rowsAtOnce }, () => row).join(", ");
  return {
    layout,
    one: database.prepare(`${into} VALUES ${row}`),
    many: database.prepare(`${into} VALUES ${rows}`),
  };
}

/** What else rows mean. */
const meanings: { readonly [Name in Table]?: (ids: readonly PackedValue[]) => void } = {
  // Their ids follow each other.
  executions: (ids) => void openThose.run(ids[0] ?? null, ids.at(-1) ?? null),
  endings: (ids) => {
    if (ids.length === rowsAtOnce) closeMany.run(...ids);
    else for (const id of ids) close.run(id);
  },
  // A redriven execution is open again, and may end in the same batch.
  redrives: (ids) => {
    for (const id of ids) {
      forgetEnding.run(id);
      open.run(id);
    }
  },
};

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
  for (const table of ["arns", "revisions", "executions", "turns", "redrives", "endings"] as const) {
    writeTable(table, rows[table]);
  }
  if (rows.documents !== undefined) {
    unpackRows(rows.documents, { layout: layouts.documents, atOnce: 1 }, writeDocument);
  }
}

function writeTable(table: Table, rows: PackedRows | undefined): void {
  if (rows === undefined) return;
  const { layout, one, many } = inserts[table];
  const width = layout.length;
  const meaning = meanings[table];
  unpackRows(rows, { layout, atOnce: rowsAtOnce }, (values) => {
    if (values.length === width * rowsAtOnce) many.run(...values);
    else for (let at = 0; at < values.length; at += width) one.run(...values.slice(at, at + width));
    meaning?.(values.filter((_, index) => index % width === 0));
  });
}

function writeDocument([kind = null, key = null, text = null]: readonly PackedValue[]): void {
  if (text === null) removeDocument.run(kind, key);
  else inserts.documents.one.run(kind, key, text);
}

/** So many at a time, so that a great clearing does not hold up what is being acknowledged. */
const prunedAtOnce = 500;
const forgetting = [
  "DELETE FROM turns WHERE execution = ?",
  "DELETE FROM redrives WHERE execution = ?",
  "DELETE FROM endings WHERE execution = ?",
  "DELETE FROM executions WHERE id = ?",
];

function prune(endedBefore: number): WriterAnswer {
  return inTransaction(() => {
    const old = database.prepare(
      "SELECT execution FROM endings WHERE ended_at < ? ORDER BY ended_at LIMIT ?",
    );
    const executions = old.all(endedBefore, prunedAtOnce).map(({ execution }) => Number(execution));
    for (const sql of forgetting) {
      const statement = database.prepare(sql);
      for (const execution of executions) statement.run(execution);
    }
    return { type: "pruned", executions: executions.length };
  });
}

function inTransaction(work: () => WriterAnswer): WriterAnswer {
  try {
    database.exec("BEGIN IMMEDIATE");
    const answer = work();
    database.exec("COMMIT");
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
    if (request.type === "prune") parentPort?.postMessage(prune(request.endedBefore));
    else {
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
