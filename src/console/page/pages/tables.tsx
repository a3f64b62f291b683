// DynamoDB tables, and what is in them.

import { useState } from "preact/hooks";
import { Ask } from "../parts/ask.tsx";
import { JsonText } from "../parts/json.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { LongList } from "../parts/long-list.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";

export function TablesPage() {
  return (
    <ListPage<{ readonly name: string }>
      title="Tables"
      load={async () =>
        (await call<{ TableNames: string[] }>("dynamodb", "ListTables")).TableNames.map((name) => ({ name }))
      }
      nameOf={({ name }) => name}
      addressOf={({ name }) => addressOf(["tables", name])}
      empty="There is no table."
      columns={[]}
    />
  );
}

type Item = Readonly<Record<string, unknown>>;

export function TablePage({ route }: { readonly route: Route }) {
  const TableName = route.parts[1] ?? "";
  const [opened, setOpened] = useState<Item | undefined>();
  const { value, problem } = useLive(
    TableName,
    async () => {
      const [{ Table }, { Items }] = await Promise.all([
        call<{ Table: { KeySchema: { AttributeName: string }[]; ItemCount: number } }>(
          "dynamodb",
          "DescribeTable",
          { TableName },
        ),
        call<{ Items: Item[] }>("dynamodb", "Scan", { TableName, Limit: 1000 }),
      ]);
      return {
        keys: Table.KeySchema.map(({ AttributeName }) => AttributeName),
        count: Table.ItemCount,
        items: Items,
      };
    },
    5000,
  );
  const keyOf = (item: Item) => value?.keys.map((key) => JSON.stringify(item[key])).join(" ") ?? "";
  return (
    <>
      <p class="crumbs">
        <a href="#/tables">Tables</a> ›
      </p>
      <h1>{TableName}</h1>
      <Trouble problem={problem} />
      {value && (
        <LongList
          label="Items"
          rows={value.items}
          keyOf={keyOf}
          empty="The table is empty."
          onOpen={setOpened}
          columns={[
            {
              title: `Key (${value.keys.join(", ")})`,
              width: "minmax(12rem, 1fr)",
              cell: (item) => (
                <button type="button" class="link" onClick={() => setOpened(item)}>
                  {keyOf(item)}
                </button>
              ),
            },
            { title: "Item", width: "2fr", cell: (item) => JSON.stringify(item).slice(0, 300) },
          ]}
        />
      )}
      {opened && <JsonText title="Item" text={JSON.stringify(opened)} />}
      <Ask
        title="Ask in PartiQL"
        action="Run"
        fields={[{ name: "Statement", title: "Statement", rows: 3, value: `SELECT * FROM "${TableName}"` }]}
        ask={(values) => call("dynamodb", "ExecuteStatement", values)}
      />
    </>
  );
}
