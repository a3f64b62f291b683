// Rows narrowed down by a text that they hold. However many rows there are, the page goes on meanwhile: it looks through them a few
// milliseconds at a time, and writes out what they hold from when somebody comes to the field.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Clock, Passage, Search, Texts } from "./search.ts";

export interface Filter<Row> {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** Those that have been found. */
  readonly rows: readonly Row[];
  /** There may be more of them. */
  readonly isBusy: boolean;
  /** Somebody is at the field, or has left it. */
  readonly setExpected: (isExpected: boolean) => void;
}

/** `textOf` is asked once of each row. */
export function useFilter<Row extends object>(
  rows: readonly Row[],
  textOf: (row: Row) => string,
): Filter<Row> {
  const [text, setText] = useState("");
  const [isExpected, setExpected] = useState(false);
  const [, draw] = useState(0);
  const texts = useMemo(() => new Texts(textOf), []);
  const latest = useRef<Search<Row> | undefined>(undefined);
  const search = useMemo(() => {
    const next = new Search(rows, text, texts, latest.current);
    next.goOn(sliceFromNow());
    return next;
  }, [rows, text]);
  latest.current = search;
  useEffect(() => inSlices(search, () => draw((count) => count + 1)), [search]);
  useEffect(
    () => (isExpected ? inSlices(new Passage(rows, (row) => texts.of(row))) : undefined),
    [rows, isExpected],
  );
  return { text, setText, rows: search.found, isBusy: !search.isDone, setExpected };
}

interface FilterFieldProps<Row> {
  readonly label: string;
  readonly filter: Filter<Row>;
}

export function FilterField<Row>({ label, filter }: FilterFieldProps<Row>) {
  const { text, setText, setExpected } = filter;
  return (
    <label class="filter">
      <span>{label}</span>
      <input
        type="search"
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onFocus={() => setExpected(true)}
        onBlur={() => setExpected(false)}
      />
    </label>
  );
}

/** Half a frame, which leaves the other half to the drawing. */
const sliceMs = 8;

function sliceFromNow(): Clock {
  const end = performance.now() + sliceMs;
  return () => performance.now() >= end;
}

interface Work {
  readonly isDone: boolean;
  goOn(isTimeUp: Clock): void;
}

/** `then` once it is done, unless it was done before. Answers what stops it. */
function inSlices(work: Work, then?: () => void): (() => void) | undefined {
  if (work.isDone) return undefined;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    work.goOn(sliceFromNow());
    if (!work.isDone) port2.postMessage(undefined);
    else {
      port1.close();
      then?.();
    }
  };
  port2.postMessage(undefined);
  return () => port1.close();
}
