// A table of any length: only the rows that are seen are there.

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

export interface Column<Row> {
  readonly title: string;
  /** In `fr` or any other of a grid's sizes. */
  readonly width: string;
  readonly cell: (row: Row) => ComponentChildren;
}

export interface LongListProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly empty: string;
  readonly onOpen?: (row: Row) => void;
  readonly isChosen?: (row: Row) => boolean;
}

const rowPixels = 34;
/** So many rows above and below are there before they are seen. */
const beyond = 6;

export function LongList<Row>({ label, columns, rows, keyOf, empty, onOpen, isChosen }: LongListProps<Row>) {
  const body = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  useEffect(() => {
    const look = () => {
      const element = body.current;
      if (element !== null) setView({ top: element.scrollTop, height: element.clientHeight || 800 });
    };
    look();
    addEventListener("resize", look);
    return () => removeEventListener("resize", look);
  }, []);
  const first = Math.max(0, Math.floor(view.top / rowPixels) - beyond);
  const last = Math.min(rows.length, Math.ceil((view.top + view.height) / rowPixels) + beyond);
  const style = { gridTemplateColumns: columns.map(({ width }) => width).join(" ") };
  return (
    <div
      class="long-list"
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      style={{ "--columns": columns.length }}
      tabIndex={rows.length === 0 ? 0 : undefined}
    >
      <div class="row head" role="row" style={style}>
        {columns.map(({ title }) => (
          <span key={title} role="columnheader">
            {title}
          </span>
        ))}
      </div>
      {rows.length === 0 && <p class="empty">{empty}</p>}
      <div
        class="body"
        role="rowgroup"
        tabIndex={rows.length > 0 ? 0 : undefined}
        aria-label={`${label}, rows`}
        ref={body}
        onScroll={({ currentTarget }) =>
          setView({ top: currentTarget.scrollTop, height: currentTarget.clientHeight })
        }
      >
        <Space rows={first} />
        {rows.slice(first, last).map((row, index) => (
          <div
            key={keyOf(row)}
            class={`row${isChosen?.(row) === true ? " chosen" : ""}`}
            role="row"
            aria-rowindex={first + index + 2}
            style={style}
            onClick={onOpen && (() => onOpen(row))}
          >
            {columns.map(({ title, cell }) => (
              <span key={title} role="cell">
                {cell(row)}
              </span>
            ))}
          </div>
        ))}
        <Space rows={rows.length - last} />
      </div>
    </div>
  );
}

function Space({ rows }: { readonly rows: number }) {
  return <div aria-hidden="true" style={{ height: `${rows * rowPixels}px` }} />;
}
