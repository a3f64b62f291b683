// The executions of a machine whose input holds a text. AWS lists executions without it.

import { setImmediate } from "node:timers/promises";
import type { Region } from "../../region/region.ts";
import { inSlices } from "../../time/time-slice.ts";

const mostLookedAt = 10_000;
/** Between two of these others have their turn. */
const atOnce = 100;

export interface FoundExecutions {
  /** The latest first. */
  readonly executionArns: readonly string[];
  /** How many executions, from the latest on, were looked at. */
  readonly lookedAt: number;
}

/** Of Express executions those of late that have a history. Throws StateMachineDoesNotExist. */
export async function findExecutions(
  { services }: Pick<Region, "services">,
  stateMachineArn: string,
  text: string,
): Promise<FoundExecutions> {
  const { express, standard } = services.states;
  const executionArns: string[] = [];
  let lookedAt = 0;
  for (const { executionArn, events } of express.recent.list(stateMachineArn)) {
    if (lookedAt++ % atOnce === 0) await setImmediate();
    const input = events?.[0]?.executionStartedEventDetails?.input;
    if (input?.includes(text) === true) executionArns.push(executionArn);
  }
  let nextToken: string | undefined;
  do {
    const listed = standard.records.list({ arn: stateMachineArn }, { maxResults: atOnce, nextToken });
    const page = await inSlices(listed);
    for (const { arn } of page.items)
      if (standard.records.find(arn)?.input.includes(text) === true) executionArns.push(arn);
    lookedAt += page.items.length;
    nextToken = page.nextToken;
    await setImmediate();
  } while (nextToken !== undefined && lookedAt < mostLookedAt);
  return { executionArns, lookedAt };
}
