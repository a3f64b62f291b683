// Members that many requests have.

import { anything, bool, oneOf, optional, required, type Shape, text } from "./shape.ts";

const nameText = text({ pattern: /[a-zA-Z0-9_.-]+/, min: 3, max: 255 });

const atLeastOne = text({ min: 1 });

/** A table's name, or its ARN. */
export const tableName: Shape<string> = {
  read: nameText.read,
  check: (value, place) => {
    if (value === "") atLeastOne.check(value, place);
    else if (!value.startsWith("arn:")) nameText.check(value, place);
  },
};

export const indexName = nameText;

const conditionalOperators = oneOf("OR", "AND");

/** Expressions, and what came before them, are read where they are compiled; here only their types are. */
export const expression = optional(text());
export const legacy = optional(anything);

const conditionMembers = {
  ConditionalOperator: optional(conditionalOperators),
  Expected: legacy,
  ConditionExpression: expression,
  ExpressionAttributeNames: legacy,
  ExpressionAttributeValues: legacy,
};

export const returnConsumedCapacity = optional(oneOf("INDEXES", "TOTAL", "NONE"));
export const returnItemCollectionMetrics = optional(oneOf("SIZE", "NONE"));
const returnValues = optional(oneOf("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"));
export const returnValuesOnFailure = optional(oneOf("ALL_OLD", "NONE"));
export const consistentRead = optional(bool());

/** Of each call that writes one item: the call's own members stand where AWS's checks come to them, behind the table's name. */
export function writeMembers<Own extends object>(own: Own) {
  return {
    ReturnConsumedCapacity: returnConsumedCapacity,
    TableName: required(tableName),
    ...own,
    ReturnValues: returnValues,
    ReturnItemCollectionMetrics: returnItemCollectionMetrics,
    ReturnValuesOnConditionCheckFailure: returnValuesOnFailure,
    ...conditionMembers,
  };
}
