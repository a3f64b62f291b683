// Where one way becomes cheaper than another, and the lines that show it.

import { billFor } from "./bill.ts";
import { designNamed } from "./designs.ts";
import { expressGbHours, statesOfBatch } from "./executions.ts";
import { chargeFor, prices } from "./prices.ts";
import type { Workload } from "./workload.ts";

/** The lowest place between `from` and `to` at which `difference` is no longer above zero; undefined if it is above throughout. */
export function crossing(difference: (at: number) => number, from: number, to: number): number | undefined {
  if (difference(from) <= 0) return from;
  if (difference(to) > 0) return undefined;
  let [low, high] = [from, to];
  while (high - low > 1e-9 * high) {
    const middle = (low + high) / 2;
    if (difference(middle) > 0) low = middle;
    else high = middle;
  }
  return high;
}

/** What an execution of `transitions` states costs in either type, in dollars a million; `milliseconds` count in Express alone. */
export function executionUsd(transitions: number, milliseconds: number, memoryMb = 64) {
  const executions = 1e6;
  return {
    standard: chargeFor(prices.stateTransition, transitions * executions),
    express:
      chargeFor(prices.expressRequest, executions) +
      chargeFor(prices.expressDuration, expressGbHours(executions, milliseconds, memoryMb)),
  };
}

export interface BreakEven {
  readonly what: string;
  readonly at: number;
  readonly unit: string;
}

const longestExpressMs = 300_000;
const mostHeadroom = 20;

/** Those there are for a workload, at its own rate. */
export function breakEvens(workload: Workload): readonly BreakEven[] {
  const { transitions } = statesOfBatch(workload, 1);
  const usd = (name: string, of: Partial<Workload> = {}) =>
    billFor({ ...workload, ...of }, designNamed(name)).usd;
  const found: readonly (Omit<BreakEven, "at"> & { readonly at: number | undefined })[] = [
    {
      what: "an execution as long as this costs the same in Express and in Standard",
      at: crossing(
        (ms) => executionUsd(transitions, ms).standard - executionUsd(transitions, ms).express,
        100,
        longestExpressMs,
      ),
      unit: "ms",
    },
    {
      what: "from batches of so many records on Standard costs less than Express per record",
      at: wholeBatch(workload, (batch) => usd("standard-batch", { batch }) - usd("express")),
      unit: "records",
    },
    {
      what: "a stream on demand costs less once provisioned shards have so many times the capacity of the rate",
      at: timesCapacity(
        crossing(
          (headroom) => streamUsd(workload, "on-demand", 0) - streamUsd(workload, "provisioned", headroom),
          0,
          mostHeadroom,
        ),
      ),
      unit: "times",
    },
  ];
  return found.flatMap(({ what, at, unit }) => (at === undefined ? [] : [{ what, at, unit }]));
}

function timesCapacity(headroom: number | undefined): number | undefined {
  return headroom === undefined ? undefined : 1 + headroom;
}

function wholeBatch(workload: Workload, difference: (batch: number) => number): number | undefined {
  for (let batch = 1; batch <= workload.batch; batch++) if (difference(batch) <= 0) return batch;
  return undefined;
}

/** A month of the stream alone. */
export function streamUsd(workload: Workload, stream: Workload["stream"], headroom: number): number {
  const { lines } = billFor({ ...workload, stream, headroom }, designNamed("express-batch"));
  return lines.filter(({ service }) => service === "Kinesis").reduce((sum, { usd }) => sum + usd, 0);
}
