// What is done when a signal aborts that very many wait for: each listener that is added to it looks at all that it has already.

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Does it once the signal aborts, unless what is answered was called before. It does not do it if the signal has aborted already. */
export function onAbort(signal: AbortSignal, stop: () => void): () => void {
  const stops = waiting.get(signal) ?? new Set();
  if (!waiting.has(signal)) {
    waiting.set(signal, stops);
    const stopAll = () => {
      for (const each of [...stops]) if (stops.has(each)) each();
    };
    signal.addEventListener("abort", stopAll, { once: true });
  }
  // One that is given twice is done twice.
  const own = () => stop();
  stops.add(own);
  return () => stops.delete(own);
}
