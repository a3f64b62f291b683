// What makes a commit last. SQLite hands a commit to the system and returns; here the log is written through to the disk, once
// for all commits of the moment, without holding up the thread. When the log has grown, its pages are moved into the file.

import { closeSync, fdatasync, openSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { Worker } from "node:worker_threads";
import { siblingModule } from "../../../aws/sibling-module.ts";
import { startDiskThread } from "../../../storage/disk-thread.ts";
import { SqliteFileError, sqliteProblem } from "../../../storage/sqlite-file.ts";
import { SqliteAcknowledgement } from "../../../storage/sqlite-guard.ts";
import type { CheckpointAnswer } from "./checkpoint-thread.ts";

/** So many commits, or bytes of rows, are worth a checkpoint. */
const commitsBetween = 1_000;
const bytesBetween = 8 * 1024 * 1024;
/** In pages of 4 KiB. SQLite begins the log anew once all of it has been moved, which under steady writing never comes by itself. */
const longLog = 16_384;

export class WriteAheadLog {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #file: number;
  readonly #acknowledgement: SqliteAcknowledgement;
  #waiting: PromiseWithResolvers<void> | undefined = undefined;
  #isSyncing = false;
  /** The system could not write the log through; what it holds must reach the file before anything is acknowledged again. */
  #isSuspect = false;
  #commits = 0;
  #bytes = 0;
  #thread: Worker | undefined = undefined;
  #isMoving = false;
  #isClosed = false;

  constructor(path: string, database: DatabaseSync) {
    this.#path = path;
    this.#database = database;
    this.#file = openSync(`${path}-wal`, "r+");
    this.#acknowledgement = new SqliteAcknowledgement(path);
  }

  /** Resolves once everything that has been committed is on disk. Rejects with SqliteFileError. */
  synced(): Promise<void> {
    if (this.#waiting === undefined) {
      this.#waiting = Promise.withResolvers();
      // Whatever else this turn of the event loop commits goes along.
      if (!this.#isSyncing) setImmediate(() => this.#sync());
    }
    return this.#waiting.promise;
  }

  /** Takes notice of a commit of rows of so many bytes. */
  committed(bytes: number): void {
    this.#commits += 1;
    this.#bytes += bytes;
    if (this.#commits >= commitsBetween || this.#bytes >= bytesBetween) this.#checkpoint();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    while (this.#waiting !== undefined || this.#isSyncing) {
      await this.synced().catch(() => undefined);
    }
    if (this.#thread !== undefined) {
      const ended = new Promise((resolve) => this.#thread?.once("exit", resolve));
      // A thread with nothing to do doesn't keep the process up; one that closes the file must.
      this.#thread.ref();
      this.#thread.postMessage("close");
      await ended;
    }
    closeSync(this.#file);
    this.#acknowledgement.close();
  }

  #sync(): void {
    const waiting = this.#waiting;
    if (this.#isSyncing || waiting === undefined) return;
    this.#waiting = undefined;
    this.#isSyncing = true;
    this.#acknowledgement.note();
    fdatasync(this.#file, (problem) => {
      this.#isSyncing = false;
      if (problem !== null) this.#isSuspect = true;
      try {
        if (this.#isSuspect) this.#moveAll();
        else this.#acknowledgement.acknowledgeNoted();
        waiting.resolve();
      } catch (stillThere) {
        waiting.reject(new SqliteFileError(sqliteProblem(this.#path, stillThere)));
      }
      this.#sync();
    });
  }

  /** After a failed write the system may take for written what is not: only the file itself can be trusted then. */
  #moveAll(): void {
    this.#database.exec(
      "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA synchronous = NORMAL",
    );
    this.#isSuspect = false;
  }

  #checkpoint(): void {
    this.#commits = 0;
    this.#bytes = 0;
    if (this.#isMoving || this.#isClosed) return;
    try {
      this.#thread ??= this.#startThread();
      this.#thread.postMessage("checkpoint");
      this.#isMoving = true;
    } catch {
      // What was committed is committed. There is no thread to be had now; the next checkpoint asks again.
    }
  }

  #startThread(): Worker {
    const thread = startDiskThread(siblingModule("./checkpoint-thread", import.meta), { path: this.#path });
    thread.on("message", ({ logged }: CheckpointAnswer) => this.#moved(logged));
    // Whatever ended it ends this checkpoint: the next one starts another thread.
    thread.on("error", () => undefined);
    thread.on("exit", () => {
      if (this.#thread === thread) this.#thread = undefined;
      this.#isMoving = false;
    });
    return thread;
  }

  #moved(logged: number): void {
    this.#isMoving = false;
    if (logged < longLog || this.#isClosed) return;
    // Only what came meanwhile is left to move, and nobody writes while this thread does it.
    try {
      this.#database.exec("PRAGMA wal_checkpoint(PASSIVE)");
    } catch {
      // The next one tries again.
    }
  }
}
