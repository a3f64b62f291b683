// The public warnings that wait for somebody's approval, as a user who runs the service wants to see them.

import type { Region } from "../region/region.ts";
import type { ServiceNames } from "./ingest-watch.ts";

export interface PendingApprovals {
  readonly count: number;
  /** The link to answer one of them by, if any was published since the region came up. */
  readonly link: string | undefined;
}

export async function pendingApprovals(region: Region, names: ServiceNames): Promise<PendingApprovals> {
  const { states, sns } = region.services;
  const waiting = { stateMachineArn: names.approvalArn, statusFilter: "RUNNING", maxResults: 1000 };
  const links = sns
    .published(names.approvalsTopicArn)
    .map(({ message }) => /https?:\/\/\S+$/.exec(message)?.[0]);
  const { items } = await states.listExecutions(waiting);
  return { count: items.length, link: links.at(-1) };
}
