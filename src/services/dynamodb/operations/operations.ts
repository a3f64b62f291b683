// Every operation of DynamoDB by its name.

import { batchExecuteStatement } from "../partiql/batch-execute-statement.ts";
import { executeStatement } from "../partiql/execute-statement.ts";
import { executeTransaction } from "../partiql/execute-transaction.ts";
import type { TableOperation } from "../table-service.ts";
import { batchGetItem } from "./items/batch-get-item.ts";
import { batchWriteItem } from "./items/batch-write-item.ts";
import { deleteItem } from "./items/delete-item.ts";
import { getItem } from "./items/get-item.ts";
import { putItem } from "./items/put-item.ts";
import { updateItem } from "./items/update-item.ts";
import { query } from "./queries/query.ts";
import { scan } from "./queries/scan.ts";
import { describeEndpoints, describeLimits } from "./tables/account.ts";
import { describeContinuousBackups, updateContinuousBackups } from "./tables/continuous-backups.ts";
import { describeContributorInsights, updateContributorInsights } from "./tables/contributor-insights.ts";
import { createTable } from "./tables/create-table.ts";
import { deleteTable } from "./tables/delete-table.ts";
import { describeTable, listTables } from "./tables/describe-tables.ts";
import { emptyLists } from "./tables/empty-lists.ts";
import {
  describeKinesisStreamingDestination,
  disableKinesisStreamingDestination,
  enableKinesisStreamingDestination,
  updateKinesisStreamingDestination,
} from "./tables/kinesis-destinations.ts";
import { deleteResourcePolicy, getResourcePolicy, putResourcePolicy } from "./tables/resource-policies.ts";
import { listTagsOfResource, tagResource, untagResource } from "./tables/tags.ts";
import { describeTimeToLive, updateTimeToLive } from "./tables/time-to-live.ts";
import { updateTable } from "./tables/update-table.ts";
import { transactGetItems } from "./transactions/transact-get-items.ts";
import { transactWriteItems } from "./transactions/transact-write-items.ts";

export const tableOperations: Readonly<Record<string, TableOperation>> = {
  ...emptyLists,
  BatchExecuteStatement: batchExecuteStatement,
  BatchGetItem: batchGetItem,
  BatchWriteItem: batchWriteItem,
  CreateTable: createTable,
  DeleteItem: deleteItem,
  DeleteResourcePolicy: deleteResourcePolicy,
  DeleteTable: deleteTable,
  DescribeContinuousBackups: describeContinuousBackups,
  DescribeContributorInsights: describeContributorInsights,
  DescribeEndpoints: describeEndpoints,
  DescribeKinesisStreamingDestination: describeKinesisStreamingDestination,
  DescribeLimits: describeLimits,
  DescribeTable: describeTable,
  DescribeTimeToLive: describeTimeToLive,
  DisableKinesisStreamingDestination: disableKinesisStreamingDestination,
  EnableKinesisStreamingDestination: enableKinesisStreamingDestination,
  ExecuteStatement: executeStatement,
  ExecuteTransaction: executeTransaction,
  GetItem: getItem,
  GetResourcePolicy: getResourcePolicy,
  ListTables: listTables,
  ListTagsOfResource: listTagsOfResource,
  PutItem: putItem,
  PutResourcePolicy: putResourcePolicy,
  Query: query,
  Scan: scan,
  TagResource: tagResource,
  TransactGetItems: transactGetItems,
  TransactWriteItems: transactWriteItems,
  UntagResource: untagResource,
  UpdateContinuousBackups: updateContinuousBackups,
  UpdateContributorInsights: updateContributorInsights,
  UpdateItem: updateItem,
  UpdateKinesisStreamingDestination: updateKinesisStreamingDestination,
  UpdateTable: updateTable,
  UpdateTimeToLive: updateTimeToLive,
};
