// The history of an Express execution out of the log of its machine: its records are AWS's events with their details.
// https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html

import type { HistoryEvent } from "../../history/events.ts";
import { call } from "../region/call.ts";

export interface LoggedMachine {
  readonly loggingConfiguration?: {
    readonly level: string;
    readonly destinations?: readonly {
      readonly cloudWatchLogsLogGroup?: { readonly logGroupArn?: string };
    }[];
  };
}

interface Sought {
  readonly executionArn: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

interface LoggedEvent {
  readonly id: string;
  readonly type: string;
  readonly details?: object;
  readonly previous_event_id: string;
  readonly event_timestamp: string;
}

/** Records are written some time after what they tell of. */
const graceMs = 60_000;

/** Undefined where the machine does not log every event. Rejects with RegionProblem. */
export async function loggedHistory(
  { loggingConfiguration: configuration }: LoggedMachine,
  { executionArn, startedAt, endedAt }: Sought,
): Promise<readonly HistoryEvent[] | undefined> {
  const arn = configuration?.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn;
  if (configuration?.level !== "ALL" || arn === undefined) return undefined;
  const events: LoggedEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await call<{ events: { message: string }[]; nextToken?: string }>(
      "cloudwatchlogs",
      "FilterLogEvents",
      {
        logGroupName: arn.split(":")[6],
        filterPattern: `{ $.execution_arn = "${executionArn}" }`,
        ...{ startTime: startedAt, endTime: endedAt + graceMs },
        ...(nextToken === undefined ? {} : { nextToken }),
      },
    );
    events.push(...page.events.map(({ message }) => JSON.parse(message) as LoggedEvent));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  if (events.length === 0) return undefined;
  return events
    .map((event) => ({
      id: Number(event.id),
      previousEventId: Number(event.previous_event_id),
      timestamp: Number(event.event_timestamp),
      type: event.type,
      loggedEventDetails: event.details ?? {},
    }))
    .toSorted((one, other) => one.id - other.id);
}
