// One JSONata expression of a state. A plain chain of members, `$states.input.a.b` or `$order.id`, is read straight from the
// bindings, unless an array on the way asks for JSONata's own rules.

import { isJsonObject, type Json } from "../../aws/json.ts";
import { memberOf } from "../path/follow.ts";
import type { Random } from "../random.ts";
import { EvaluationError } from "../scope.ts";
import type { EvaluateJsonata, JsonataBindings } from "./bindings.ts";
import { Budget, shareOfRunAgain } from "./budget.ts";
import { compileNode } from "./compile-node.ts";
import { Evaluation, Frame, type Run, type Surroundings } from "./evaluation.ts";
import { functions } from "./functions/functions.ts";
import { BudgetExceeded, messageOf } from "./jsonata-error.ts";
import { plainJson, UnsupportedResult } from "./plain-json.ts";
import { type Node, syntaxTree } from "./syntax-tree.ts";

interface Source {
  readonly expression: string;
  readonly field: string;
}

/** It must be one, as validation finds out. It is read when it is first evaluated: most of a large machine's rarely are. */
export function compileExpression(expression: string, field: string): EvaluateJsonata {
  let evaluate: EvaluateJsonata | undefined;
  return (given) => {
    evaluate ??= readExpression({ expression, field });
    return evaluate(given);
  };
}

function readExpression(source: Source): EvaluateJsonata {
  const tree = parse(source);
  const evaluate = evaluateTree(tree, source);
  const chain = memberChain(tree);
  return chain === undefined ? evaluate : readChain(chain, evaluate, source);
}

function parse(source: Source): Node {
  try {
    return syntaxTree(source.expression);
  } catch (thrown) {
    throw failure(source, `cannot be read: ${messageOf(thrown)}`);
  }
}

function evaluateTree(tree: Node, source: Source): EvaluateJsonata {
  const run = compiled(tree);
  const needsContext = /\$states(?!\.(?:input|result|errorOutput)\b)/.test(source.expression);
  return (given) => {
    const { evaluations } = given;
    const number = evaluations?.begin() ?? 0;
    const budget = new Budget(given.isRunAgain === true ? shareOfRunAgain : 1);
    const evaluation = new Evaluation(new StateSurroundings(given, needsContext), budget);
    try {
      if (evaluations?.wasStopped(number) === true) throw new BudgetExceeded();
      const result = run(undefined, new Frame(evaluation, undefined));
      if (result === undefined) throw failure(source, "returned nothing (undefined).");
      return plainJson(result, budget);
    } catch (thrown) {
      if (thrown instanceof EvaluationError) throw thrown;
      if (thrown instanceof BudgetExceeded) evaluations?.stop(number);
      if (thrown instanceof UnsupportedResult) throw failure(source, "returned an unsupported result type.");
      throw failure(source, `threw an error during evaluation. ${messageOf(thrown)}`);
    } finally {
      evaluations?.end(budget.spent);
    }
  };
}

/** A tree that is nested too deeply for our stack could not be evaluated either, and fails as such. */
function compiled(tree: Node): Run {
  try {
    return compileNode(tree, 0);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return () => {
      throw thrown;
    };
  }
}

/** The names that a state's expression sees. */
class StateSurroundings implements Surroundings {
  readonly random: Random | undefined;
  readonly #given: JsonataBindings;
  readonly #withContext: boolean;
  #now: number | undefined = undefined;
  #states: Record<string, Json> | undefined = undefined;

  constructor(given: JsonataBindings, withContext: boolean) {
    this.random = given.random;
    this.#given = given;
    this.#withContext = withContext;
  }

  get now(): number {
    this.#now ??= this.#given.now ?? Date.now();
    return this.#now;
  }

  lookUp(name: string): unknown {
    if (name === "states") {
      this.#states ??= statesOf(this.#given, this.#withContext);
      return this.#states;
    }
    return this.#given.variables.get(name) ?? functions.get(name);
  }
}

function statesOf(given: JsonataBindings, withContext: boolean): Record<string, Json> {
  const states: Record<string, Json> = { input: given.input };
  if (given.result !== undefined) states.result = given.result;
  if (given.errorOutput !== undefined) states.errorOutput = given.errorOutput;
  if (withContext) states.context = given.context;
  return states;
}

function failure({ expression, field }: Source, what: string): EvaluationError {
  return new EvaluationError(
    "States.QueryEvaluationError",
    `The JSONata expression '${expression}' specified for the field '${field}' ${what}`,
    field,
  );
}

/** First the variable, then the members; undefined if the expression is anything else. */
function memberChain(tree: Node): readonly string[] | undefined {
  if (isBare(tree) && tree.type === "variable") return chainFrom([tree]);
  const onlySteps = Object.keys(tree).every((key) => key === "type" || key === "steps");
  return tree.type === "path" && onlySteps ? chainFrom(tree.steps ?? []) : undefined;
}

function chainFrom(steps: readonly Node[]): readonly string[] | undefined {
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
function isBare(step: Node): boolean {
  return Object.keys(step).every((key) => key === "type" || key === "value" || key === "position");
}

function readChain(chain: readonly string[], evaluate: EvaluateJsonata, source: Source): EvaluateJsonata {
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
