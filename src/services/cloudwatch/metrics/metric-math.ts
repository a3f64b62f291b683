// Evaluates metric math over numbers, time series and arrays of time series. A point of a result exists only where
// every series that it is made of has one, as in CloudWatch.

import { ServiceError } from "../../../aws/service-error.ts";
import type { Expression } from "./metric-math-parser.ts";
import type { PointBudget } from "./point-budget.ts";
import type { TimeRange, TimeSeries } from "./time-range.ts";

export type MathValue = number | TimeSeries | TimeSeries[];

export interface MathScope {
  readonly valueOf: (id: string) => MathValue;
  readonly metrics: () => TimeSeries[];
  readonly periodSecondsOf: (id: string) => number;
  readonly range: TimeRange;
  readonly periodSeconds: number;
  readonly budget: PointBudget;
}

type NumberFunction = (value: number) => number;
type Aggregate = (values: readonly number[]) => number;

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

const pointwise: Readonly<Record<string, NumberFunction>> = {
  ABS: Math.abs,
  CEIL: Math.ceil,
  FLOOR: Math.floor,
  LOG: Math.log,
  LOG10: Math.log10,
};

const sum: Aggregate = (values) => values.reduce((total, value) => total + value, 0);
const average: Aggregate = (values) => sum(values) / values.length;

/** Of one series they give a number, of an array of series a series. */
const aggregates: Readonly<Record<string, Aggregate>> = {
  SUM: sum,
  AVG: average,
  MIN: (values) => values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
  MAX: (values) => values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  STDDEV: standardDeviation,
};

function standardDeviation(values: readonly number[]): number {
  const mean = average(values);
  return Math.sqrt(average(values.map((value) => (value - mean) ** 2)));
}

/** Throws ValidationException for what metric math cannot compute, and where it would compute too much. */
export function evaluateExpression(expression: Expression, scope: MathScope): MathValue {
  const value = compute(expression, scope);
  scope.budget.spend(pointsOf(value));
  return value;
}

function pointsOf(value: MathValue): number {
  if (typeof value === "number") return 1;
  return value instanceof Map ? value.size : value.reduce((sum, series) => sum + series.size, 1);
}

function compute(expression: Expression, scope: MathScope): MathValue {
  switch (expression.type) {
    case "number":
      return expression.value;
    case "id":
      return scope.valueOf(expression.id);
    case "negate":
      return map(evaluateExpression(expression.operand, scope), (value) => -value);
    case "array":
      return expression.items.flatMap((item) => seriesOf(evaluateExpression(item, scope), "an array"));
    case "binary": {
      const operate = operators[expression.operator] as (left: number, right: number) => number;
      const left = evaluateExpression(expression.left, scope);
      return combine(left, evaluateExpression(expression.right, scope), operate);
    }
    case "call":
      return call(expression.name, expression.args, scope);
    case "text":
      throw unsupported(`the text '${expression.value}'`);
  }
}

function call(name: string, args: readonly Expression[], scope: MathScope): MathValue {
  const aggregate = Object.hasOwn(aggregates, name) ? aggregates[name] : undefined;
  if (aggregate !== undefined) return aggregateOf(aggregate, argument(name, args, 0, scope));
  const transform = Object.hasOwn(pointwise, name) ? pointwise[name] : undefined;
  if (transform !== undefined) return map(argument(name, args, 0, scope), transform);
  switch (name) {
    case "METRICS":
      return scope.metrics();
    case "PERIOD":
      return args[0]?.type === "id" ? scope.periodSecondsOf(args[0].id) : scope.periodSeconds;
    case "RATE":
      return eachSeries(argument(name, args, 0, scope), (series) => differences(series, true));
    case "DIFF":
      return eachSeries(argument(name, args, 0, scope), (series) => differences(series, false));
    case "RUNNING_SUM":
      return eachSeries(argument(name, args, 0, scope), runningSum);
    case "TIME_SERIES":
      return timeSeries(argument(name, args, 0, scope), scope);
    case "FILL":
      return fillMissing(args, scope);
    case "IF":
      return choose(args, scope);
    default:
      throw unsupported(`the function ${name}`);
  }
}

function argument(name: string, args: readonly Expression[], at: number, scope: MathScope): MathValue {
  const expression = args[at];
  if (expression === undefined) {
    throw new ServiceError("ValidationException", `The function ${name} needs at least ${at + 1} arguments.`);
  }
  return evaluateExpression(expression, scope);
}

function aggregateOf(aggregate: Aggregate, value: MathValue): MathValue {
  if (typeof value === "number") return value;
  if (value instanceof Map) return value.size === 0 ? Number.NaN : aggregate([...value.values()]);
  const byTime = new Map<number, number[]>();
  for (const series of value) {
    for (const [at, point] of series) {
      const points = byTime.get(at);
      if (points === undefined) byTime.set(at, [point]);
      else points.push(point);
    }
  }
  const times = [...byTime].sort(([left], [right]) => left - right);
  return new Map(times.map(([at, points]) => [at, aggregate(points)]));
}

