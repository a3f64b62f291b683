// Stands for the Glue job `summarise-day` on this machine (millrace.config.json): takes the same arguments and writes the same
// object as jobs/summarise_day.py.

import { parseArgs } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import { type DayFinding, summariseDay } from "../src/weather/day-summary.ts";

const text = { type: "string" } as const;
const { values: given } = parseArgs({
  options: { day: text, findings_table: text, bucket: text, key: text },
  strict: false,
});
const { day, findings_table: table, bucket: Bucket, key: Key } = given as Readonly<Record<string, string>>;
if (day === undefined) throw new Error("--day is missing");

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const scan = { TableName: table, FilterExpression: "begins_with(observedAt, :day)" };
const findings: DayFinding[] = [];
for await (const { Items = [] } of paginateScan(
  { client },
  { ...scan, ExpressionAttributeValues: { ":day": day } },
)) {
  findings.push(...(Items as DayFinding[]));
}
const Body = JSON.stringify(summariseDay(findings, day));
const ContentType = "application/json";
await new S3Client({ forcePathStyle: true }).send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
