// Which rows of a long list are there: those that are seen, and some above and below. It moves by blocks of rows, so that most steps of
// scrolling draw nothing anew.

import type { RefObject } from "preact";
import { useCallback, useLayoutEffect, useState } from "preact/hooks";

export const rowPixels = 34;
/** Rows come and go by so many. */
const blockRows = 4;
/** So many rows above and below are there before they are seen. */
const beyond = 3;
/** Until the list knows its height. */
const usualPixels = 800;

export interface RowWindow {
  readonly first: number;
  /** The one after the last. */
  readonly end: number;
  /** There are more rows than are seen at once. */
  readonly isTall: boolean;
  /** Sees where the list stands. */
  readonly look: () => void;
}

export function useRowWindow(body: RefObject<HTMLElement | null>, rows: number): RowWindow {
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(usualPixels);
  const look = useCallback(() => {
    const { current: element } = body;
    if (element === null) return;
    setTop(Math.floor(element.scrollTop / (rowPixels * blockRows)) * blockRows);
    setHeight(element.clientHeight || usualPixels);
  }, [body]);
  useLayoutEffect(() => {
    addEventListener("resize", look);
    return () => removeEventListener("resize", look);
  }, [look]);
  // A list that has become shorter may stand elsewhere than before.
  useLayoutEffect(look, [rows, look]);
  const seen = Math.ceil(height / rowPixels) + blockRows;
  return {
    first: Math.max(0, top - beyond),
    end: Math.min(rows, top + seen + beyond),
    isTall: rows * rowPixels > height,
    look,
  };
}
