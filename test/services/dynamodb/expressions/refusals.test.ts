import { expect, test } from "@jest/globals";
import type { JsonObject } from "../../../../src/aws/json.ts";
import {
  compileExpressions,
  type ExpressionOperation,
  refuseMixedParameters,
} from "../../../../src/services/dynamodb/expressions/request.ts";

/** What AWS says of the expressions of a request. */
interface Refusal {
  readonly operation: ExpressionOperation;
  readonly parameters: JsonObject;
  readonly message: string;
}

const values = {
  ":a": { S: "a" },
  ":b": { S: "b" },
  ":n": { N: "1" },
  ":l": { L: [] },
  ":t": { BOOL: true },
};

/** Only those values that the expression names, so that none is unused. */
function valuesIn(expression: string): JsonObject {
  const used = Object.entries(values).filter(([name]) => expression.includes(name));
  return used.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(used) };
}

function condition(expression: string, detail: string): Refusal {
  return {
    operation: "PutItem",
    parameters: { ConditionExpression: expression, ...valuesIn(expression) },
    message: `Invalid ConditionExpression: ${detail}`,
  };
}

function update(expression: string, detail: string): Refusal {
  return {
    operation: "UpdateItem",
    parameters: { UpdateExpression: expression, ...valuesIn(expression) },
    message: `Invalid UpdateExpression: ${detail}`,
  };
}

function projection(expression: string, detail: string): Refusal {
  return {
    operation: "GetItem",
    parameters: { ProjectionExpression: expression },
    message: `Invalid ProjectionExpression: ${detail}`,
  };
}

function key(expression: string, message: string): Refusal {
  return {
    operation: "Query",
    parameters: { KeyConditionExpression: expression, ...valuesIn(expression) },
    message,
  };
}

