// The parts of a region that keep their files in databases or in a book of what they deployed.

import type { Stack } from "../../src/services/cloudformation/stacks/stack.ts";
import { StackBook } from "../../src/services/cloudformation/stacks/stack-book.ts";
import { Tables } from "../../src/services/dynamodb/tables.ts";
import { SqliteStore } from "../../src/services/step-functions/store/sqlite-store.ts";
import type { Repair } from "../../src/storage/damage.ts";
import { noStreams } from "../services/dynamodb/support/no-streams.ts";
import { newExecution, turnOf } from "../services/step-functions/store/support/open-store.ts";
import { clock, identity, numbers, type StoredPart } from "./stored-part.ts";

export const executions: StoredPart = {
  name: "executions",
  async fill(directory) {
    const opened = new SqliteStore({ directory, clock });
    for (const number of numbers) {
      opened.append(opened.add(newExecution(`e${number}`)), turnOf(1, { data: "x".repeat(600) }));
      await opened.committed();
    }
    await opened.close();
  },
  async open(directory, repair) {
    const opened = new SqliteStore({ directory, clock, repair });
    return {
      inventory: async () =>
        opened
          .getAll(opened.open())
          .flatMap(({ id, arn, input }) => [
            `${arn} with ${input}`,
            ...opened.turns(id).map((turn) => `turn of ${id}: ${JSON.stringify(turn)}`),
          ]),
      close: () => opened.close(),
    };
  },
};

const openTables = (directory: string, repair?: Repair) =>
  Tables.open({ directory, clock, identity, repair, onFault: () => undefined, ...noStreams });

export const tables: StoredPart = {
  name: "tables",
  async fill(directory) {
    const opened = await openTables(directory);
    await opened.request("CreateTable", {
      TableName: "stations",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    });
    for (const number of numbers) {
      const Item = { id: { S: `s${number}` }, text: { S: "x".repeat(600) } };
      await opened.request("PutItem", { TableName: "stations", Item });
    }
    await opened.close();
  },
  async open(directory, repair) {
    const opened = await openTables(directory, repair);
    return {
      async inventory() {
        const { TableNames = [] } = await opened.request("ListTables", {});
        if (String(TableNames) === "") return [];
        const { Items = [] } = await opened.request("Scan", { TableName: "stations" });
        return (Items as readonly object[]).map((item) => JSON.stringify(item)).sort();
      },
      close: () => opened.close(),
    };
  },
};

const openStacks = (directory: string, repair?: Repair) => StackBook.open({ directory, clock, repair });

export const stacks: StoredPart = {
  name: "stacks",
  async fill(directory) {
    const opened = await openStacks(directory);
    for (const number of numbers) {
      const stack: Stack = {
        ...{ id: `arn:stack/${number}`, name: `s${number}`, status: "CREATE_COMPLETE", createdAt: 0 },
        ...{ outputs: [], imports: [], leftovers: [], onFailure: "ROLLBACK", isProtected: false },
        input: {
          ...{ body: "{}", file: "t.json", processed: {}, transforms: [], parameters: [], capabilities: [] },
          ...{ tags: [], notificationArns: [], leftOut: [] },
        },
      };
      const resource = {
        logicalId: `R${number}`,
        type: "T",
        status: "CREATE_COMPLETE",
        changedAt: 0,
      } as const;
      // As a creation writes it: the stack at its beginning and at its end.
      await opened.save({ type: "stack", stack: { ...stack, status: "CREATE_IN_PROGRESS" } });
      await opened.save({ type: "resource", stackId: stack.id, resource });
      await opened.save({ type: "stack", stack });
    }
    await opened.close();
  },
  async open(directory, repair) {
    const opened = await openStacks(directory, repair);
    return {
      inventory: async () => opened.all.flatMap(({ stack, resources }) => [stack.id, ...resources.keys()]),
      close: () => opened.close(),
    };
  },
};
