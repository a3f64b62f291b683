// What CloudWatch has on AWS and not here, by why.

import type { RefusedOperations } from "../../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "alarms watch one series each, so that none has contributors": ["DescribeAlarmContributors"],
  "OpenTelemetry metrics are not taken": ["GetOTelEnrichment", "StartOTelEnrichment", "StopOTelEnrichment"],
};
