// Files that an earlier Millrace wrote are read, and go on.

import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { SqliteStore } from "../../../../src/services/step-functions/store/sqlite-store.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { machineArn, newExecution, temporaryFolder, turnOf } from "./support/open-store.ts";

let directory: string;
beforeEach(() => {
  directory = temporaryFolder();
});
afterEach(() => rmSync(directory, { recursive: true }));

/** The first format: every turn in an index, every open execution in a table. */
const format1 = `
  CREATE TABLE arns (id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE);
  CREATE TABLE revisions (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, text TEXT NOT NULL);
  CREATE TABLE executions (
    id INTEGER PRIMARY KEY, prefix INTEGER NOT NULL, list INTEGER NOT NULL, revision INTEGER NOT NULL,
    started_at INTEGER NOT NULL, name TEXT NOT NULL, facts TEXT, input TEXT NOT NULL,
    UNIQUE (prefix, name)
  );
  CREATE INDEX executions_of_list ON executions (list);
  CREATE TABLE open_executions (execution INTEGER PRIMARY KEY);
  CREATE TABLE turns (
    id INTEGER PRIMARY KEY, execution INTEGER NOT NULL, at INTEGER NOT NULL, kind INTEGER NOT NULL,
    subject INTEGER NOT NULL, events_before INTEGER NOT NULL, data TEXT
  );
  CREATE INDEX turns_of_execution ON turns (execution);
  CREATE TABLE endings (
    execution INTEGER PRIMARY KEY, status INTEGER NOT NULL, ended_at INTEGER NOT NULL, events INTEGER NOT NULL,
    output TEXT, error TEXT, cause TEXT
  );
  CREATE INDEX endings_by_time ON endings (ended_at);
  CREATE TABLE redrives (execution INTEGER PRIMARY KEY, count INTEGER NOT NULL, at INTEGER NOT NULL, tokens TEXT);
  CREATE TABLE documents (kind TEXT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
  PRAGMA application_id = ${0x4d494c4c};
  PRAGMA user_version = 1;
`;

test("of the first format: its executions are there with their turns, and go on", async () => {
  const prefix = machineArn.replace("stateMachine", "execution");
  const database = new DatabaseSync(join(directory, "executions.sqlite"));
  database.exec(`${format1}
    INSERT INTO arns VALUES (1, '${prefix}'), (2, '${machineArn}');
    INSERT INTO revisions VALUES (1, 'first', 'the first definition');
    INSERT INTO executions VALUES (1, 1, 2, 1, 1000, 'ended', NULL, '{}'), (2, 1, 2, 1, 1000, 'open', NULL, '{}');
    INSERT INTO open_executions VALUES (2);
    INSERT INTO turns VALUES (1, 2, 2001, 1, 1, 3, NULL), (2, 1, 2002, 1, 2, 3, NULL), (3, 2, 2003, 1, 3, 3, NULL);
    INSERT INTO endings VALUES (1, 1, 5000, 2, '{}', NULL, NULL);
  `);
  database.close();
  for (const turns of [
    [1, 3],
    [1, 3, 4],
  ]) {
    const store = new SqliteStore({ directory, clock: systemClock });
    expect(store.getAll(store.open()).map(({ arn }) => arn)).toEqual([newExecution("open").arn]);
    expect(store.turns(2).map(({ subject }) => subject)).toEqual(turns);
    expect(store.turns(1)).toEqual([turnOf(2)]);
    expect(store.find(newExecution("ended").arn)).toMatchObject({ status: "SUCCEEDED", endedAt: 5_000 });
    if (turns.length === 2) store.append(2, turnOf(4));
    await store.close();
  }
});
