// The history of a run. Of one that holds a great deal of data only the first is written out: an endless loop that carries a large
// input would take all memory otherwise.

import type { HistoryEvent, Recorder } from "../engine/history/event.ts";
import { textLengthOf } from "../engine/history/event-text.ts";

const mostText = 128 * 1024 * 1024;

export class RunHistory implements Recorder {
  readonly events: HistoryEvent[] = [];
  #text = 0;

  get withoutData(): boolean {
    return this.#text >= mostText;
  }

  record(event: HistoryEvent): void {
    this.events.push(event);
    this.#text += textLengthOf(event);
  }
}
