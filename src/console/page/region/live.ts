// Values that are asked for again and again while somebody looks at them.

import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

export interface Live<Value> {
  /** Undefined until it is there; what was there last, while the region does not answer. */
  readonly value: Value | undefined;
  readonly problem: Error | undefined;
  refresh(): void;
}

/** Asks anew when `key` changes, and then every `everyMs` while the page is seen; 0 for once. */
export function useLive<Value>(
  key: string,
  load: (former: Value | undefined) => Promise<Value>,
  everyMs = 2000,
): Live<Value> {
  const [state, setState] = useState<{ key: string; value?: Value; problem?: Error }>({ key });
  const [asked, refresh] = useState(0);
  const latest = useRef<Value | undefined>(undefined);
  const loader = useRef(load);
  loader.current = load;
  useEffect(() => {
    latest.current = undefined;
  }, [key]);
  useEffect(() => {
    let isWanted = true;
    let isShown = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = async () => {
      // Nobody looks: asked again as soon as somebody does.
      if (document.visibilityState !== "visible") {
        document.addEventListener("visibilitychange", again, { once: true });
        return;
      }
      try {
        const value = await loader.current(latest.current);
        if (!isWanted) return;
        // What has not changed is not drawn anew.
        if (value !== latest.current || !isShown) setState({ key, value });
        isShown = true;
        latest.current = value;
      } catch (problem) {
        isShown = false;
        if (!isWanted) return;
        const kept = latest.current;
        setState({ key, problem: problem as Error, ...(kept === undefined ? {} : { value: kept }) });
      }
      if (isWanted && everyMs > 0) timer = setTimeout(again, everyMs);
    };
    void again();
    return () => {
      isWanted = false;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", again);
    };
  }, [key, asked, everyMs]);
  const isOfKey = state.key === key;
  return {
    value: isOfKey ? state.value : undefined,
    problem: isOfKey ? state.problem : undefined,
    refresh: () => refresh((count) => count + 1),
  };
}

/** Whether some of an element is within the window. */
export function useIsSeen(element: RefObject<Element | null>): boolean {
  const [isSeen, setSeen] = useState(true);
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new IntersectionObserver((entries) => setSeen(entries.at(-1)?.isIntersecting === true));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return isSeen;
}
