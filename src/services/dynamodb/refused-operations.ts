// What DynamoDB has on AWS and not here, by why.

import type { RefusedOperations } from "../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "there are no backups; the data folder can be copied while no region is up": [
    "CreateBackup",
    "DeleteBackup",
    "DescribeBackup",
    "RestoreTableFromBackup",
    "RestoreTableToPointInTime",
  ],
  "there is one region": [
    "CreateGlobalTable",
    "DescribeGlobalTable",
    "DescribeGlobalTableSettings",
    "DescribeTableReplicaAutoScaling",
    "UpdateGlobalTable",
    "UpdateGlobalTableSettings",
    "UpdateTableReplicaAutoScaling",
  ],
  "tables are not exported or imported": [
    "DescribeExport",
    "DescribeImport",
    "ExportTableToPointInTime",
    "ImportTable",
  ],
  "nothing is told of how often keys are used": ["ListContributorInsights"],
};
