// Works through things that depend on each other: each as soon as all that it waits for is done, as many at once as that allows.

import { TimeSlice } from "../../../time/time-slice.ts";

export interface Ordered<Item> {
  readonly items: readonly Item[];
  readonly idOf: (item: Item) => string;
  /** The ids of what must be done before; those that are not among the items count as done. */
  readonly waitsFor: (item: Item) => readonly string[];
  /** Whether it came to its end; what waits for one that did not is not begun. */
  readonly work: (item: Item) => Promise<boolean>;
  /** Whether nothing more is begun at all once one did not come to its end. */
  readonly stopsAtFailure: boolean;
}

/** Resolves once nothing is at work any more. Throws the first of what was thrown, then, too. */
export async function workInOrder<Item>(ordered: Ordered<Item>): Promise<void> {
  const { items, idOf, waitsFor, work, stopsAtFailure } = ordered;
  const open = new Set(items.map(idOf));
  let waiting = [...items];
  let isStopped = false;
  const running = new Set<Promise<void>>();
  const thrown: unknown[] = [];
  const begin = (item: Item): void => {
    const id = idOf(item);
    const end = work(item)
      .then((isDone) => {
        if (isDone) open.delete(id);
        else if (stopsAtFailure) isStopped = true;
      })
      .catch((problem: unknown) => {
        thrown.push(problem);
        isStopped = true;
      })
      .finally(() => running.delete(end));
    running.add(end);
  };
  const isReady = (item: Item) => waitsFor(item).every((id) => id === idOf(item) || !open.has(id));
  for (;;) {
    const slice = new TimeSlice();
    const ready = isStopped ? [] : waiting.filter(isReady);
    waiting = waiting.filter((item) => !ready.includes(item));
    for (const item of ready) {
      if (isStopped) break;
      begin(item);
      if (slice.isOver) await slice.giveWay();
    }
    // What was begun may have come to its end while others had their turn.
    if (running.size > 0) await Promise.race(running);
    else if (isStopped || !waiting.some(isReady)) break;
  }
  if (thrown.length > 0) throw thrown[0];
}
