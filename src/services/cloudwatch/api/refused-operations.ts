// What CloudWatch has on AWS and not here, by why.

import type { RefusedOperations } from "../../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "alarms are not muted": [
    "DeleteAlarmMuteRule",
    "GetAlarmMuteRule",
    "ListAlarmMuteRules",
    "PutAlarmMuteRule",
  ],
  "there are no Contributor Insights rules": [
    "DeleteInsightRules",
    "DescribeAlarmContributors",
    "DescribeInsightRules",
    "DisableInsightRules",
    "EnableInsightRules",
    "GetInsightRuleReport",
    "ListManagedInsightRules",
    "PutInsightRule",
    "PutManagedInsightRules",
  ],
  "OpenTelemetry metrics are not taken": ["GetOTelEnrichment", "StartOTelEnrichment", "StopOTelEnrichment"],
};
