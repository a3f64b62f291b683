// CloudWatch Logs: groups and streams of log events, what finds some of them, and what is made of them as they come in.

import { join } from "node:path";
import { openTogether } from "../../storage/open-together.ts";
import { RecordBook } from "../../storage/record-book.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { logsApi } from "./api/api.ts";
import { CloudWatchLogs } from "./cloudwatch-logs.ts";
import { EventStore } from "./event-store.ts";
import { logRetention } from "./log-retention.ts";
import { logsPermissions } from "./needs.ts";
import { logAnomalyDetector } from "./resources/anomaly-detector.ts";
import { logsDestination } from "./resources/destination.ts";
import {
  logsQueryDefinition,
  logsResourcePolicy,
  metricFilter,
  subscriptionFilter,
} from "./resources/filters.ts";
import { logGroup, logStream } from "./resources/log-groups.ts";
import { scheduledQuery } from "./resources/scheduled-query.ts";
import { transformer } from "./resources/transformer.ts";
import { logGroupTarget } from "./targets.ts";

export type LogsNeeds = Pick<House, "clock" | "identity" | "folder" | "repair" | "router" | "onFault">;

export const logs: ServiceDoor<"logs", LogsNeeds, CloudWatchLogs> = {
  name: "logs",
  open({ clock, identity, folder, repair, router, onFault }) {
    const directory = folder("logs");
    return openTogether(async (keep) => {
      const book = keep(await RecordBook.open({ directory, name: "logs.journal", repair }));
      const events = directory === undefined ? undefined : new EventStore(join(directory, "events"), repair);
      const service = new CloudWatchLogs({ clock, identity, book, events });
      service.subscriptionFilters.deliverBy({
        deliver: router.deliver,
        reaches: router.reaches,
        undelivered: ({ logGroupName, filterName, destinationArn }, { code, message }) =>
          service.append("/millrace/subscriptions", filterName, [
            {
              timestamp: clock.now(),
              message: `${logGroupName}: ${destinationArn} did not take events: ${code}: ${message}`,
            },
          ]),
        fault: (fault, filterName) => onFault(fault, `the subscription filter "${filterName}"`),
      });
      return service;
    });
  },
  permissions: logsPermissions,
  apis: { cloudwatchlogs: logsApi },
  sources: [{ name: "subscription filter", only: ["stream", "delivery stream", "function"] }],
  kinds: [
    logGroup,
    logStream,
    logRetention,
    logsResourcePolicy,
    metricFilter,
    subscriptionFilter,
    logsQueryDefinition,
    ...[logsDestination, transformer, logAnomalyDetector, scheduledQuery],
  ],
  targets: [logGroupTarget],
  keeps: {
    "logs/logs.journal":
      "log groups, their streams, filters and policies, scheduled queries, lookup tables, exports, and anomalies",
  },
  start({ exportTasks, scheduledQueries, anomalyDetectors }) {
    for (const each of [exportTasks, scheduledQueries, anomalyDetectors]) each.start();
  },
  stop({ exportTasks, scheduledQueries, anomalyDetectors }) {
    for (const each of [exportTasks, scheduledQueries, anomalyDetectors]) each.stop();
  },
  close: (service) => service.close(),
};
