// CloudWatch Logs in memory on a clock that the test moves, and the SDK's client of it.

import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  GetQueryResultsCommand,
  PutLogEventsCommand,
  StartQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { localIdentity } from "../../../src/aws/arn.ts";
import { logsApi } from "../../../src/services/logs/api/api.ts";
import { CloudWatchLogs } from "../../../src/services/logs/cloudwatch-logs.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { serve } from "../../server/sdk-server.ts";
import { until } from "../../support/until.ts";

export const start = Date.UTC(2026, 0, 1);

export interface OpenedLogs {
  readonly clock: VirtualClock;
  readonly logs: CloudWatchLogs;
  readonly client: CloudWatchLogsClient;
  createGroup(logGroupName: string): Promise<void>;
  /** Into the stream `s` of a group, at the time that it is. */
  put(logGroupName: string, ...messages: readonly string[]): Promise<void>;
  /** What a query finds in a group within the hours around now, by field. */
  query(logGroupName: string, queryString: string): Promise<readonly Readonly<Record<string, string>>[]>;
  /** With what was on disk. */
  reopened(): CloudWatchLogs;
  close(): Promise<void>;
}

export async function openLogs(): Promise<OpenedLogs> {
  const clock = new VirtualClock(start);
  const logs = new CloudWatchLogs({ clock, identity: localIdentity });
  const server = await serve(logsApi(logs));
  const client = new CloudWatchLogsClient({ ...server.clientConfiguration, maxAttempts: 1 });
  return {
    ...{ clock, logs, client },
    async createGroup(logGroupName) {
      await client.send(new CreateLogGroupCommand({ logGroupName }));
      await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: "s" }));
    },
    async put(logGroupName, ...messages) {
      const logEvents = messages.map((message) => ({ timestamp: clock.now(), message }));
      await client.send(new PutLogEventsCommand({ logGroupName, logStreamName: "s", logEvents }));
    },
    async query(logGroupName, queryString) {
      const seconds = Math.floor(clock.now() / 1000);
      const { queryId } = await client.send(
        new StartQueryCommand({
          ...{ logGroupName, queryString, startTime: seconds - 3600, endTime: seconds + 3600 },
        }),
      );
      const answer = await until(async () => {
        const found = await client.send(new GetQueryResultsCommand({ queryId }));
        return found.status !== "Running" && found;
      });
      return (answer.results ?? []).map((row) =>
        Object.fromEntries(
          row.filter(({ field }) => field !== "@ptr").map(({ field, value }) => [field, value]),
        ),
      );
    },
    reopened: () => new CloudWatchLogs({ clock, identity: localIdentity, book: logs.book }),
    async close() {
      client.destroy();
      await server.close();
    },
  };
}
