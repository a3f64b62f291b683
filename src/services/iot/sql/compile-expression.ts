// Expressions as closures: compiled once for a rule, run for each message.

import { isJsonObject, type Json } from "../../../aws/json.ts";
import { setMember } from "../../../aws/set-member.ts";
import type { Scope } from "./evaluation.ts";
import { functionOf, whyRefused } from "./functions/functions.ts";
import { isIn, not, operators } from "./operators.ts";
import { sqlProblem } from "./sql-error.ts";
import type { Expression, Query, SelectItem } from "./syntax.ts";
import { castTo, finite, memberOf, toBoolean, toDecimal, type Value } from "./values.ts";
import { spend } from "./work.ts";

export type Compiled = (scope: Scope) => Value;

/** Throws SqlParseException for functions that there are not. What is called with too few or too many arguments is Undefined. */
export function compileExpression(expression: Expression): Compiled {
  switch (expression.type) {
    case "literal":
      return () => expression.value;
    case "all":
      return ({ all }) => all;
    case "name":
      return ({ all }) => named(all, expression.name);
    case "variable":
      return ({ answers, message }) => answers.variable(expression.name, message);
    case "member": {
      const of = compileExpression(expression.of);
      return (scope) => named(of(scope), expression.name);
    }
    case "element": {
      const [of, at] = [compileExpression(expression.of), compileExpression(expression.at)];
      return (scope) => memberOf(of(scope), at(scope));
    }
    case "unary":
      return compileUnary(expression);
    case "binary": {
      const [left, right] = [compileExpression(expression.left), compileExpression(expression.right)];
      const operator = operators[expression.operator];
      return (scope) => operator(left(scope), right(scope));
    }
    case "in": {
      const [value, list] = [compileExpression(expression.value), compileExpression(expression.list)];
      return (scope) => isIn(value(scope), list(scope));
    }
    case "call":
      return compileCall(expression.name, expression.args);
    case "cast": {
      const cast = castTo(expression.to);
      if (cast === undefined) throw sqlProblem(`There is no type '${expression.to}' to cast to`);
      const value = compileExpression(expression.value);
      return (scope) => cast(value(scope));
    }
    case "case":
      return compileCase(expression);
    case "array": {
      const elements = expression.elements.map(compileExpression);
      return (scope) => elements.map((each) => each(scope)).filter((each) => each !== undefined);
    }
    case "object": {
      const members = expression.members.map(([name, value]) => ({
        path: [name],
        value: compileExpression(value),
      }));
      return (scope) => objectOf(members, scope);
    }
    case "query":
      return compileNested(expression.query);
  }
}

/** What is selected. A payload that is no object has no members for `*`. Throws as `compileExpression` does. */
export function compileSelect(select: Query<unknown>["select"]): Compiled {
  if (select.type === "value") return compileExpression(select.value);
  const [only] = select.items;
  // What is taken as it is needs no copy.
  if (select.items.length === 1 && only?.value.type === "all" && only.path.length === 0)
    return ({ all }) => all;
  const members = select.items.map(({ value, path }: SelectItem) => ({
    path,
    value: compileExpression(value),
  }));
  return (scope) => objectOf(members, scope);
}

/** Of a nested query: each has a scope of its own. */
const stepsAnElement = 4;
/** `"":0,` */
const leastMemberBytes = 5;

interface Member {
  readonly path: readonly string[];
  readonly value: Compiled;
}

function objectOf(members: readonly Member[], scope: Scope): Json {
  let object: Record<string, Json> | undefined;
  for (const { path, value } of members) {
    const made = value(scope);
    if (made === undefined) continue;
    // Copied as a whole an object keeps its shape, which is many times as fast as member by member.
    // No object of the message has more members.
    if (path.length === 0) spend(scope.message.payload.length / leastMemberBytes);
    if (object === undefined && path.length === 0) object = isJsonObject(made) ? { ...made } : {};
    else {
      object ??= {};
      if (path.length > 0) setAt(object, path, made);
      else if (isJsonObject(made))
        for (const name of Object.keys(made)) setMember(object, name, made[name] ?? null);
    }
  }
  return object ?? {};
}

function setAt(object: Record<string, Json>, path: readonly string[], value: Json): void {
  const [name = "", ...within] = path;
  if (within.length === 0) {
    setMember(object, name, value);
    return;
  }
  const present = Object.hasOwn(object, name) ? object[name] : undefined;
  // A value of the message is not ours to change.
  const inner: Record<string, Json> = {};
  if (isJsonObject(present))
    for (const [each, member] of Object.entries(present)) setMember(inner, each, member);
  setAt(inner, within, value);
  setMember(object, name, inner);
}

function named(value: Value, name: string): Value {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function compileUnary({ operator, operand }: Expression & { readonly type: "unary" }): Compiled {
  const value = compileExpression(operand);
  if (operator === "NOT") return (scope) => not(value(scope));
  return (scope) => {
    const decimal = toDecimal(value(scope));
    return decimal === undefined ? undefined : finite(0 - decimal);
  };
}

function compileCall(name: string, args: readonly Expression[]): Compiled {
  const known = functionOf(name);
  if (known === undefined) {
    const why = whyRefused(name);
    throw sqlProblem(
      why === undefined
        ? `There is no function '${name}'`
        : `The function '${name}' is not in this region, which does not have ${why}`,
    );
  }
  const given = args.map(compileExpression);
  if (args.length < known.least || args.length > known.most) return () => undefined;
  const run = known.prepare?.(args) ?? known.run;
  return (scope) =>
    run(
      given.map((each) => each(scope)),
      scope,
    );
}

/** The first branch whose value is the one that is asked for. Of no value there is none. */
function compileCase({ value, branches, otherwise }: Expression & { readonly type: "case" }): Compiled {
  const asked = compileExpression(value);
  const ways = branches.map(({ when, then }) => ({
    when: compileExpression(when),
    then: compileExpression(then),
  }));
  const last = otherwise && compileExpression(otherwise);
  return (scope) => {
    const wanted = asked(scope);
    if (wanted === undefined) return undefined;
    const way = ways.find(({ when }) => operators["="](wanted, when(scope)) === true);
    return (way?.then ?? last)?.(scope);
  };
}

/** What the elements of an array make, as an array; anything else but an array is one element. */
function compileNested({ select, from, where }: Query<Expression>): Compiled {
  const source = compileExpression(from);
  const made = compileSelect(select);
  const isWanted = where && compileExpression(where);
  return (scope) => {
    const { message, answers } = scope;
    const value = source(scope);
    if (value === undefined) return undefined;
    const elements = Array.isArray(value) ? (value as readonly Json[]) : [value];
    spend(elements.length * stepsAnElement);
    return elements
      .map((all) => ({ message, answers, all }))
      .filter((inner) => isWanted === undefined || toBoolean(isWanted(inner)) === true)
      .map(made)
      .filter((each) => each !== undefined);
  };
}
