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
  revisions: insert(3, "INSERT OR IGNORE INTO revisions (id, key, text) VALUES (?, ?, ?)"),
  lists: insert(2, "INSERT OR IGNORE INTO lists (id, arn) VALUES (?, ?)"),
  executions: insert(
    7,
    "INSERT INTO executions (id, arn, list, revision, started_at, facts, input) VALUES (?, ?, ?, ?, ?, ?, ?)",
  ),
  turns: insert(
    7,
    "INSERT INTO turns (execution, number, at, kind, subject, events_before, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
  ),
  redrives: insert(
    4,
    `UPDATE executions SET status = 0, ended_at = NULL, output = NULL, error = NULL, cause = NULL, events = NULL,
      redrive_count = ?, redriven_at = ?, redrive_tokens = ? WHERE id = ?`,
  ),
  endings: insert(
    7,
    "UPDATE executions SET status = ?, ended_at = ?, output = ?, error = ?, cause = ?, events = ? WHERE id = ?",
  ),
};
const putDocument = insert(3, "INSERT OR REPLACE INTO documents (kind, key, text) VALUES (?, ?, ?)");
const removeDocument = database.prepare("DELETE FROM documents WHERE kind = ? AND key = ?");

function write(rows: BatchRows): WriterAnswer {
  return inTransaction(() => {
    for (const table of Object.keys(statements) as (keyof typeof statements)[]) {
      insertAll(statements[table], rows[table]);
    }
    writeDocuments(rows.documents);
    return { type: "written" };
  });
}

function insertAll({ width, statement }: Insert, columns: BatchRows["turns"]): void {
  for (let at = 0; at < columns.length; at += width) statement.run(...columns.slice(at, at + width));
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

function prune(endedBefore: number): WriterAnswer {
  return inTransaction(() => {
    const closed = `SELECT id FROM executions WHERE ended_at < ? ORDER BY ended_at LIMIT ${prunedAtOnce}`;
    database.prepare(`DELETE FROM turns WHERE execution IN (${closed})`).run(endedBefore);
    const { changes } = database.prepare(`DELETE FROM executions WHERE id IN (${closed})`).run(endedBefore);
    return { type: "pruned", executions: Number(changes) };
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
