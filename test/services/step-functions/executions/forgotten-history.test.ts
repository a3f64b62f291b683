// An execution may be forgotten while its turns are read: what is left of them is no history.

import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { ExecutionStore } from "../../../../src/services/step-functions/store/execution-store.ts";
import { machine, StandardService, task } from "./support/standard-service.ts";

let service: StandardService;
beforeEach(() => {
  service = new StandardService("disk");
});
afterEach(() => service.dispose());

const tables = ["turns", "indexed_turns", "redrives", "endings", "executions"];

/** All executions are forgotten once the first turn has been taken, as the writing thread does it. */
function forgetsWhileRead(store: ExecutionStore): void {
  const turnsToTake = store.turnsToTake.bind(store);
  store.turnsToTake = (execution, after) => {
    const rows = turnsToTake(execution, after);
    return {
      length: rows.length,
      *[Symbol.iterator]() {
        let isFirst = true;
        for (const row of rows) {
          yield row;
          if (isFirst) {
            const database = new DatabaseSync(store.location);
            for (const table of tables) database.exec(`DELETE FROM ${table}`);
            database.close();
          }
          isFirst = false;
        }
      },
    };
  };
}

test("a history is whole, or that of no execution", async () => {
  const items = 40;
  const arn = await service.start(
    machine({
      Each: {
        Type: "Map",
        ItemProcessor: { StartAt: "Work", States: { Work: task() } },
        End: true,
      },
    }),
    { input: JSON.stringify(Array.from({ length: items }, (_, item) => item)) },
  );
  await service.settle();
  for (let answers = 0; answers < items; answers++) service.tasks.answer(null);
  await service.settle();
  expect(service.describe(arn).status).toBe("SUCCEEDED");
  forgetsWhileRead(service.store);
  await expect(service.states.standard.records.history(arn, {})).rejects.toMatchObject({
    code: "ExecutionDoesNotExist",
  });
});
