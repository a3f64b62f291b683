// The thread that writes: a commit waits for the disk, and nothing else in the region should. One batch is one transaction.

import type { StatementSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { type Layout, type PackedRows, type PackedValue, unpackRows } from "./packed-rows.ts";
import { type BatchRows, layouts, type Table } from "./sqlite-batch.ts";
import { connect, toStoreError } from "./sqlite-file.ts";

export type WriterRequest =
  | { readonly type: "write"; readonly number: number; readonly rows: BatchRows }
  | { readonly type: "prune"; readonly endedBefore: number }
  | { readonly type: "close" };

export type WriterAnswer =
  | { readonly type: "written" }
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "pruned"; readonly executions: number };

const { path } = workerData as { readonly path: string };
const database = connect(path);

const inserts: { readonly [Name in Table]: StatementSync } = {
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
const close = database.prepare("DELETE FROM open_executions WHERE execution = ?");
const forgetEnding = database.prepare("DELETE FROM endings WHERE execution = ?");
const removeDocument = database.prepare(
  "DELETE FROM documents WHERE kind = CAST(? AS TEXT) AND key = CAST(? AS TEXT)",
);

/** Texts come as bytes, which SQLite takes for text as they are. */
function insert(into: string, layout: Layout): StatementSync {
  const values = layout.map((column) => (column === "t" ? "CAST(? AS TEXT)" : "?"));
  return database.prepare(`${into} VALUES (${values.join(", ")})`);
}

/** What else a row means. */
const meanings: { readonly [Name in Table]?: (row: readonly PackedValue[]) => void } = {
  executions: ([execution = null]) => void open.run(execution),
  endings: ([execution = null]) => void close.run(execution),
  // A redriven execution is open again, and may end in the same batch.
  redrives: ([execution = null]) => {
    forgetEnding.run(execution);
    open.run(execution);
  },
};

/** The last batch that is on disk. */
let lastWritten = 0;

function write(number: number, rows: BatchRows): WriterAnswer {
  if (number !== lastWritten + 1) return { type: "failed", message: "an earlier batch is not on disk" };
  const answer = inTransaction(() => writeRows(rows));
  if (answer.type === "written") lastWritten = number;
  return answer;
}

function writeRows(rows: BatchRows): WriterAnswer {
  for (const table of ["arns", "revisions", "executions", "turns", "redrives", "endings"] as const) {
    writeTable(table, rows[table]);
  }
  if (rows.documents !== undefined) unpackRows(rows.documents, layouts.documents, writeDocument);
  return { type: "written" };
}

function writeTable(table: Table, rows: PackedRows | undefined): void {
  if (rows === undefined) return;
  const statement = inserts[table];
  const meaning = meanings[table];
  unpackRows(rows, layouts[table], (row) => {
    statement.run(...row);
    meaning?.(row);
  });
}

function writeDocument(row: readonly PackedValue[]): void {
  const [kind = null, key = null, text = null] = row;
  if (text === null) removeDocument.run(kind, key);
  else inserts.documents.run(kind, key, text);
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

parentPort?.on("message", (request: WriterRequest) => {
  switch (request.type) {
    case "write":
      return parentPort?.postMessage(write(request.number, request.rows));
    case "prune":
      return parentPort?.postMessage(prune(request.endedBefore));
    case "close":
      database.close();
      return parentPort?.close();
  }
});
