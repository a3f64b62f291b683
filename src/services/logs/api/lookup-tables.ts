// Lookup tables on the wire.

import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { integer, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import { type LookupTable, tableOf } from "../lookup-tables.ts";
import { invalid } from "../refusals.ts";
import { arn, logsOperation, nextToken, pageOf, tags } from "./shapes.ts";

const name = text({ min: 1, max: 256, pattern: "^[a-zA-Z0-9_]+$" });
const description = optional(text({ max: 1024 }));
const body = { tableBody: optional(text({ min: 1 })), queryId: optional(text({ min: 1, max: 256 })) };
const kmsKeyId = optional(text({ max: 256 }));
const create = structure({
  lookupTableName: required(name),
  description,
  ...body,
  kmsKeyId,
  tags: optional(tags),
});
const update = structure({ lookupTableArn: required(arn), description, ...body, kmsKeyId });
const one = structure({ lookupTableArn: required(arn) });
const list = structure({
  lookupTableNamePrefix: optional(name),
  maxResults: optional(integer({ min: 1, max: 100 })),
  nextToken,
});

export function lookupTableOperations(logs: CloudWatchLogs): Record<string, Operation> {
  const { lookupTables, queries } = logs;
  /** Throws InvalidParameterException, and ResourceNotFoundException for a query that is not there. */
  const bodyIn = ({
    tableBody,
    queryId,
  }: {
    readonly tableBody?: string | undefined;
    readonly queryId?: string | undefined;
  }) => {
    if ((tableBody === undefined) === (queryId === undefined))
      throw invalid("Exactly one of tableBody and queryId must be specified.");
    if (queryId === undefined) return tableBody ?? "";
    const { status, results } = queries.get(queryId);
    if (status !== "Complete" && status !== "Cancelled")
      throw invalid(`The query ${queryId} is ${status}: expected one that is Complete or Cancelled.`);
    return tableOf(results);
  };
  const told = (table: LookupTable): WireObject => ({
    lookupTableArn: lookupTables.arnOf(table.lookupTableName),
    lookupTableName: table.lookupTableName,
    description: table.description,
    sizeBytes: Buffer.byteLength(table.tableBody),
    lastUpdatedTime: table.lastUpdatedTime,
    kmsKeyId: table.kmsKeyId,
  });
  return {
    CreateLookupTable: logsOperation(create, ({ tableBody, queryId, ...given }) => {
      const table = lookupTables.create({ ...given, tableBody: bodyIn({ tableBody, queryId }) });
      return { lookupTableArn: lookupTables.arnOf(table.lookupTableName), createdAt: table.createdAt };
    }),
    UpdateLookupTable: logsOperation(update, ({ lookupTableArn, tableBody, queryId, ...given }) => {
      lookupTables.get(lookupTableArn);
      const { lastUpdatedTime } = lookupTables.update(lookupTableArn, {
        ...given,
        tableBody: bodyIn({ tableBody, queryId }),
      });
      return { lookupTableArn, lastUpdatedTime };
    }),
    GetLookupTable: logsOperation(one, (request) => {
      const table = lookupTables.get(request.lookupTableArn);
      return { ...told(table), tableBody: table.tableBody };
    }),
    DescribeLookupTables: logsOperation(list, (request) => {
      const found = lookupTables
        .all()
        .filter(({ lookupTableName }) => lookupTableName.startsWith(request.lookupTableNamePrefix ?? ""));
      const page = pageOf(found, (table) => table.lookupTableName, { ...request, limit: request.maxResults });
      const shown = page.items.map((table) => {
        const { fields = [], rows = [] } = lookupTables.find(table.lookupTableName) ?? {};
        return { ...told(table), tableFields: fields, recordsCount: rows.length };
      });
      return { lookupTables: shown, nextToken: page.nextToken };
    }),
    DeleteLookupTable: logsOperation(one, (request) => {
      lookupTables.delete(request.lookupTableArn);
      return {};
    }),
  };
}
