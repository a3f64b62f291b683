// One JSONata expression. The package always answers by a promise; a plain chain of members, `$states.input.a.b` or
// `$order.id`, needs none of it and is read at once, unless an array on the way asks for JSONata's own rules.

import jsonata from "jsonata";
import { isJsonObject, type Json } from "../../aws/json.ts";
import { memberOf } from "../path/follow.ts";
import { DefinitionError, EvaluationError } from "../scope.ts";
import { addFunctions, randomKey, timeKey } from "./aws-functions.ts";
import type { AsyncEvaluate, JsonataBindings } from "./compile-jsonata.ts";
import { heldBack } from "./held-back.ts";
import { LinearRegExp } from "./linear-regexp.ts";
import { plainJson, UnsupportedResult } from "./plain-json.ts";

const longestMs = 2_000;

/**
 * What keeps an expression from running for ever. The package asks for the timeout at every step, and looks at the clock if
 * there is one, which takes a tenth of all its time; so there is one at every few steps only. NaN compares as no limit.
 */
const limits = {
  stack: 2_000,
  // The package declares all of RegExpConstructor, and constructs and calls exec.
  RegexEngine: LinearRegExp as unknown as RegExpConstructor,
  steps: 0,
  get timeout(): number {
    this.steps = (this.steps + 1) & 63;
    return this.steps < 4 ? longestMs : Number.NaN;
  },
};

interface Source {
  readonly expression: string;
  readonly field: string;
}

export function compileExpression(expression: string, field: string): AsyncEvaluate {
  const source: Source = { expression, field };
  const compiled = parse(source);
  const evaluate = evaluateByPackage(compiled, source);
  const chain = memberChain(compiled.ast());
  return chain === undefined ? evaluate : readChain(chain, evaluate, source);
}

function parse({ expression, field }: Source): jsonata.Expression {
  try {
    const compiled = jsonata(expression, limits);
    addFunctions(compiled);
    return compiled;
  } catch (thrown) {
    throw new DefinitionError(
      `The JSONata expression '${expression}' cannot be read: ${messageOf(thrown)}`,
      field,
    );
  }
}

function evaluateByPackage(compiled: jsonata.Expression, source: Source): AsyncEvaluate {
  const { expression } = source;
  const mentioned = new Set(
    [...expression.matchAll(/\$([\p{ID_Start}_][\p{ID_Continue}]*)/gu)].map(([, name = ""]) => name),
  );
  const needsStates = mentioned.delete("states");
  const names = [...mentioned];
  const needsContext = /\$states(?!\.(?:input|result|errorOutput)\b)/.test(expression);
  return (given) => {
    const { evaluations } = given;
    const evaluation = evaluations?.begin() ?? 0;
    if (evaluations?.wasStopped(evaluation))
      return heldBack(Promise.reject(evaluationFailed(source, stopped)));
    const failed = (thrown: unknown): never => {
      if (codeOf(thrown) === stopped.code) evaluations?.stop(evaluation);
      throw evaluationFailed(source, thrown);
    };
    const bindings: Record<string, unknown> = { [randomKey]: given.random, [timeKey]: given.now };
    if (needsStates) bindings.states = statesOf(given, needsContext);
    for (const name of names) {
      const value = given.variables.get(name);
      if (value !== undefined) bindings[name] = value;
    }
    return heldBack(compiled.evaluate(undefined, bindings).then((result) => checked(result, source), failed));
  };
}

function statesOf(given: JsonataBindings, withContext: boolean): Record<string, Json> {
  const states: Record<string, Json> = { input: given.input };
  if (given.result !== undefined) states.result = given.result;
  if (given.errorOutput !== undefined) states.errorOutput = given.errorOutput;
  if (withContext) states.context = given.context;
  return states;
}

function checked(result: unknown, source: Source): Json {
  if (result === undefined) throw failure(source, "returned nothing (undefined).");
  try {
    return plainJson(result);
  } catch (thrown) {
    if (thrown instanceof UnsupportedResult) throw failure(source, "returned an unsupported result type.");
    throw evaluationFailed(source, thrown);
  }
}

function evaluationFailed(source: Source, thrown: unknown): EvaluationError {
  return failure(source, `threw an error during evaluation. ${messageOf(thrown)}`);
}

function failure({ expression, field }: Source, what: string): EvaluationError {
  return new EvaluationError(
    "States.QueryEvaluationError",
    `The JSONata expression '${expression}' specified for the field '${field}' ${what}`,
    field,
  );
}

/** What the package throws when the time is over. */
const stopped = { code: "D1012" };

function codeOf(thrown: unknown): string | undefined {
  return (Object(thrown) as { readonly code?: string }).code;
}

/** JSONata throws objects with a code and a message; a stack that ended throws a RangeError. */
function messageOf(thrown: unknown): string {
  if (thrown instanceof RangeError)
    return "D1011: Stack overflow error: check for non-terminating recursive function";
  const { code, message } = Object(thrown) as { readonly code?: string; readonly message?: string };
  if (code === stopped.code)
    return `D1012: Evaluation timeout after ${longestMs} milliseconds. Check for infinite loop`;
  return code === undefined ? String(message ?? thrown) : `${code}: ${message ?? ""}`;
}

/** First the variable, then the members; undefined if the expression is anything else. */
function memberChain(tree: jsonata.ExprNode): readonly string[] | undefined {
  if (isBare(tree) && tree.type === "variable") return chainFrom([tree]);
  const onlySteps = Object.keys(tree).every((key) => key === "type" || key === "steps");
  // The package's types do not know its type `path`.
  return String(tree.type) === "path" && onlySteps ? chainFrom(tree.steps ?? []) : undefined;
}

function chainFrom(steps: readonly jsonata.ExprNode[]): readonly string[] | undefined {
  const [first, ...rest] = steps;
  const isChain =
    first !== undefined &&
    first.type === "variable" &&
    rest.every((step) => step.type === "name") &&
    steps.every(isBare);
  const names = steps.map((step) => String(step.value));
  // `$` and `$$` are variables without a name. All of `$states` is rare.
  return isChain && names[0] !== "" && names[0] !== "$" && (names[0] !== "states" || names.length > 1)
    ? names
    : undefined;
}

/** No filter, sort, group or other thing is attached to the step. */
function isBare(step: jsonata.ExprNode): boolean {
  return Object.keys(step).every((key) => key === "type" || key === "value" || key === "position");
}

function readChain(chain: readonly string[], evaluate: AsyncEvaluate, source: Source): AsyncEvaluate {
  const [variable = "", ...members] = chain;
  const root = variable === "states" ? (members.shift() ?? "") : undefined;
  return (given) => {
    let value = root === undefined ? given.variables.get(variable) : statesMember(given, root);
    if (value === undefined && root === undefined) return evaluate(given);
    for (const name of members) {
      // JSONata maps over arrays; what else is no object has no members.
      if (Array.isArray(value)) return evaluate(given);
      value = isJsonObject(value) ? memberOf(value as Json, name) : undefined;
    }
    if (value === undefined) throw failure(source, "returned nothing (undefined).");
    return value;
  };
}

function statesMember(given: JsonataBindings, name: string): Json | undefined {
  switch (name) {
    case "input":
      return given.input;
    case "result":
      return given.result;
    case "errorOutput":
      return given.errorOutput;
    case "context":
      return given.context;
    default:
      return undefined;
  }
}