function map(value: MathValue, transform: NumberFunction): MathValue {
  if (typeof value === "number") return transform(value);
  return eachSeries(value, (series) => new Map([...series].map(([at, point]) => [at, transform(point)])));
}

function eachSeries(value: MathValue, transform: (series: TimeSeries) => TimeSeries): MathValue {
  if (typeof value === "number") throw unsupported("a number where a time series is needed");
  return value instanceof Map ? transform(value) : value.map(transform);
}

function combine(
  left: MathValue,
  right: MathValue,
  operate: (left: number, right: number) => number,
): MathValue {
  if (typeof right === "number") return map(left, (point) => operate(point, right));
  if (typeof left === "number") return map(right, (point) => operate(left, point));
  if (left instanceof Map && right instanceof Map) {
    const both: TimeSeries = new Map();
    for (const [at, point] of left) {
      const other = right.get(at);
      if (other === undefined) continue;
      const value = operate(point, other);
      if (Number.isFinite(value)) both.set(at, value);
    }
    return both;
  }
  if (left instanceof Map)
    return (right as TimeSeries[]).map((series) => combine(left, series, operate) as TimeSeries);
  return left.map((series) => combine(series, right, operate) as TimeSeries);
}

function differences(series: TimeSeries, perSecond: boolean): TimeSeries {
  const result: TimeSeries = new Map();
  let previous: readonly [number, number] | undefined;
  for (const [at, value] of series) {
    if (previous !== undefined) {
      const seconds = perSecond ? (at - previous[0]) / 1000 : 1;
      result.set(at, (value - previous[1]) / seconds);
    }
    previous = [at, value];
  }
  return result;
}

function runningSum(series: TimeSeries): TimeSeries {
  let total = 0;
  return new Map(
    [...series].map(([at, value]) => {
      total += value;
      return [at, total];
    }),
  );
}

function timeSeries(value: MathValue, scope: MathScope): TimeSeries {
  if (typeof value !== "number") throw unsupported("a time series where a number is needed");
  return fill(new Map(), () => value, scope);
}

/** FILL(metric, value | metric | REPEAT). */
function fillMissing(args: readonly Expression[], scope: MathScope): MathValue {
  const filler = args[1];
  if (filler?.type === "id" && filler.id === "REPEAT") {
    return eachSeries(argument("FILL", args, 0, scope), (series) => fill(series, (_at, last) => last, scope));
  }
  const replacement = argument("FILL", args, 1, scope);
  return eachSeries(argument("FILL", args, 0, scope), (series) =>
    fill(series, (at) => pointOf(replacement, at), scope),
  );
}

function fill(
  series: TimeSeries,
  missing: (at: number, last: number | undefined) => number | undefined,
  { range, periodSeconds, budget }: MathScope,
): TimeSeries {
  budget.checkPeriods(range, periodSeconds);
  const periodMs = periodSeconds * 1000;
  const filled: TimeSeries = new Map();
  let last: number | undefined;
  for (let at = Math.floor(range.from / periodMs) * periodMs; at < range.until; at += periodMs) {
    const value = series.get(at) ?? missing(at, last);
    if (value !== undefined) filled.set(at, value);
    last = series.get(at) ?? last;
  }
  return filled;
}

/** IF(condition, then, else): without an `else`, points whose condition is false are left out. */
function choose(args: readonly Expression[], scope: MathScope): MathValue {
  const condition = argument("IF", args, 0, scope);
  const then = argument("IF", args, 1, scope);
  const otherwise = args[2] === undefined ? undefined : argument("IF", args, 2, scope);
  if (typeof condition === "number") return condition !== 0 ? then : (otherwise ?? new Map());
  return eachSeries(condition, (series) => {
    const chosen: TimeSeries = new Map();
    for (const [at, point] of series) {
      const branch = point !== 0 ? then : otherwise;
      const value = branch === undefined ? undefined : pointOf(branch, at);
      if (value !== undefined) chosen.set(at, value);
    }
    return chosen;
  });
}

function pointOf(value: MathValue, at: number): number | undefined {
  if (typeof value === "number") return value;
  return value instanceof Map ? value.get(at) : undefined;
}

function seriesOf(value: MathValue, where: string): TimeSeries[] {
  if (typeof value === "number") throw unsupported(`a number in ${where}`);
  return value instanceof Map ? [value] : value;
}

function unsupported(what: string): ServiceError {
  return new ServiceError("ValidationException", `Metric math here does not support ${what}.`);
}
