// The keyboard in a long list. The list is one stop of the Tab key, however long it is: the row one was at last. Arrow keys or j and k, Page
// Up and Page Down, Home and End go from row to row; what else is in a row is reached by Tab from there.

import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { RowWindow } from "./row-window.ts";

export interface RowFocusProps<Row> {
  readonly body: RefObject<HTMLElement | null>;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly view: RowWindow;
}

export interface RowFocus {
  /** By how many rows the one with the focus has moved because others came in above it: what is looked at moves along. */
  readonly shift: number;
  onKeyDown(event: KeyboardEvent): void;
  onFocusIn(event: FocusEvent): void;
}

const stillMs = 100;

export function useRowFocus<Row>({ body, rows, keyOf, view }: RowFocusProps<Row>): RowFocus {
  const { rowPixels } = view;
  const at = useRef<{ readonly key: string | number; readonly index: number } | undefined>(undefined);
  /** A row that is to have the focus as soon as it is there, and which of its controls. */
  const awaited = useRef<{ readonly index: number; readonly control: number } | undefined>(undefined);
  /** Where the list stood when it was drawn last. */
  const stood = useRef(view.first);
  const enter = (index: number) => {
    const row = rows[index];
    if (row !== undefined) at.current = { key: keyOf(row), index };
  };
  const isHere = body.current?.contains(document.activeElement) === true;
  const shift = isHere && at.current !== undefined ? movedBy(rows, keyOf, at.current) : 0;

  useLayoutEffect(() => {
    const { current: element } = body;
    if (element === null) return;
    if (shift !== 0 && at.current !== undefined) {
      enter(at.current.index + shift);
      element.scrollTop += shift * rowPixels;
      view.look();
    }
    const current = () => {
      const known = at.current?.index ?? -1;
      const isThere = rowAt(element, known) !== null;
      return isThere ? known : Math.min(Math.ceil(element.scrollTop / rowPixels), rows.length - 1);
    };
    const mark = () => markStops(element, current());
    const isScrolled = stood.current !== view.first;
    stood.current = view.first;
    // The row that had the focus may be gone: another has come to its place.
    const isLost = isHere && !element.contains(document.activeElement);
    const next = awaited.current ?? (isLost ? { index: current(), control: 0 } : undefined);
    if (next !== undefined) focusRow(element, next.index, next.control);
    awaited.current = undefined;
    if (!isScrolled) return mark();
    // Who scrolls does not press Tab: once the list stands still is soon enough.
    const timer = setTimeout(mark, stillMs);
    return () => clearTimeout(timer);
  });

  return {
    shift,
    onKeyDown(event) {
      const { current: element } = body;
      const row = (event.target as Element).closest<HTMLElement>("[role=row]");
      if (element === null || row === null || event.ctrlKey || event.metaKey || event.altKey) return;
      const page = Math.max(1, Math.floor(element.clientHeight / rowPixels) - 1);
      const to = destination(event.key, { from: indexOf(row), page, last: rows.length - 1 });
      if (to === undefined) return;
      event.preventDefault();
      const control = Math.max(0, controlsOf(row).indexOf(event.target as HTMLElement));
      const above = to * rowPixels;
      const least = above + rowPixels - element.clientHeight;
      element.scrollTop = Math.min(Math.max(element.scrollTop, least), above);
      if (!focusRow(element, to, control)) awaited.current = { index: to, control };
      view.look();
    },
    onFocusIn(event) {
      const row = (event.target as Element).closest<HTMLElement>("[role=row]");
      if (row === null || body.current === null) return;
      enter(indexOf(row));
      markStops(body.current, indexOf(row));
    },
  };
}

function movedBy<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | number,
  { key, index }: { readonly key: string | number; readonly index: number },
): number {
  const row = rows[index];
  if (row !== undefined && keyOf(row) === key) return 0;
  const found = rows.findIndex((each) => keyOf(each) === key);
  return found < 0 ? 0 : found - index;
}

interface Step {
  readonly from: number;
  /** Rows that are seen at once. */
  readonly page: number;
  readonly last: number;
}

function destination(key: string, { from, page, last }: Step): number | undefined {
  const places = new Map([
    ["ArrowDown", from + 1],
    ["j", from + 1],
    ["ArrowUp", from - 1],
    ["k", from - 1],
    ["PageDown", from + page],
    ["PageUp", from - page],
    ["Home", 0],
    ["End", last],
  ]);
  const place = places.get(key);
  return place === undefined ? undefined : Math.min(Math.max(place, 0), last);
}

/** Rows of nothing to press are no stops: their list is one, which scrolls. */
function markStops(body: HTMLElement, current: number): void {
  const rows = [...body.querySelectorAll<HTMLElement>("[role=row]")];
  const inRows = rows.map((row) => controlsOf(row));
  const hasControls = inRows.some((inRow) => inRow.length > 0);
  for (const [at, row] of rows.entries()) {
    const isCurrent = indexOf(row) === current;
    const inRow = inRows[at] ?? [];
    for (const control of inRow) setStop(control, isCurrent);
    if (hasControls && inRow.length === 0) setStop(row, isCurrent);
  }
  setStop(body, !hasControls && rows.length > 0);
}

/** What has the value already is left alone: each change of an attribute costs the page a look at its style. */
function setStop(element: HTMLElement, isStop: boolean): void {
  const wanted = isStop ? "0" : "-1";
  if (element.getAttribute("tabindex") !== wanted) element.setAttribute("tabindex", wanted);
}

function controlsOf(row: Element): readonly HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>("a[href], button, input")];
}

/** The head is the first row of the table. */
function indexOf(row: Element): number {
  return Number(row.getAttribute("aria-rowindex")) - 2;
}

function rowAt(body: Element, index: number): HTMLElement | null {
  return body.querySelector<HTMLElement>(`[aria-rowindex="${index + 2}"]`);
}

/** False if the row is not there yet. */
function focusRow(body: Element, index: number, control: number): boolean {
  const row = rowAt(body, index);
  if (row === null) return false;
  const inRow = controlsOf(row);
  (inRow[control] ?? inRow.at(-1) ?? row).focus({ preventScroll: true });
  return true;
}
