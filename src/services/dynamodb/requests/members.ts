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
/** As AWS's newer checks tell them: its own slip is in the list. */
export const returnValuesToldAnew: typeof returnValues = {
  read: returnValues.read,
  check(value, place) {
    const broken: string[] = [];
    returnValues.check(value, { ...place, broken });
    if (broken.length > 0) place.broken.push(anyReturnValues);
  },
};
const anyReturnValues =
  "Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]";
export const returnValuesOnFailure = optional(oneOf("ALL_OLD", "NONE"));
export const consistentRead = optional(bool());

/** Of each call that writes one item: the call's own members stand where AWS's checks come to them, behind the table's name. */
export function writeMembers<Own extends object>(own: Own, returned = returnValues) {
  return {
    ReturnConsumedCapacity: returnConsumedCapacity,
    TableName: required(tableName),
    ...own,
    ReturnValues: returned,
    ReturnItemCollectionMetrics: returnItemCollectionMetrics,
    ReturnValuesOnConditionCheckFailure: returnValuesOnFailure,
    ...conditionMembers,
  };
}
