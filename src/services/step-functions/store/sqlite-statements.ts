// The statements by which the store reads its file, and how they are run. What the writing thread writes is in `sqlite-writer.ts`.

import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { explained } from "./sqlite-file.ts";

/** Each statement is prepared once. Throw StoreError. */
export class Statements {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(path: string, database: DatabaseSync) {
    this.#path = path;
    this.#database = database;
  }

  get(sql: string, ...values: readonly SQLInputValue[]) {
    return explained(this.#path, () => this.#prepare(sql).get(...values));
  }

  all(sql: string, ...values: readonly SQLInputValue[]) {
    return explained(this.#path, () => this.#prepare(sql).all(...values));
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#prepared.get(sql) ?? this.#database.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}

/** In the order of the list. */
const fromTurns = "FROM json_each(?) CROSS JOIN turns ON turns.id = value";
const turnColumns = "at, kind, subject, events_before AS eventsBefore, data";

const openIds = `SELECT execution FROM open_executions
  UNION SELECT executions.id FROM executions, marks WHERE executions.id > marks.execution`;

const summaryColumns = `executions.id, arns.arn || ':' || name AS arn, revisions.key AS revision, facts, started_at,
  coalesce(status, 0) AS status, ended_at, redrives.count AS redrive_count, redrives.at AS redriven_at, tokens`;
const fromExecutions = `FROM executions
  JOIN arns ON arns.id = prefix
  JOIN revisions ON revisions.id = revision
  LEFT JOIN endings ON endings.execution = executions.id
  LEFT JOIN redrives ON redrives.execution = executions.id`;
const summary = `SELECT ${summaryColumns} ${fromExecutions}`;
const execution = `SELECT ${summaryColumns}, input, output, error, cause, events ${fromExecutions}`;

export const select = {
  arnIds: "SELECT arn AS name, id FROM arns",
  revisionIds: "SELECT key AS name, id FROM revisions",
  revision: "SELECT text FROM revisions WHERE key = ?",
  documents: "SELECT key, text FROM documents WHERE kind = ? ORDER BY key",
  anyExecution: "SELECT id FROM executions LIMIT 1",
  named: `${execution} WHERE prefix = ? AND name = ?`,
  executions: `${execution} WHERE executions.id IN (SELECT value FROM json_each(?)) ORDER BY executions.id`,
  open: `SELECT executions.id AS id FROM executions LEFT JOIN endings ON endings.execution = executions.id
    WHERE executions.id IN (${openIds}) AND endings.execution IS NULL ORDER BY executions.id`,
  turnLists: `SELECT execution, ids FROM indexed_turns WHERE execution IN (SELECT value FROM json_each(?1))
    UNION ALL SELECT execution, turns FROM endings
    WHERE execution IN (SELECT value FROM json_each(?1)) AND turns IS NOT NULL`,
  turns: `SELECT ${turnColumns} ${fromTurns}`,
  ownedTurns: `SELECT ${turnColumns}, execution ${fromTurns}`,
  mark: "SELECT execution, turn FROM marks",
  /** A mark may tell of rows that have been pruned since. */
  last: `SELECT max(execution, coalesce((SELECT max(id) FROM executions), 0)) AS execution,
    max(turn, coalesce((SELECT max(id) FROM turns), 0)) AS turn FROM marks`,
  /** Open executions that began after the mark, or had turns after it, and those turns. */
  unmarked: `SELECT execution, json_group_array(turn) FILTER (WHERE turn IS NOT NULL) AS turns FROM (
      SELECT executions.id AS execution, NULL AS turn FROM executions, marks WHERE executions.id > marks.execution
      UNION ALL SELECT turns.execution, turns.id FROM turns, marks WHERE turns.id > marks.turn
    ) AS unmarked
    WHERE NOT EXISTS (SELECT 1 FROM endings WHERE endings.execution = unmarked.execution) GROUP BY execution`,
} as const;

/** So many are looked through at once for those of a status, of which there is no index. */
const lookedThroughAtOnce = 2000;

interface Listing {
  /** The last that is looked through at once, if there are so many. */
  readonly lastOfMany: string;
  readonly select: string;
  /** What no execution is beyond. */
  readonly end: number;
}

function listing(isBeyond: "<" | ">", end: number): Listing {
  const [order, isWithin] = isBeyond === "<" ? ["DESC", ">="] : ["ASC", "<="];
  return {
    lastOfMany: `SELECT id FROM executions WHERE list = ? AND id ${isBeyond} ?
      ORDER BY id ${order} LIMIT 1 OFFSET ${lookedThroughAtOnce - 1}`,
    select: `${summary} WHERE list = ?1 AND executions.id ${isBeyond} ?2 AND executions.id ${isWithin} ?3
      AND (?4 IS NULL OR ?4 = coalesce((SELECT status FROM endings WHERE execution = executions.id), 0))
      ORDER BY executions.id ${order} LIMIT ?5`,
    end,
  };
}

export const newestFirst = listing("<", 0);
export const oldestFirst = listing(">", Number.MAX_SAFE_INTEGER);
