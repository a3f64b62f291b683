// CloudWatch Logs on the wire (JSON 1.1).

import type { ServiceApi } from "../../../aws/wire/operation.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import { anomalyDetectorOperations } from "./anomaly-detectors.ts";
import { dataProtectionOperations } from "./data-protection.ts";
import { deliveryOperations } from "./deliveries.ts";
import { eventOperations, streamOperations } from "./event-operations.ts";
import { exportOperations } from "./export-tasks.ts";
import { groupOperations } from "./group-operations.ts";
import { accountPolicyOperations, indexPolicyOperations } from "./index-policies.ts";
import { liveTailOperations } from "./live-tail.ts";
import { lookupTableOperations } from "./lookup-tables.ts";
import { metricFilterOperations } from "./metric-filters.ts";
import { queryOperations } from "./queries.ts";
import { refused } from "./refused-operations.ts";
import { resourcePolicyOperations } from "./resource-policies.ts";
import { scheduledQueryOperations } from "./scheduled-queries.ts";
import { destinationOperations, subscriptionFilterOperations } from "./subscription-filters.ts";
import { tagOperations } from "./tag-operations.ts";
import { transformerOperations } from "./transformers.ts";

export function logsApi(logs: CloudWatchLogs): ServiceApi {
  return {
    name: "CloudWatch Logs",
    targetPrefix: "Logs_20140328",
    errorNamespace: "",
    jsonVersion: "1.1",
    // One MiB of events, escaped.
    largestBodyBytes: 4 * 1024 * 1024,
    refused,
    operations: {
      ...logs.book.acknowledging({
        ...groupOperations(logs, (name) => logs.metricFilters.of(name).length),
        ...tagOperations(logs),
        ...streamOperations(logs),
        ...eventOperations(logs),
        ...resourcePolicyOperations(logs),
        ...metricFilterOperations(logs),
        ...subscriptionFilterOperations(logs),
        ...destinationOperations(logs.destinations),
        ...deliveryOperations(logs),
        ...queryOperations(logs, logs.queries),
        ...exportOperations(logs.exportTasks),
        ...dataProtectionOperations(logs),
        ...transformerOperations(logs),
        ...indexPolicyOperations(logs),
        ...accountPolicyOperations(logs),
        ...lookupTableOperations(logs),
        ...scheduledQueryOperations(logs),
        ...anomalyDetectorOperations(logs),
      }),
      ...liveTailOperations(logs),
    },
  };
}
