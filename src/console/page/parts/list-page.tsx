// The things of one kind: a table of them, that a search narrows down.

import { useLive } from "../region/live.ts";
import { FilterField, useFilter } from "./filter.tsx";
import { type Column, LongList } from "./long-list.tsx";
import { Trouble } from "./trouble.tsx";

export interface ListPageProps<Row> {
  readonly title: string;
  readonly load: () => Promise<readonly Row[]>;
  readonly nameOf: (row: Row) => string;
  readonly addressOf?: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  readonly empty: string;
}

const none: readonly never[] = [];

export function ListPage<Row extends object>({
  title,
  load,
  nameOf,
  addressOf,
  columns,
  empty,
}: ListPageProps<Row>) {
  const { value, problem } = useLive(title, load, 3000);
  const filter = useFilter<Row>(value ?? none, nameOf);
  const name: Column<Row> = {
    title: "Name",
    width: "minmax(12rem, 2fr)",
    cell: (row) => (addressOf === undefined ? nameOf(row) : <a href={addressOf(row)}>{nameOf(row)}</a>),
  };
  return (
    <>
      <h1>{title}</h1>
      <FilterField label="Filter by name" filter={filter} />
      <Trouble problem={problem} />
      {value && (
        <LongList
          label={title}
          rows={filter.rows}
          isBusy={filter.isBusy}
          keyOf={nameOf}
          empty={filter.text === "" ? empty : "None has that in its name."}
          columns={[name, ...columns]}
        />
      )}
    </>
  );
}
