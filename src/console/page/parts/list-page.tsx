// The things of one kind: a table of them, that a search narrows down.

import { useState } from "preact/hooks";
import { useLive } from "../region/live.ts";
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

export function ListPage<Row>({ title, load, nameOf, addressOf, columns, empty }: ListPageProps<Row>) {
  const [text, setText] = useState("");
  const { value, problem } = useLive(title, load, 3000);
  const wanted = text.toLowerCase();
  const rows = (value ?? []).filter((row) => nameOf(row).toLowerCase().includes(wanted));
  const name: Column<Row> = {
    title: "Name",
    width: "minmax(12rem, 2fr)",
    cell: (row) => (addressOf === undefined ? nameOf(row) : <a href={addressOf(row)}>{nameOf(row)}</a>),
  };
  return (
    <>
      <h1>{title}</h1>
      <label class="filter">
        <span>Filter by name</span>
        <input type="search" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
      </label>
      <Trouble problem={problem} />
      {value && (
        <LongList
          label={title}
          rows={rows}
          keyOf={nameOf}
          empty={text === "" ? empty : "None has that in its name."}
          columns={[name, ...columns]}
        />
      )}
    </>
  );
}
