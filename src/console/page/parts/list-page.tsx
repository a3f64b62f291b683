// The things of one kind: a table of them, that a search narrows down.

import { useLive } from "../region/live.ts";
import { FilteredList } from "./filtered-list.tsx";
import type { Column } from "./long-list.tsx";
import { Trouble } from "./trouble.tsx";

export interface ListPageProps<Row> {
  readonly title: string;
  readonly load: () => Promise<readonly Row[]>;
  readonly nameOf: (row: Row) => string;
  readonly addressOf?: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  readonly empty: string;
}

export function ListPage<Row extends object>({
  title,
  load,
  nameOf,
  addressOf,
  columns,
  empty,
}: ListPageProps<Row>) {
  const { value, problem } = useLive(title, load, 3000);
  const name: Column<Row> = {
    title: "Name",
    width: "minmax(12rem, 2fr)",
    cell: (row) => (addressOf === undefined ? nameOf(row) : <a href={addressOf(row)}>{nameOf(row)}</a>),
  };
  return (
    <>
      <h1>{title}</h1>
      <Trouble problem={problem} />
      <FilteredList
        label={title}
        rows={value}
        filterLabel="Filter by name"
        textOf={nameOf}
        keyOf={nameOf}
        empty={empty}
        noneFound="None has that in its name."
        columns={[name, ...columns]}
      />
    </>
  );
}