const refusals: readonly Refusal[] = [
  condition("", "The expression can not be empty;"),
  condition("foo", 'Syntax error; token: "<EOF>", near: "foo"'),
  condition("attribute_not_exists(", 'Syntax error; token: "<EOF>", near: "("'),
  condition("a IN ()", 'Syntax error; token: ")", near: "()"'),
  condition("a = = :a", 'Syntax error; token: "=", near: "= = :a"'),
  condition("_b = :a", 'Syntax error; token: "_", near: "_b"'),
  condition("a = :a AND", 'Syntax error; token: "<EOF>", near: "AND"'),
  condition("((a = :a))", "The expression has redundant parentheses;"),
  condition("(((a = :a) AND b = :a))", "The expression has redundant parentheses;"),
  condition(`${"(".repeat(2000)}a = :a${")".repeat(2000)}`, "The expression has redundant parentheses;"),
  condition("a".repeat(4097), "Expression size has exceeded the maximum allowed size; expression size: 4097"),
  condition(
    `a<b ${"or (a<b ".repeat(454)}${")".repeat(454)}`,
    "The expression contains too many operators; operator count: 301",
  ),
  condition(`${"not ".repeat(1000)}a<b`, "The expression contains too many operators; operator count: 301"),
  condition(`a < ${"f(".repeat(1355)}b${")".repeat(1355)}`, "Invalid function name; function: f"),
  condition("size(a)", "The function is not allowed to be used this way in an expression; function: size"),
  condition(
    "attribute_exists(a) = :t",
    "The function is not allowed to be used this way in an expression; function: attribute_exists",
  ),
  condition("name = :a", "Attribute name is a reserved keyword; reserved keyword: name"),
  condition(
    "a = :missing",
    "An expression attribute value used in expression is not defined; attribute value: :missing",
  ),
  condition(
    "#missing = :a",
    "An expression attribute name used in the document path is not defined; attribute name: #missing",
  ),
  condition(
    "contains(a)",
    "Incorrect number of operands for operator or function; operator or function: contains, number of operands: 1",
  ),
  condition(
    "contains(a, a)",
    "The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [a]",
  ),
  condition(
    "attribute_exists(:a)",
    "Operator or function requires a document path; operator or function: attribute_exists",
  ),
  condition(
    "begins_with(a, :n)",
    "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
  ),
  condition(
    "size(:n) > :n",
    "Incorrect operand type for operator or function; operator or function: size, operand type: N",
  ),
  condition(
    "attribute_type(a, :a)",
    "Invalid attribute type name found; type: a, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
  ),
  condition(
    "a < :t",
    "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL",
  ),
  condition(
    "a BETWEEN :b AND :a",
    "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}",
  ),
  condition(
    "a BETWEEN :a AND :n",
    "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {S:a}, upper bound operand: AttributeValue: {N:1}",
  ),
  condition(
    `a IN (${"b,".repeat(100)}b)`,
    "The IN operator is provided with too many operands; number of operands: 101",
  ),
  update("", "The expression can not be empty;"),
  update("INVALID SYNTAX HERE", 'Syntax error; token: "INVALID", near: "INVALID SYNTAX"'),
  update("SET _123 = :a", 'Syntax error; token: "_", near: "SET _123"'),
  update("SET book-price = :a", 'Syntax error; token: "-", near: "book-price"'),
  update("ADD hits : incr", 'Syntax error; token: ":", near: "hits : incr"'),
  update("SET a = :a,", 'Syntax error; token: "<EOF>", near: ","'),
  update("SET a[:a] = :a", 'Syntax error; token: ":a", near: "[:a]"'),
  update("SET a = :a + :b + :n", 'Syntax error; token: "+", near: ":b + :n"'),
  update("SET a = :a SET b = :b", 'The "SET" section can only be used once in an update expression;'),
  update("SET a = f(b)", "Invalid function name; function: f"),
  update("SET status = :a", "Attribute name is a reserved keyword; reserved keyword: status"),
  update(
    "SET a = list_append(list_append(:l, b), :l)",
    "The function is not allowed to be used this way in an expression; function: list_append",
  ),
  update(
    "SET a.b = :a REMOVE a",
    "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a]",
  ),
  update(
    "SET a.b = :a, a[1] = :b",
    "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [1]]",
  ),
  update(
    "SET a = :a + :n",
    "Incorrect operand type for operator or function; operator or function: +, operand type: S",
  ),
  update(
    "SET a = list_append(:a, :l)",
    "Incorrect operand type for operator or function; operator or function: list_append, operand type: S",
  ),
  update(
    "SET a = list_append(:l)",
    "Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1",
  ),
  update(
    "SET a = if_not_exists(:a, :b)",
    "Operator or function requires a document path; operator or function: if_not_exists",
  ),
  update(
    "ADD a :a",
    "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND",
  ),
  update(
    "DELETE a :n",
    "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND",
  ),
  update("SET l[4294967295] = :a", "List index is not within the allowable range; index: [4294967295]"),
  projection("!!!", 'Syntax error; token: "!", near: "!!"'),
  projection("a b", 'Syntax error; token: "b", near: "a b"'),
  projection(
    "b[1], b.a, a.a, a",
    "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, a], path two: [a]",
  ),
  key("a = :a OR b = :b", "Invalid operator used in KeyConditionExpression: OR"),
  key("a <> :a", "Invalid operator used in KeyConditionExpression: <>"),
  key("a = :a AND contains(b, :b)", "Invalid operator used in KeyConditionExpression: contains"),
  key("size(a) = :n", "KeyConditionExpressions cannot contain nested operations"),
  key("a.b = :a", "KeyConditionExpressions cannot have conditions on nested attributes"),
  key("a = b", "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition"),
  key(":a = :b", "Invalid condition in KeyConditionExpression: No key attribute specified"),
  key(
    "a = :a AND b > :a AND b < :b",
    "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key",
  ),
  {
    operation: "Query",
    parameters: {},
    message: "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
  },
  {
    operation: "PutItem",
    parameters: { ConditionExpression: "attribute_exists(a)", Expected: {} },
    message:
      "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}",
  },
  {
    operation: "PutItem",
    parameters: { ExpressionAttributeNames: { "#a": "a" } },
    message: "ExpressionAttributeNames can only be specified when using expressions",
  },
  {
    operation: "UpdateItem",
    parameters: {
      UpdateExpression: "REMOVE a",
      ExpressionAttributeNames: { "#a": "a", "#b": "b" },
    },
    message: "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}",
  },
  {
    operation: "UpdateItem",
    parameters: { UpdateExpression: "REMOVE a", ExpressionAttributeValues: { ":a": { S: "" } } },
    message: "Value provided in ExpressionAttributeValues unused in expressions: keys: {:a}",
  },
  {
    operation: "UpdateItem",
    parameters: { UpdateExpression: "SET a = :a", ExpressionAttributeValues: { ":a": { SS: [] } } },
    message:
      "ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: An string set  may not be empty for key :a",
  },
  {
    operation: "UpdateItem",
    parameters: { UpdateExpression: "SET a = :a", ExpressionAttributeValues: { a: { S: "" } } },
    message: 'ExpressionAttributeValues contains invalid key: Syntax error; key: "a"',
  },
  {
    operation: "PutItem",
    parameters: { Expected: { a: { Exists: false, Value: { S: "" } } } },
    message:
      "One or more parameter values were invalid: Value cannot be used when Exists is false for Attribute: a",
  },
  {
    operation: "Scan",
    parameters: { ScanFilter: { a: { ComparisonOperator: "IN", AttributeValueList: [] } } },
    message:
      "One or more parameter values were invalid: Invalid number of argument(s) for the IN ComparisonOperator",
  },
  {
    operation: "UpdateItem",
    parameters: { AttributeUpdates: { a: { Action: "ADD", Value: { S: "" } } } },
    message: "One or more parameter values were invalid: ADD action is not supported for the type S",
  },
];

test.each(refusals)("$message", ({ operation, parameters, message }) => {
  expect(() => {
    refuseMixedParameters(operation, parameters);
    compileExpressions(operation, parameters);
  }).toThrow(expect.objectContaining({ code: "ValidationException", message }));
});

test.each<[operation: Refusal["operation"], parameters: JsonObject, message: string]>([
  [
    "Scan",
    { ScanFilter: { a: { ComparisonOperator: {} } } },
    "Start of structure or map found where not expected",
  ],
  ["UpdateItem", { AttributeUpdates: { a: { Action: 5 } } }, "NUMBER_VALUE cannot be converted to String"],
  ["PutItem", { Expected: { a: { Exists: 1 } } }, "NUMBER_VALUE cannot be converted to Boolean"],
])("%s of %j: what is of another type is refused by the parser", (operation, parameters, message) => {
  expect(() => compileExpressions(operation, parameters)).toThrow(
    expect.objectContaining({ code: "SerializationException", message }),
  );
});
