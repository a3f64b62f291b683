// The rules of a JSONPath Choice state, made into predicates: data tests, and And, Or and Not, which stop as soon as the
// answer is known.

import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import { type Find, findOf } from "../path/find.ts";
import { parsePath } from "../path/parse-path.ts";
import { DefinitionError, EvaluationError, type Scope } from "../scope.ts";
import { operators, pathOperators, type Test } from "./operators.ts";

export type ChoicePredicate = (scope: Scope) => boolean;

export function compileChoiceRule(rule: object): ChoicePredicate {
  const fields = rule as JsonObject;
  if (Array.isArray(fields.And)) {
    const demands = fields.And.map(compileNested);
    return (scope) => demands.every((holds) => holds(scope));
  }
  if (Array.isArray(fields.Or)) {
    const choices = fields.Or.map(compileNested);
    return (scope) => choices.some((holds) => holds(scope));
  }
  if (fields.Not !== undefined) {
    const denied = compileNested(fields.Not);
    return (scope) => !denied(scope);
  }
  return compileDataTest(fields);
}

function compileNested(rule: Json): ChoicePredicate {
  if (!isJsonObject(rule)) throw new DefinitionError("A choice rule is an object", "Choices");
  return compileChoiceRule(rule);
}

function compileDataTest(rule: JsonObject): ChoicePredicate {
  const { Variable } = rule;
  if (typeof Variable !== "string") throw new DefinitionError("A choice rule has a Variable", "Variable");
  for (const [name, operand] of Object.entries(rule)) {
    const operator = operators.get(name);
    if (operator !== undefined) return compileLiteralTest(Variable, name, operator.against(operand));
    const twin = pathOperators.get(name);
    if (twin !== undefined) return comparePaths(Variable, operand, name, twin.against);
  }
  throw new DefinitionError("A choice rule has an operator such as StringEquals", "Choices");
}

function compileLiteralTest(variable: string, name: string, test: Test): ChoicePredicate {
  if (name === "IsPresent") {
    const find = findOf(parsePath(variable, "Variable"));
    return (scope) => test(find(scope));
  }
  const value = demanded(variable, "Variable");
  return (scope) => test(value(scope));
}

function comparePaths(
  variable: string,
  operand: Json,
  name: string,
  against: (operand: Json) => Test,
): ChoicePredicate {
  if (typeof operand !== "string") throw new DefinitionError(`${name} takes a path`, name);
  const value = demanded(variable, "Variable");
  const other = demanded(operand, name);
  return (scope) => {
    const first = value(scope);
    return against(other(scope))(first);
  };
}

/** What AWS says where a rule's path leads nowhere. */
function demanded(text: string, field: string): (scope: Scope) => Json {
  const find: Find = findOf(parsePath(text, field));
  return (scope) => {
    const value = find(scope);
    if (value !== undefined) return value;
    throw new EvaluationError(
      "States.Runtime",
      `Invalid path '${text}': The choice state's condition path references an invalid value.`,
    );
  };
}
