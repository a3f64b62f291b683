// Counts up, a few counters at a time, each as a pair in one transaction, and tells its parent every number that was
// acknowledged, and every refusal.

import { setTimeout } from "node:timers/promises";
import type { ServiceError } from "../../../../src/aws/service-error.ts";
import { openTables, tableOf } from "./open-tables.ts";

const [, , directory = ""] = process.argv;
const tables = await openTables({ directory });
await tables.request("CreateTable", tableOf("counters", "id")).catch(() => undefined);

async function count(counter: string): Promise<never> {
  for (;;) {
    const add = (id: string) => ({
      Update: {
        TableName: "counters",
        Key: { id: { S: `${counter} ${id}` } },
        UpdateExpression: "ADD #value :one",
        ExpressionAttributeNames: { "#value": "value" },
        ExpressionAttributeValues: { ":one": { N: "1" } },
      },
    });
    try {
      await tables.request("TransactWriteItems", { TransactItems: [add("one"), add("other")] });
    } catch (refusal) {
      const { code, status, message } = refusal as ServiceError;
      process.send?.({ refused: { code, status, message } });
      await setTimeout(20);
      continue;
    }
    const { Item: item } = (await tables.request("GetItem", {
      TableName: "counters",
      Key: { id: { S: `${counter} one` } },
    })) as { readonly Item: { readonly value: { readonly N: string } } };
    process.send?.({ counter, value: Number(item.value.N) });
  }
}

await Promise.all(["a", "b", "c", "d"].map(count));
