// How large a drawing stands in the page, so that it is drawn in the page's own pixels: its text is as large as any other.

import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `usual` until it is known; never less than can be drawn on. */
export function useDrawnSize(element: RefObject<Element | null>, usual: Size, least: Size): Size {
  const [size, setSize] = useState(usual);
  useLayoutEffect(() => {
    const { current: drawn } = element;
    if (drawn === null) return;
    const look = () => {
      const { width, height } = drawn.getBoundingClientRect();
      if (width === 0 || height === 0) return;
      const [wide, high] = [
        Math.max(Math.round(width), least.width),
        Math.max(Math.round(height), least.height),
      ];
      setSize((former) =>
        former.width === wide && former.height === high ? former : { width: wide, height: high },
      );
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(drawn);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
