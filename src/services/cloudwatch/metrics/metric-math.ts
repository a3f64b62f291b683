// Evaluates metric math over numbers, time series and lists of time series.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html

import { ServiceError } from "../../../aws/service-error.ts";
import { aggregateOf, aggregates, sorted, sortFunctions, sortOrders } from "./list-functions.ts";
import {
  combine,
  eachSeries,
  type Keep,
  listOf,
  type MathSeries,
  type MathValue,
  mapPoints,
  pointCount,
  pointOf,
  unsupported,
} from "./math-value.ts";
import type { Expression } from "./metric-math-parser.ts";
import {
  betweenPoints,
  everyPeriod,
  interpolated,
  type Periods,
  repeated,
  runningSum,
  timeParts,
} from "./series-functions.ts";
import type { TimeSeries } from "./time-range.ts";

export interface MathScope extends Periods {
  readonly valueOf: (id: string) => MathValue;
  /** Those of the metrics of the request whose ids contain a text. */
  readonly metrics: (part: string) => readonly MathSeries[];
  readonly search: (search: string, stat: string, periodSeconds: number) => readonly MathSeries[];
  /** The upper and the lower end of what is expected of a query's result. */
  readonly band: (id: string, deviations: number) => readonly MathSeries[];
  readonly periodSecondsOf: (id: string) => number;
  /** Told when a point is left out because it is no number. */
  readonly onDropped: () => void;
}

const operators: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "^": (left, right) => left ** right,
  "<": (left, right) => Number(left < right),
  "<=": (left, right) => Number(left <= right),
  ">": (left, right) => Number(left > right),
  ">=": (left, right) => Number(left >= right),
  "==": (left, right) => Number(left === right),
  "!=": (left, right) => Number(left !== right),
  AND: (left, right) => Number(left !== 0 && right !== 0),
  "&&": (left, right) => Number(left !== 0 && right !== 0),
  OR: (left, right) => Number(left !== 0 || right !== 0),
  "||": (left, right) => Number(left !== 0 || right !== 0),
};

const pointwise: Readonly<Record<string, (value: number) => number>> = {
  ABS: Math.abs,
  CEIL: Math.ceil,
  FLOOR: Math.floor,
  LOG: Math.log,
  LOG10: Math.log10,
};

/** Throws ValidationException for what metric math cannot compute, and where it would compute too much. */
export function evaluateExpression(expression: Expression, scope: MathScope): MathValue {
  const value = compute(expression, scope);
  scope.budget.spend(pointCount(value));
  return value;
}

function compute(expression: Expression, scope: MathScope): MathValue {
  switch (expression.type) {
    case "number":
      return expression.value;
    case "id":
      return scope.valueOf(expression.id);
    case "negate":
      return mapPoints(evaluateExpression(expression.operand, scope), keepIn(scope), (value) => -value);
    case "array":
      return expression.items.flatMap((item) => listOf(evaluateExpression(item, scope), "an array"));
    case "binary": {
      const operate = operators[expression.operator] as (left: number, right: number) => number;
      const left = evaluateExpression(expression.left, scope);
      return combine(left, evaluateExpression(expression.right, scope), keepIn(scope), operate);
    }
    case "call":
      return call(expression.name, new Arguments(expression.name, expression.args, scope), scope);
    case "text":
      throw unsupported(`the text '${expression.value}'`);
  }
}

function keepIn({ onDropped }: MathScope): Keep {
  return (points, at, value) => {
    if (Number.isFinite(value)) points.set(at, value);
    else onDropped();
  };
}

function call(name: string, args: Arguments, scope: MathScope): MathValue {
  if (Object.hasOwn(aggregates, name)) return aggregateOf(name, args.value(0));
  const transform = Object.hasOwn(pointwise, name) ? pointwise[name] : undefined;
  if (transform !== undefined) return mapPoints(args.value(0), keepIn(scope), transform);
  const part = Object.hasOwn(timeParts, name) ? timeParts[name] : undefined;
  if (part !== undefined)
    return eachSeries(args.value(0), () => everyPeriod(scope, (at) => part(new Date(at))));
  switch (name) {
    case "METRICS":
      return scope.metrics(args.optionalText(0) ?? "");
    case "SEARCH":
      return scope.search(args.text(0), args.text(1), args.optionalNumber(2) ?? scope.periodSeconds);
    case "ANOMALY_DETECTION_BAND":
      return scope.band(args.word(0), args.optionalNumber(1) ?? 2);
    case "PERIOD":
      return scope.periodSecondsOf(args.word(0));
    case "RATE":
      return eachSeries(args.value(0), (points) => betweenPoints(points, (change, time) => change / time));
    case "DIFF":
      return eachSeries(args.value(0), (points) => betweenPoints(points, (change) => change));
    case "DIFF_TIME":
      return eachSeries(args.value(0), (points) => betweenPoints(points, (_change, time) => time));
    case "RUNNING_SUM":
      return eachSeries(args.value(0), runningSum);
    case "TIME_SERIES":
      return timeSeries(args.value(0), scope);
    case "FILL":
      return fill(args, scope);
    case "IF":
      return choose(args);
    default:
      return ofList(name, args);
  }
}

