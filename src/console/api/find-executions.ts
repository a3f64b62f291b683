// The executions of a machine whose input holds a text. AWS lists executions without it.

import { includesText } from "../../aws/find-text.ts";
import type { Region } from "../../region/region.ts";
import { inSlices, TimeSlice } from "../../time/time-slice.ts";

const mostLookedAt = 10_000;
const listedAtOnce = 100;

/** The latest first; of Express executions those of late that have a history. Throws StateMachineDoesNotExist. */
export async function findExecutions(
  { services }: Pick<Region, "services">,
  stateMachineArn: string,
  text: string,
): Promise<{ readonly executionArns: readonly string[] }> {
  const { express, standard } = services.states;
  const executionArns: string[] = [];
  // An input may have 256 KB.
  const slice = new TimeSlice();
  let lookedAt = 0;
  for (const { executionArn, events } of express.recent.list(stateMachineArn)) {
    if (slice.isOver) await slice.giveWay();
    lookedAt++;
    const input = events?.[0]?.executionStartedEventDetails?.input;
    if (input !== undefined && includesText(input, text)) executionArns.push(executionArn);
  }
  let nextToken: string | undefined;
  do {
    const listed = standard.records.list({ arn: stateMachineArn }, { maxResults: listedAtOnce, nextToken });
    const page = await inSlices(listed);
    for (const { arn } of page.items) {
      if (slice.isOver) await slice.giveWay();
      if (includesText(standard.records.find(arn)?.input ?? "", text)) executionArns.push(arn);
    }
    lookedAt += page.items.length;
    nextToken = page.nextToken;
  } while (nextToken !== undefined && lookedAt < mostLookedAt);
  return { executionArns };
}
