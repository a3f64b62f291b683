// DynamoDB tables, and what is in them.

import { useState } from "preact/hooks";
import { Ask } from "../parts/ask.tsx";
import { FilteredList } from "../parts/filtered-list.tsx";
import { JsonText } from "../parts/json.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { LongList } from "../parts/long-list.tsx";
import { plainItem, plainValue } from "../parts/plain-item.ts";
import { ThingPage } from "../parts/thing-page.tsx";
import { byteSize, count } from "../parts/words.ts";
import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";

async function listTables(): Promise<readonly Table[]> {
  const { TableNames } = await call<{ TableNames: string[] }>("dynamodb", "ListTables");
  const described = await Promise.all(
    TableNames.map((TableName) => call<{ Table: Table }>("dynamodb", "DescribeTable", { TableName })),
  );
  return described.map(({ Table }) => Table);
}

export function TablesPage() {
  return (
    <ListPage<Table>
      title="Tables"
      load={listTables}
      nameOf={({ TableName }) => TableName}
      addressOf={({ TableName }) => addressOf(["tables", TableName])}
      empty="There is no table."
      columns={[
        {
          title: "Key",
          width: "minmax(10rem, 1fr)",
          cell: ({ KeySchema }) => KeySchema.map(({ AttributeName }) => AttributeName).join(" · "),
        },
        { title: "Indexes", width: "6rem", cell: (each) => indexesOf(each).length },
        { title: "Items", width: "8rem", cell: ({ ItemCount }) => count(ItemCount) },
        { title: "Size", width: "8rem", cell: ({ TableSizeBytes }) => byteSize(TableSizeBytes) },
      ]}
    />
  );
}

type Item = Readonly<Record<string, unknown>>;

interface Index {
  readonly IndexName: string;
  readonly KeySchema: readonly { readonly AttributeName: string }[];
}

interface Table {
  readonly TableName: string;
  readonly ItemCount: number;
  readonly TableSizeBytes: number;
  readonly KeySchema: Index["KeySchema"];
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: string;
  }[];
  readonly GlobalSecondaryIndexes?: readonly Index[];
  readonly LocalSecondaryIndexes?: readonly Index[];
}

function indexesOf({ GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }: Table): readonly string[] {
  return [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].map(({ IndexName }) => IndexName);
}

export function TablePage({ route }: { readonly route: Route }) {
  const TableName = route.parts[1] ?? "";
  const [opened, setOpened] = useState<Item | undefined>();
  const { value, problem, refresh } = useLive(
    TableName,
    async () => {
      const [{ Table }, { Items, LastEvaluatedKey }] = await Promise.all([
        call<{ Table: Table }>("dynamodb", "DescribeTable", { TableName }),
        call<{ Items: Item[]; LastEvaluatedKey?: Item }>("dynamodb", "Scan", { TableName, Limit: 1000 }),
      ]);
      return {
        table: Table,
        keys: Table.KeySchema.map(({ AttributeName }) => AttributeName),
        items: Items,
        isCut: LastEvaluatedKey !== undefined,
      };
    },
    10_000,
  );
  const keyOf = (item: Item) => value?.keys.map((key) => written(plainValue(item[key]))).join(" · ") ?? "";
  return (
    <ThingPage section="tables" sectionTitle="Tables" kind="table" name={TableName} problem={problem}>
      {value && (
        <p class="actions">
          {count(value.table.ItemCount)} items · key {value.keys.join(", ")} · indexes{" "}
          {indexesOf(value.table).join(", ") || "none"}
          <button type="button" class="quiet" onClick={refresh}>
            Refresh
          </button>
        </p>
      )}
      {value && (
        <FilteredList
          label="Items"
          rows={value.items}
          filterLabel="Filter"
          textOf={(item) => JSON.stringify(plainItem(item))}
          keyOf={keyOf}
          empty="The table is empty."
          onOpen={setOpened}
          columns={[
            {
              title: `Key (${value.keys.join(", ")})`,
              width: "minmax(12rem, 3fr)",
              cell: (item) => (
                <button type="button" class="link" onClick={() => setOpened(item)}>
                  {keyOf(item)}
                </button>
              ),
            },
            { title: "Item", width: "4fr", cell: (item) => JSON.stringify(plainItem(item)).slice(0, 300) },
          ]}
        />
      )}
      {opened && <JsonText title="Item" text={JSON.stringify(opened)} />}
      {value?.isCut === true && <p class="note">The first thousand. Query for the rest.</p>}
      {value && <Query table={value.table} />}
      <Ask
        title="Ask in PartiQL"
        action="Run"
        fields={[{ name: "Statement", title: "Statement", rows: 3, value: `SELECT * FROM "${TableName}"` }]}
        ask={(values) => call("dynamodb", "ExecuteStatement", values)}
      />
    </ThingPage>
  );
}

function written(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

const comparisons = ["=", "<", "<=", ">", ">=", "begins_with"] as const;
const whole = "the table";

/** By partition key, and by a condition on the sort key. */
function Query({ table }: { readonly table: Table }) {
  const [found, setFound] = useState<readonly Item[]>([]);
  return (
    <>
      <Ask
        title="Query"
        action="Query"
        fields={[
          { name: "index", title: "Index", value: whole, choices: [whole, ...indexesOf(table)] },
          { name: "partition", title: "Partition key is", value: "" },
          { name: "comparison", title: "Sort key", value: "=", choices: comparisons },
          { name: "sort", title: "… this (empty: any)", value: "" },
          { name: "order", title: "Order", value: "ascending", choices: ["ascending", "descending"] },
        ]}
        ask={async (values) => {
          const { Items } = await call<{ Items: Item[] }>("dynamodb", "Query", queryOf(table, values));
          setFound(Items);
          return Items;
        }}
        shown={() => <p>{found.length} items</p>}
      />
      {found.length > 0 && (
        <LongList
          label="Found"
          rows={found.map((item, at) => ({ item, at }))}
          keyOf={({ at }) => at}
          empty=""
          columns={[
            {
              title: "Item",
              width: "1fr",
              cell: ({ item }) => JSON.stringify(plainItem(item)).slice(0, 500),
            },
          ]}
        />
      )}
    </>
  );
}

function queryOf(table: Table, values: Readonly<Record<string, string>>): Item {
  const { index = whole, partition = "", comparison = "=", sort = "", order } = values;
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = table;
  const { KeySchema: keys } =
    [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].find(({ IndexName }) => IndexName === index) ??
    table;
  const [hash = "", range] = keys.map(({ AttributeName }) => AttributeName);
  const typed = (name: string, value: string) => ({
    [table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType ?? "S"]:
      value,
  });
  const hasSort = range !== undefined && sort !== "";
  const condition = comparison === "begins_with" ? "begins_with(#sort, :sort)" : `#sort ${comparison} :sort`;
  return {
    TableName: table.TableName,
    ...(index === whole ? {} : { IndexName: index }),
    KeyConditionExpression: hasSort ? `#hash = :hash AND ${condition}` : "#hash = :hash",
    ExpressionAttributeNames: { "#hash": hash, ...(hasSort ? { "#sort": range } : {}) },
    ExpressionAttributeValues: {
      ":hash": typed(hash, partition),
      ...(hasSort ? { ":sort": typed(range, sort) } : {}),
    },
    ScanIndexForward: order !== "descending",
    Limit: 1000,
  };
}
