// The tables' file as everything else uses it: statements, transactions, and the promise that a commit is on disk.

import type { DatabaseSync, StatementSync } from "node:sqlite";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Repair } from "../../../storage/damage.ts";
import { SqliteFileError, sqliteProblem } from "../../../storage/sqlite-file.ts";
import { sealSqliteFile } from "../../../storage/sqlite-guard.ts";
import { openTableFile } from "./table-file.ts";
import { WriteAheadLog } from "./write-ahead-log.ts";

export class TableDatabase {
  readonly #path: string;
  readonly #database: DatabaseSync;
  /** Absent for a database in memory. */
  readonly #log: WriteAheadLog | undefined;
  readonly #statements = new Map<string, StatementSync>();
  #isWriting = false;
  #writtenBytes = 0;

  /** Without a path it is in memory. Throws SqliteFileError, and DamagedFile unless a repair is under way. */
  constructor(path: string | undefined, repair?: Repair) {
    this.#path = path ?? "the tables in memory";
    this.#database = openTableFile(path, repair);
    this.#log = path === undefined ? undefined : new WriteAheadLog(path, this.#database);
  }

  /** Prepared once. */
  statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /**
   * Runs `work` as one transaction: all of what it writes, or nothing. What it has written can be read at once, and is on disk
   * when `durable` says so. Throws what `work` throws; ServiceError (500) if the disk takes nothing.
   */
  write<Value>(work: () => Value): Value {
    if (this.#isWriting) return work();
    this.#isWriting = true;
    this.#writtenBytes = 0;
    try {
      this.statement("BEGIN IMMEDIATE").run();
      const value = work();
      this.statement("COMMIT").run();
      this.#log?.committed(this.#writtenBytes);
      return value;
    } catch (problem) {
      // A full disk may have ended the transaction already.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw this.#refusal(problem);
    } finally {
      this.#isWriting = false;
    }
  }

  /** So much is being written: what a checkpoint goes by. */
  count(bytes: number): void {
    this.#writtenBytes += bytes;
  }

  /** Runs what reads. Throws ServiceError (500) if the file cannot be read. */
  read<Value>(work: () => Value): Value {
    try {
      return work();
    } catch (problem) {
      throw this.#refusal(problem);
    }
  }

  /** Resolves once all that has been written is on disk. Rejects with ServiceError (500). */
  async durable(): Promise<void> {
    if (this.#log === undefined) return;
    try {
      await this.#log.synced();
    } catch (problem) {
      throw this.#refusal(problem);
    }
  }

  async close(): Promise<void> {
    await this.#log?.close();
    this.#database.close();
    if (this.#log !== undefined) sealSqliteFile(this.#path);
  }

  #refusal(problem: unknown): unknown {
    if (problem instanceof SqliteFileError) return unavailable(problem.message);
    const { code } = problem as { readonly code?: unknown };
    return code === "ERR_SQLITE_ERROR" ? unavailable(sqliteProblem(this.#path, problem)) : problem;
  }
}

/** Clients try again after a 5xx. */
function unavailable(message: string): ServiceError {
  return new ServiceError("InternalServerError", message, { status: 500 });
}
