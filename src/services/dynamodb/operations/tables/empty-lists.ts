// Lists of what a region on one machine hasn't got: backups, exports, imports, other regions. The calls that would make one are
// no operations here.

import type { TableOperation } from "../../table-service.ts";

export const emptyLists: Readonly<Record<string, TableOperation>> = {
  ListBackups: () => ({ BackupSummaries: [] }),
  ListExports: () => ({ ExportSummaries: [] }),
  ListGlobalTables: () => ({ GlobalTables: [] }),
  ListImports: () => ({ ImportSummaryList: [] }),
};
