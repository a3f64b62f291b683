// AWS::DynamoDB::Table

import { formatArn } from "../../aws/arn.ts";
import type { Json } from "../../aws/json.ts";
import type { ResourceKind } from "./resource-kind.ts";

const used = [
  "AttributeDefinitions",
  "BillingMode",
  "GlobalSecondaryIndexes",
  "KeySchema",
  "LocalSecondaryIndexes",
  "ProvisionedThroughput",
  "TimeToLiveSpecification",
];

export const dynamoDbTable: ResourceKind = {
  type: "AWS::DynamoDB::Table",
  async create(properties, { parts, identity, generatedName }) {
    properties.inert(
      "ContributorInsightsSpecification",
      "DeletionProtectionEnabled",
      "OnDemandThroughput",
      "PointInTimeRecoverySpecification",
      "ResourcePolicy",
      "SSESpecification",
      "TableClass",
      "Tags",
    );
    properties.refuse("StreamSpecification", "the table's changes would reach no stream");
    properties.refuse("KinesisStreamSpecification", "the table's changes would reach no stream");
    properties.refuse("ImportSourceSpecification", "the table's first items would be missing");
    const name = properties.optionalText("TableName") ?? generatedName;
    const members = used.flatMap((member) => {
      const value = properties.json(member);
      return value === undefined ? [] : [[member, value] as const];
    });
    await parts.tables.createTable(Object.fromEntries<Json>([["TableName", name], ...members]));
    return { ref: name, attributes: { Arn: formatArn(identity, "dynamodb", `table/${name}`) } };
  },
};
