// Metrics Insights: the SELECT statements that a query or an alarm may have in place of a metric.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { MetricIdentity } from "./metric-identity.ts";
import type { PlainStatistic } from "./statistic.ts";

export interface InsightsQuery {
  readonly statistic: PlainStatistic;
  readonly metricName: string;
  readonly namespace: string;
  /** The names of exactly those dimensions that a metric has; undefined takes metrics of any. */
  readonly schema: readonly string[] | undefined;
  readonly conditions: readonly Condition[];
  readonly groupBy: readonly string[];
  readonly orderBy: { readonly statistic: PlainStatistic; readonly descending: boolean } | undefined;
  readonly limit: number;
}

interface Condition {
  readonly dimension: string;
  readonly equal: boolean;
  readonly value: string;
}

const functions: Readonly<Record<string, PlainStatistic>> = {
  AVG: "Average",
  COUNT: "SampleCount",
  MAX: "Maximum",
  MIN: "Minimum",
  SUM: "Sum",
};

/** "A single query can return no more than 500 time series." */
const mostSeries = 500;

export function isInsightsQuery(expression: string): boolean {
  return /^\s*SELECT\s/i.test(expression);
}

/** Throws ValidationException with the place where the statement goes wrong. */
export function parseInsightsQuery(source: string): InsightsQuery {
  return new Parser(source).parse();
}

export function selects(
  query: InsightsQuery,
  { namespace, metricName, dimensions }: MetricIdentity,
): boolean {
  if (namespace !== query.namespace || metricName !== query.metricName) return false;
  const { schema } = query;
  const names = Object.keys(dimensions);
  if (
    schema !== undefined &&
    (names.length !== schema.length || !schema.every((name) => Object.hasOwn(dimensions, name)))
  ) {
    return false;
  }
  if (!query.groupBy.every((name) => Object.hasOwn(dimensions, name))) return false;
  return query.conditions.every(({ dimension, equal, value }) => {
    return Object.hasOwn(dimensions, dimension) && (dimensions[dimension] === value) === equal;
  });
}

/** What the series of a group is called: the values of the dimensions that it is grouped by. */
export function groupOf({ groupBy }: InsightsQuery, { dimensions }: MetricIdentity): string {
  return groupBy.map((name) => dimensions[name]).join(" ");
}

const token = /\s*(?:([A-Za-z_][\w-]*)|"([^"]*)"|'([^']*)'|(\d+)|(!=|[=(),]))/y;

interface Token {
  readonly type: "word" | "name" | "text" | "number" | "symbol" | "end";
  readonly text: string;
  readonly at: number;
}

class Parser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = this.#tokenize();
  }

  parse(): InsightsQuery {
    this.#keyword("SELECT");
    const statistic = this.#function();
    this.#symbol("(");
    const metricName = this.#name("a metric name");
    this.#symbol(")");
    this.#keyword("FROM");
    const from = this.#from();
    const conditions = this.#takeKeyword("WHERE") ? this.#conditions() : [];
    const groupBy = this.#takeKeyword("GROUP") ? this.#groupBy() : [];
    const orderBy = this.#takeKeyword("ORDER") ? this.#orderBy() : undefined;
    const limit = this.#takeKeyword("LIMIT") ? this.#limit() : mostSeries;
    if (this.#peek().type !== "end") throw this.#unexpected("the end of the query");
    return { statistic, metricName, ...from, conditions, groupBy, orderBy, limit };
  }

  #from(): Pick<InsightsQuery, "namespace" | "schema"> {
    if (!this.#takeKeyword("SCHEMA")) return { namespace: this.#name("a namespace"), schema: undefined };
    this.#symbol("(");
    const namespace = this.#name("a namespace");
    const schema: string[] = [];
    while (this.#takeSymbol(",")) schema.push(this.#name("the name of a dimension"));
    this.#symbol(")");
    return { namespace, schema };
  }

  #conditions(): Condition[] {
    const conditions: Condition[] = [];
    do {
      const dimension = this.#name("the name of a dimension");
      const equal = this.#takeSymbol("=");
      if (!equal) this.#symbol("!=");
      const { type, text } = this.#peek();
      if (type !== "text") throw this.#unexpected("a value in single quotes");
      this.#next++;
      conditions.push({ dimension, equal, value: text });
    } while (this.#takeKeyword("AND"));
    return conditions;
  }

  #groupBy(): string[] {
    this.#keyword("BY");
    const names: string[] = [];
    do names.push(this.#name("the name of a dimension"));
    while (this.#takeSymbol(","));
    return names;
  }

  #orderBy(): InsightsQuery["orderBy"] {
    this.#keyword("BY");
    const statistic = this.#function();
    this.#symbol("(");
    this.#symbol(")");
    const descending = this.#takeKeyword("DESC");
    if (!descending) this.#takeKeyword("ASC");
    return { statistic, descending };
  }

  #limit(): number {
    const { type, text } = this.#peek();
    const limit = Number(text);
    if (type !== "number" || limit < 1 || limit > mostSeries)
      throw this.#unexpected(`a number from 1 to ${mostSeries}`);
    this.#next++;
    return limit;
  }

  #function(): PlainStatistic {
    const { type, text } = this.#peek();
    const name = text.toUpperCase();
    const statistic = type === "word" && Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (statistic === undefined) throw this.#unexpected(`one of ${Object.keys(functions).join(", ")}`);
    this.#next++;
    return statistic;
  }

  #name(what: string): string {
    const { type, text } = this.#peek();
    if (type !== "word" && type !== "name") throw this.#unexpected(what);
    this.#next++;
    return text;
  }

  #keyword(word: string): void {
    if (!this.#takeKeyword(word)) throw this.#unexpected(word);
  }

  #takeKeyword(word: string): boolean {
    const { type, text } = this.#peek();
    if (type !== "word" || text.toUpperCase() !== word) return false;
    this.#next++;
    return true;
  }

  #symbol(symbol: string): void {
    if (!this.#takeSymbol(symbol)) throw this.#unexpected(symbol);
  }

  #takeSymbol(symbol: string): boolean {
    const { type, text } = this.#peek();
    if (type !== "symbol" || text !== symbol) return false;
    this.#next++;
    return true;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { type: "end", text: "the end of the query", at: this.#source.length };
  }

  #unexpected(wanted: string): ServiceError {
    const { text, at } = this.#peek();
    return this.#error(`unexpected ${text} at position ${at}, expected ${wanted}`);
  }

  #tokenize(): Token[] {
    const tokens: Token[] = [];
    const scanner = new RegExp(token);
    while (this.#source.slice(scanner.lastIndex).trim() !== "") {
      const at = scanner.lastIndex;
      const found = scanner.exec(this.#source);
      if (found === null) throw this.#error(`unexpected character at position ${at}`);
      const [, word, name, text, number, symbol] = found;
      if (word !== undefined) tokens.push({ type: "word", text: word, at });
      else if (name !== undefined) tokens.push({ type: "name", text: name, at });
      else if (text !== undefined) tokens.push({ type: "text", text, at });
      else if (number !== undefined) tokens.push({ type: "number", text: number, at });
      else tokens.push({ type: "symbol", text: symbol ?? "", at });
    }
    return tokens;
  }

  #error(problem: string): ServiceError {
    return new ServiceError("ValidationException", `Error in expression '${this.#source}': ${problem}.`);
  }
}
