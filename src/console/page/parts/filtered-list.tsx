// A table that a text narrows down.

import type { ComponentChildren } from "preact";
import { FilterField, useFilter } from "./filter.tsx";
import { LongList, type LongListProps } from "./long-list.tsx";

export interface FilteredListProps<Row> extends Omit<LongListProps<Row>, "rows" | "isBusy"> {
  /** Undefined until they are known: then there is no table yet. */
  readonly rows: readonly Row[] | undefined;
  readonly filterLabel: string;
  /** What of a row is looked through. It is asked once of each. */
  readonly textOf: (row: Row) => string;
  /** Where none of them holds the text. */
  readonly noneFound?: string;
  /** What else narrows it down, beside the field. */
  readonly children?: ComponentChildren;
}

const none: readonly never[] = [];

export function FilteredList<Row extends object>({
  rows,
  filterLabel,
  textOf,
  noneFound = "None holds that.",
  children,
  ...list
}: FilteredListProps<Row>) {
  const filter = useFilter<Row>(rows ?? none, textOf);
  return (
    <>
      <p class="actions">
        <FilterField label={filterLabel} filter={filter} />
        {children}
      </p>
      {rows && (
        <LongList
          {...list}
          rows={filter.rows}
          isBusy={filter.isBusy}
          empty={filter.text === "" ? list.empty : noneFound}
        />
      )}
    </>
  );
}
