// Express children of Map Runs. Unlike other Express executions they are kept, and can be listed and described. One that a crash
// interrupted runs again from its start.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Json } from "../../../aws/json.ts";
import type { ExecutionEnd } from "../../../engine/execution.ts";
import { jsonText } from "../../../engine/payload-limit.ts";
import type { Clock } from "../../../time/clock.ts";
import { onAbort } from "../../../time/on-abort.ts";
import { expressArnPrefix, isExpressArn } from "../arns.ts";
import type { ExecutionFacts } from "../executions/execution-facts.ts";
import { parseInput } from "../executions/execution-input.ts";
import type { ExecutionRecord } from "../executions/execution-record.ts";
import type { ExpressExecutions } from "../executions/express-executions.ts";
import type { StandardExecutions } from "../executions/standard-executions.ts";
import { factsText } from "../executions/standard-folds.ts";
import { revisionOf } from "../machines/revision.ts";
import type { StateMachine } from "../machines/state-machine.ts";
import type { ExecutionStore } from "../store/execution-store.ts";
import { endingOf } from "../store/live-execution.ts";
import type { MapRuns } from "./map-runs.ts";

export interface ExpressChild {
  readonly name: string;
  readonly id: string;
  readonly input: Json;
  readonly mapRunArn: string;
  readonly itemCount: number;
  readonly signal: AbortSignal;
}

export interface ExpressChildrenOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly store: ExecutionStore;
  readonly standard: StandardExecutions;
  readonly express: ExpressExecutions;
}

export class ExpressChildren {
  readonly #options: ExpressChildrenOptions;

  constructor(options: ExpressChildrenOptions) {
    this.#options = options;
  }

  async run(machine: StateMachine, child: ExpressChild): Promise<ExecutionRecord> {
    const { identity, store, standard } = this.#options;
    const arn = `${expressArnPrefix(identity, machine.name)}${child.name}:${child.id}`;
    const known = store.find(arn);
    if (known?.ending !== undefined) return standard.records.describe(arn);
    const number = known?.id ?? this.#add(arn, machine, child);
    const end = await this.#end(machine, child);
    store.end(number, endingOf(end, this.#options.clock.now(), 0));
    await standard.committed();
    return standard.records.describe(arn);
  }

  /** Those whose Map Run ended while the region was down go on no more. */
  abandon(mapRuns: MapRuns): void {
    const { store, clock } = this.#options;
    for (const { id, arn, facts } of store.getAll(store.open())) {
      if (!isExpressArn(arn)) continue;
      const { mapRunArn = "" } = JSON.parse(facts ?? "{}") as ExecutionFacts;
      if (mapRuns.isRunning(mapRunArn)) continue;
      store.end(id, endingOf({ status: "ABORTED", error: undefined, cause: undefined }, clock.now(), 0));
    }
  }

  #add(arn: string, machine: StateMachine, { input, mapRunArn, itemCount }: ExpressChild): number {
    const text = jsonText(input);
    parseInput(text);
    return this.#options.store.add({
      arn,
      listedUnder: mapRunArn,
      revision: revisionOf(machine),
      input: text,
      facts: factsText({ mapRunArn, itemCount }),
      startedAt: this.#options.clock.now(),
    });
  }

  #end(machine: StateMachine, { name, id, input, signal }: ExpressChild): Promise<ExecutionEnd> {
    const { express } = this.#options;
    return new Promise((resolve) => {
      // The signal is all children's, and outlives each.
      const onEnd = (end: ExecutionEnd) => {
        forget();
        resolve(end);
      };
      const forget = onAbort(signal, () => execution?.stop());
      const { execution } = express.start(machine, { input, name, id, onEnd });
      if (signal.aborted) execution?.stop();
    });
  }
}
