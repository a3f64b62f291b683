// The history of an execution among such as are kept within a bound, which counts how often it was made.

import { StandardFolds } from "../../../../../src/services/step-functions/executions/standard-folds.ts";
import type { ExecutionStore } from "../../../../../src/services/step-functions/store/execution-store.ts";
import {
  type AskedEvents,
  type FoundEvents,
  Histories,
  type ReplayedExecution,
} from "../../../../../src/services/step-functions/store/histories.ts";

export class CountedHistory {
  readonly #store: ExecutionStore;
  readonly #arn: string;
  readonly #histories: Histories;
  readonly #folds: StandardFolds;
  made = 0;

  constructor(store: ExecutionStore, arn: string, mostBytes: number) {
    this.#store = store;
    this.#arn = arn;
    this.#histories = new Histories(store, mostBytes);
    this.#folds = new StandardFolds(store, {
      logs: undefined,
      traces: undefined,
      offersMapRuns: false,
      lacks: () => false,
    });
  }

  ask(asked: Partial<AskedEvents> = {}): Promise<FoundEvents> {
    const stored = this.#store.find(this.#arn);
    if (stored === undefined) throw new Error("It is gone.");
    const replayed: ReplayedExecution = {
      createFold: (recorder) => {
        this.made += 1;
        return this.#folds.recorded(stored, recorder);
      },
      goesOnAfter: () => false,
    };
    return this.#histories.of(stored.id, replayed, {
      ...{ after: undefined, limit: 1000, isReverse: false, withData: true },
      ...asked,
    });
  }
}
