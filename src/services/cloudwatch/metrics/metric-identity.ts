// Which metric a value belongs to: a namespace, a name and dimensions. Two metrics are the same only if all three are.

import { invalid } from "../refusals.ts";

export type Dimensions = Readonly<Record<string, string>>;

export interface MetricIdentity {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Dimensions;
}

/** CloudWatch quotas: a metric has at most 30 dimensions. */
export const mostDimensions = 30;

export function metricKey({ namespace, metricName, dimensions }: MetricIdentity): string {
  let key = `${namespace}\0${metricName}`;
  const names = Object.keys(dimensions);
  if (names.length > 1) names.sort();
  for (const name of names) key += `\0${name}\0${dimensions[name]}`;
  return key;
}

export function checkMetric(metric: MetricIdentity): void {
  checkText("Namespace", metric.namespace);
  checkText("MetricName", metric.metricName);
  const dimensions = Object.entries(metric.dimensions);
  if (dimensions.length > mostDimensions) {
    throw invalid(`The collection Dimensions must not have a size greater than ${mostDimensions}.`);
  }
  for (const [name, value] of dimensions) {
    if (name === "" || name.startsWith(":"))
      throw invalid(`The value ${name} for parameter Dimensions.member.Name is invalid.`);
    if (value === "")
      throw invalid(`The value of dimension ${name} of metric ${metric.metricName} must not be empty.`);
  }
}

function checkText(parameter: string, text: string): void {
  if (text.length >= 1 && text.length <= 255) return;
  throw invalid(
    `The value ${text.slice(0, 300)} for parameter ${parameter} is invalid: expected 1 to 255 characters.`,
  );
}
