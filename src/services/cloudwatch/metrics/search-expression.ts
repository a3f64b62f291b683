// SEARCH: which metrics an expression finds. A word is found as a token of a name, a text in double quotes as the whole of one.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html

import { localIdentity } from "../../../aws/arn.ts";
import type { MetricIdentity } from "./metric-identity.ts";
import type { SearchExpression, SearchTerm } from "./search-parser.ts";
import { tokenTest } from "./search-tokens.ts";

type Finds = (metric: MetricIdentity) => boolean;

/** Made once for all the metrics that are looked at. */
export function finderOf({ schema, term }: SearchExpression): Finds {
  const isFound = term === undefined ? () => true : finderOfTerm(term);
  return (metric) => (schema === undefined || isOfSchema(schema, metric)) && isFound(metric);
}

/** Of a namespace alone every metric is; where there are dimensions, those that have exactly these. */
function isOfSchema(
  { namespace, dimensions }: NonNullable<SearchExpression["schema"]>,
  metric: MetricIdentity,
): boolean {
  if (metric.namespace !== namespace) return false;
  if (dimensions.length === 0) return true;
  return (
    Object.keys(metric.dimensions).length === dimensions.length &&
    dimensions.every((name) => Object.hasOwn(metric.dimensions, name))
  );
}

function finderOfTerm(term: SearchTerm): Finds {
  switch (term.type) {
    case "all":
    case "any": {
      const finders = term.terms.map(finderOfTerm);
      return term.type === "all"
        ? (metric) => finders.every((finds) => finds(metric))
        : (metric) => finders.some((finds) => finds(metric));
    }
    case "not": {
      const finds = finderOfTerm(term.term);
      return (metric) => !finds(metric);
    }
    case "exact":
      return (metric) => textsOf(metric, term.property).includes(term.text);
    case "partial": {
      const test = remembered(tokenTest(term.text));
      return (metric) => textsOf(metric, term.property).some(test);
    }
  }
}

/** Namespaces and names come with many metrics. */
function remembered(test: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    const found = known.get(text) ?? test(text);
    known.set(text, found);
    return found;
  };
}

function textsOf(
  { namespace, metricName, dimensions }: MetricIdentity,
  property: string | undefined,
): readonly string[] {
  if (property === undefined)
    return [namespace, metricName, ...Object.keys(dimensions), ...Object.values(dimensions)];
  if (property === "MetricName") return [metricName];
  if (property === "Namespace") return [namespace];
  if (property === ":aws.AccountId") return [localIdentity.accountId, "LOCAL"];
  const value = Object.hasOwn(dimensions, property) ? dimensions[property] : undefined;
  return value === undefined ? [] : [value];
}

/** What tells the found metrics apart: the dimensions, names and namespaces in which they differ. */
export function distinctNames(metrics: readonly MetricIdentity[]): readonly string[] {
  const all = metrics.map(
    ({ namespace, metricName, dimensions }) =>
      new Map([...Object.entries(dimensions), [":name", metricName], [":namespace", namespace]]),
  );
  const properties = [...new Set(all.flatMap((each) => [...each.keys()]))];
  const differing = properties.filter((name) => new Set(all.map((each) => each.get(name))).size > 1);
  return all.map((each) => {
    const told = differing.flatMap((name) => each.get(name) ?? []);
    return told.length === 0 ? (each.get(":name") ?? "") : told.join(" ");
  });
}
