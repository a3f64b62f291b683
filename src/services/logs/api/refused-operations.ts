// What CloudWatch Logs has on AWS and not here, by why.

import type { RefusedOperations } from "../../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "log events are moved to other services by subscription filters and export tasks": [
    "AssociateSourceToS3TableIntegration",
    "CancelImportTask",
    "CreateImportTask",
    "DeleteIntegration",
    "DescribeImportTaskBatches",
    "DescribeImportTasks",
    "DisassociateSourceFromS3TableIntegration",
    "GetIntegration",
    "GetLogObject",
    "ListIntegrations",
    "ListSourcesForS3TableIntegration",
    "PutIntegration",
  ],
  "no service here has logs of its own to be described": ["DescribeConfigurationTemplates"],
  "log groups are of no data sources": ["GetLogFields", "ListAggregateLogGroupSummaries"],
};
