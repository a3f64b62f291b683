// Which rows of a long list are there: those that are seen, and some above and below. It moves by blocks of rows, so that most steps of
// scrolling draw nothing anew.

import type { RefObject } from "preact";
import { useCallback, useLayoutEffect, useState } from "preact/hooks";

const widePixels = 34;
/** As wide as a row must be for its cells to stand beside each other: `style/narrow.css` has the same. */
const stacking = "(max-width: 40rem)";
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
  /** How high each row is. */
  readonly rowPixels: number;
  /** Sees where the list stands. */
  readonly look: () => void;
}

export function useRowWindow(body: RefObject<HTMLElement | null>, rows: number): RowWindow {
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(usualPixels);
  const rowPixels = useRowPixels(body);
  const look = useCallback(() => {
    const { current: element } = body;
    if (element === null) return;
    setTop(Math.floor(element.scrollTop / (rowPixels * blockRows)) * blockRows);
    setHeight(element.clientHeight || usualPixels);
  }, [body, rowPixels]);
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
    rowPixels,
    look,
  };
}

/**
 * On a narrow window a row is as high as the highest that has been seen needs to be for nothing in it to be cut: all are of one height, so
 * that it is known where each stands.
 */
function useRowPixels(body: RefObject<HTMLElement | null>): number {
  const [isStacked, setStacked] = useState(() => matchMedia(stacking).matches);
  const [needed, setNeeded] = useState(widePixels);
  useLayoutEffect(() => {
    const query = matchMedia(stacking);
    const changed = () => {
      setStacked(query.matches);
      setNeeded(widePixels);
    };
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, []);
  useLayoutEffect(() => {
    const { current: element } = body;
    if (!isStacked || element === null) return;
    const rows = [...element.querySelectorAll("[role=row]")];
    const highest = Math.max(needed, ...rows.map(({ scrollHeight }) => scrollHeight + 1));
    if (highest === needed) return;
    // What stood at the top stands there again.
    element.scrollTop *= highest / needed;
    setNeeded(highest);
  });
  return isStacked ? needed : widePixels;
}
