// A table of any length: only the rows that are seen are there.

import type { ComponentChildren, VNode } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { useRowFocus } from "./row-focus.ts";
import { useRowWindow } from "./row-window.ts";

export interface Column<Row> {
  readonly title: string;
  /** What its head shows. @default its title */
  readonly head?: ComponentChildren;
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
  /** More rows may be found yet. */
  readonly isBusy?: boolean;
}

export function LongList<Row>(props: LongListProps<Row>) {
  const { label, columns, rows, keyOf, empty, onOpen, isChosen, isBusy = false } = props;
  const body = useRef<HTMLDivElement>(null);
  const view = useRowWindow(body, rows.length);
  const { shift, onKeyDown, onFocusIn } = useRowFocus({ body, rows, keyOf, view });
  const first = Math.max(0, view.first + shift);
  const end = Math.min(rows.length, view.end + shift);
  const style = useMemo(
    () => ({ gridTemplateColumns: columns.map(({ width }) => width).join(" ") }),
    [columns],
  );
  // A row that was there before is not drawn anew when the list is scrolled.
  const latest = useRef({ columns, onOpen, drawn: new Map<Row, DrawnRow>() });
  const isOfSame = latest.current.columns === columns && latest.current.onOpen === onOpen;
  const former = isOfSame ? latest.current.drawn : new Map<Row, DrawnRow>();
  const drawn = new Map<Row, DrawnRow>();
  latest.current = { columns, onOpen, drawn };
  const draw = (row: Row, number: number, isMarked: boolean) => (
    <div
      key={keyOf(row)}
      class={isMarked ? "row chosen" : "row"}
      role="row"
      aria-rowindex={number + 2}
      style={style}
      onClick={onOpen && (() => onOpen(row))}
    >
      {columns.map(({ title, cell }) => (
        <span key={title} role="cell" data-title={title}>
          {cell(row)}
        </span>
      ))}
    </div>
  );
  return (
    <div
      class={view.isTall ? "long-list tall" : "long-list"}
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-busy={isBusy}
      style={{ "--columns": columns.length, "--row": `${view.rowPixels}px` }}
      tabIndex={rows.length === 0 ? 0 : undefined}
    >
      <div class="row head" role="row" aria-rowindex={1} style={style}>
        {columns.map(({ title, head }) => (
          <span key={title} role="columnheader">
            {head ?? title}
          </span>
        ))}
      </div>
      {rows.length === 0 && <p class="empty">{isBusy ? "Looking …" : empty}</p>}
      <div
        class="body"
        role="rowgroup"
        aria-label={`${label}, rows`}
        ref={body}
        onScroll={view.look}
        onKeyDown={onKeyDown}
        onFocusIn={onFocusIn}
      >
        <Space pixels={first * view.rowPixels} />
        {rows.slice(first, end).map((row, index) => {
          const [number, isMarked] = [first + index, isChosen?.(row) === true];
          const known = former.get(row);
          const isSame = known?.number === number && known.isChosen === isMarked;
          const node = isSame ? known.node : draw(row, number, isMarked);
          drawn.set(row, { node, number, isChosen: isMarked });
          return node;
        })}
        <Space pixels={(rows.length - end) * view.rowPixels} />
      </div>
    </div>
  );
}

interface DrawnRow {
  readonly node: VNode;
  readonly number: number;
  readonly isChosen: boolean;
}

function Space({ pixels }: { readonly pixels: number }) {
  return <div aria-hidden="true" style={{ height: `${pixels}px` }} />;
}