function ofList(name: string, args: Arguments): MathValue {
  const list = () => listOf(args.value(0), name);
  switch (name) {
    case "METRIC_COUNT":
      return list().length;
    case "FIRST":
    case "LAST":
      return list().at(name === "FIRST" ? 0 : -1) ?? { points: new Map(), name };
    case "REMOVE_EMPTY":
      return list().filter(({ points }) => points.size > 0);
    case "SLICE":
      return list().slice(args.number(1), args.optionalNumber(2));
    case "SORT":
      return sorted(list(), args.word(1, sortFunctions), args.word(2, sortOrders), args.optionalNumber(3));
    default:
      throw unsupported(`the function ${name}`);
  }
}

function timeSeries(value: MathValue, scope: MathScope): MathValue {
  if (typeof value !== "number") throw unsupported("a time series where a number is needed");
  return {
    points: everyPeriod(scope, () => (Number.isFinite(value) ? value : undefined)),
    name: "TIME_SERIES",
  };
}

/** FILL(metric, value | metric | REPEAT | LINEAR). */
function fill(args: Arguments, scope: MathScope): MathValue {
  const filler = args.optionalWord(1);
  if (filler === "REPEAT") return eachSeries(args.value(0), (points) => repeated(points, scope));
  if (filler === "LINEAR") return eachSeries(args.value(0), (points) => interpolated(points, scope));
  const replacement = args.value(1);
  return eachSeries(args.value(0), (points) =>
    everyPeriod(scope, (at) => points.get(at) ?? pointOf(replacement, at)),
  );
}

/** IF(condition, then, else): without an `else`, points whose condition is false are left out. */
function choose(args: Arguments): MathValue {
  const condition = args.value(0);
  const then = args.value(1);
  const otherwise = args.has(2) ? args.value(2) : undefined;
  if (typeof condition === "number")
    return condition !== 0 ? then : (otherwise ?? { points: new Map(), name: "IF" });
  return eachSeries(condition, (points) => {
    const chosen: TimeSeries = new Map();
    for (const [at, point] of points) {
      const isMet = point !== 0;
      const branch = isMet ? then : otherwise;
      const value = branch === undefined ? undefined : pointOf(branch, at);
      // What a condition chooses counts as 0 where it is missing; without one that is met, it is left out.
      if (value !== undefined || isMet) chosen.set(at, value ?? 0);
    }
    return chosen;
  });
}

/** Of a call, read as each function needs them. Throws ValidationException. */
class Arguments {
  readonly #name: string;
  readonly #expressions: readonly Expression[];
  readonly #scope: MathScope;

  constructor(name: string, expressions: readonly Expression[], scope: MathScope) {
    this.#name = name;
    this.#expressions = expressions;
    this.#scope = scope;
  }

  has(at: number): boolean {
    return this.#expressions[at] !== undefined;
  }

  value(at: number): MathValue {
    return evaluateExpression(this.#at(at), this.#scope);
  }

  optionalNumber(at: number): number | undefined {
    return this.has(at) ? this.number(at) : undefined;
  }

  number(at: number): number {
    const value = this.value(at);
    return typeof value === "number" ? value : this.#refuse(at, "a number");
  }

  optionalText(at: number): string | undefined {
    return this.has(at) ? this.text(at) : undefined;
  }

  text(at: number): string {
    const expression = this.#at(at);
    return expression.type === "text" ? expression.value : this.#refuse(at, "a text in quotes");
  }

  optionalWord(at: number): string | undefined {
    const expression = this.#expressions[at];
    return expression?.type === "id" ? expression.id : undefined;
  }

  word(at: number, choices?: readonly string[]): string {
    this.#at(at);
    const word = this.optionalWord(at);
    if (word === undefined || choices?.includes(word) === false)
      this.#refuse(at, choices === undefined ? "the id of a query" : `one of ${choices.join(", ")}`);
    return word as string;
  }

  #at(at: number): Expression {
    const expression = this.#expressions[at];
    if (expression !== undefined) return expression;
    throw new ServiceError(
      "ValidationException",
      `The function ${this.#name} needs at least ${at + 1} arguments.`,
    );
  }

  #refuse(at: number, wanted: string): never {
    throw new ServiceError(
      "ValidationException",
      `The function ${this.#name} needs ${wanted} as argument ${at + 1}.`,
    );
  }
}
