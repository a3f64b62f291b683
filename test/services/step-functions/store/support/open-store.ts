// A store for tests: in memory or in a fresh folder, which can be closed and opened again as a restart does.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { slice } from "../../../../../src/engine/slice.ts";
import type {
  ExecutionStore,
  NewExecution,
} from "../../../../../src/services/step-functions/store/execution-store.ts";
import { MemoryStore } from "../../../../../src/services/step-functions/store/memory-store.ts";
import { SqliteStore } from "../../../../../src/services/step-functions/store/sqlite-store.ts";
import type { TurnRow } from "../../../../../src/services/step-functions/store/turn.ts";
import { systemClock } from "../../../../../src/time/clock.ts";

// A test that settles a few promises must not depend on how fast the machine is.
slice.longestMs = Number.POSITIVE_INFINITY;

export type Place = "memory" | "disk";

export interface StoreFixture {
  store: ExecutionStore;
  /** What is in memory stays there. */
  reopen(): Promise<void>;
  dispose(): Promise<void>;
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "millrace-store-"));
}

export function openStore(place: Place): StoreFixture {
  if (place === "memory") {
    return { store: new MemoryStore(), reopen: async () => {}, dispose: async () => {} };
  }
  const directory = temporaryFolder();
  const open = () => new SqliteStore({ directory, clock: systemClock });
  const fixture: StoreFixture = {
    store: open(),
    async reopen() {
      await fixture.store.close();
      fixture.store = open();
    },
    async dispose() {
      await fixture.store.close();
      rmSync(directory, { recursive: true });
    },
  };
  return fixture;
}

export const machineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:orders";

export function newExecution(name: string, fields: Partial<NewExecution> = {}): NewExecution {
  return {
    arn: `arn:aws:states:us-east-1:000000000000:execution:orders:${name}`,
    listedUnder: machineArn,
    revision: { key: "first", text: "the first definition" },
    input: `{"name":"${name}"}`,
    facts: null,
    startedAt: 1_000,
    ...fields,
  };
}

export function turnOf(number: number, fields: Partial<TurnRow> = {}): TurnRow {
  return { at: 2_000 + number, kind: 1, subject: number, eventsBefore: 3, data: null, ...fields };
}
