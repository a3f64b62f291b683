// What the requests of all three operations have in common: a statement and the values of its parameters.

import type { Json } from "../../../aws/json.ts";
import { returnValuesOnFailure } from "../requests/members.ts";
import { anything, list, optional, required, text } from "../requests/shape.ts";
import type { AttributeValue } from "../values/attribute-value.ts";
import { readValue } from "../values/read-value.ts";
import { validValue } from "../values/validate-value.ts";
import { parseStatement } from "./parse-statement.ts";
import type { Statement } from "./statement.ts";

export const statementMembers = {
  Statement: required(text({ min: 1, max: 8192 })),
  Parameters: optional(list(anything, { min: 1 })),
  ReturnValuesOnConditionCheckFailure: returnValuesOnFailure,
};

export interface WrittenStatement {
  readonly Statement: string;
  readonly Parameters: readonly Json[] | undefined;
}

/** Throws ValidationException, SerializationException. */
export function readStatement({ Statement: source, Parameters: written = [] }: WrittenStatement): Statement {
  const parameters = written.map((json): AttributeValue => validValue(readValue(json)));
  return parseStatement(source, parameters);
}
