// The thread that writes: a commit waits for the disk, and nothing else in the region should. One batch is one transaction.

import type { StatementSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import type { BatchRows } from "./sqlite-batch.ts";
import { connect, toStoreError } from "./sqlite-file.ts";

export type WriterRequest =
  | { readonly type: "write"; readonly rows: BatchRows }
  | { readonly type: "prune"; readonly endedBefore: number }
  | { readonly type: "close" };

export type WriterAnswer =
  | { readonly type: "written" }
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "pruned"; readonly executions: number };

const { path } = workerData as { readonly path: string };
const database = connect(path);

/** A table's statement, and how many columns it takes. */
interface Insert {
  readonly width: number;
  readonly statement: StatementSync;
}

const insert = (width: number, sql: string): Insert => ({ width, statement: database.prepare(sql) });

const statements: { readonly [Table in keyof Omit<BatchRows, "documents">]: Insert } = {
  arns: insert(2, "INSERT OR IGNORE INTO arns (id, arn) VALUES (?, ?)"),
  revisions: insert(3, "INSERT OR IGNORE INTO revisions (id, key, text) VALUES (?, ?, ?)"),
  executions: insert(
    8,
    `INSERT INTO executions (id, prefix, name, list, revision, started_at, facts, input)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
  turns: insert(
    7,
    "INSERT INTO turns (execution, number, at, kind, subject, events_before, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
  ),
  redrives: insert(4, "INSERT OR REPLACE INTO redrives (execution, count, at, tokens) VALUES (?, ?, ?, ?)"),
  endings: insert(
    7,
    "INSERT INTO endings (execution, status, ended_at, output, error, cause, events) VALUES (?, ?, ?, ?, ?, ?, ?)",
  ),
};
const open = database.prepare("INSERT INTO open_executions (execution) VALUES (?)");
const close = database.prepare("DELETE FROM open_executions WHERE execution = ?");
const forgetEnding = database.prepare("DELETE FROM endings WHERE execution = ?");
const putDocument = insert(3, "INSERT OR REPLACE INTO documents (kind, key, text) VALUES (?, ?, ?)");
const removeDocument = database.prepare("DELETE FROM documents WHERE kind = ? AND key = ?");

function write(rows: BatchRows): WriterAnswer {
  return inTransaction(() => {
    for (const table of ["arns", "revisions", "executions", "turns", "redrives"] as const) {
      insertAll(statements[table], rows[table]);
    }
    forEachExecution("executions", rows, (execution) => open.run(execution));
    // A redriven execution is open again, and may end in the same batch.
    forEachExecution("redrives", rows, (execution) => {
      forgetEnding.run(execution);
      open.run(execution);
    });
    insertAll(statements.endings, rows.endings);
    forEachExecution("endings", rows, (execution) => close.run(execution));
    writeDocuments(rows.documents);
    return { type: "written" };
  });
}

function insertAll({ width, statement }: Insert, columns: BatchRows["turns"]): void {
  for (let at = 0; at < columns.length; at += width) statement.run(...columns.slice(at, at + width));
}

/** The execution's number is each row's first column. */
function forEachExecution(
  table: "executions" | "redrives" | "endings",
  rows: BatchRows,
  visit: (execution: number) => void,
): void {
  const { width } = statements[table];
  for (let at = 0; at < rows[table].length; at += width) visit(rows[table][at] as number);
}

function writeDocuments(columns: BatchRows["documents"]): void {
  for (let at = 0; at < columns.length; at += 3) {
    const [kind = "", key = "", text = null] = columns.slice(at, at + 3);
    if (text === null) removeDocument.run(kind, key);
    else putDocument.statement.run(kind, key, text);
  }
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
      return parentPort?.postMessage(write(request.rows));
    case "prune":
      return parentPort?.postMessage(prune(request.endedBefore));
    case "close":
      database.close();
      return parentPort?.close();
  }
});
