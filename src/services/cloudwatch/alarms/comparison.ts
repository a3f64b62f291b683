// How an alarm compares a value with its threshold, or with the two ends of what is expected of it.

import type { Limits } from "../metrics/band.ts";

interface Comparison {
  readonly test: (value: number, limits: Limits) => boolean;
  /** How the reason of a state says it. */
  readonly words: string;
}

/** The threshold is both ends. */
const ofThreshold = {
  GreaterThanThreshold: { words: "greater than", test: (value, { upper }) => value > upper },
  GreaterThanOrEqualToThreshold: {
    words: "greater than or equal to",
    test: (value, { upper }) => value >= upper,
  },
  LessThanThreshold: { words: "less than", test: (value, { lower }) => value < lower },
  LessThanOrEqualToThreshold: { words: "less than or equal to", test: (value, { lower }) => value <= lower },
} satisfies Readonly<Record<string, Comparison>>;

const below = "less than the lower thresholds";
const above = "greater than the upper thresholds";

const ofBand = {
  LessThanLowerOrGreaterThanUpperThreshold: {
    words: `${below} or ${above}`,
    test: (value, { lower, upper }) => value < lower || value > upper,
  },
  LessThanLowerThreshold: { words: below, test: (value, { lower }) => value < lower },
  GreaterThanUpperThreshold: { words: above, test: (value, { upper }) => value > upper },
} satisfies Readonly<Record<string, Comparison>>;

const all: Readonly<Record<ComparisonOperator, Comparison>> = { ...ofThreshold, ...ofBand };

export type BandOperator = keyof typeof ofBand;
export type ComparisonOperator = keyof typeof ofThreshold | BandOperator;

/** In the order in which AWS tells them. */
export const comparisonOperators: readonly string[] = [
  "GreaterThanOrEqualToThreshold",
  "GreaterThanThreshold",
  "LessThanThreshold",
  "LessThanOrEqualToThreshold",
  "LessThanLowerOrGreaterThanUpperThreshold",
  "LessThanLowerThreshold",
  "GreaterThanUpperThreshold",
];

export function comparison(operator: ComparisonOperator): Comparison {
  return all[operator];
}

export function isBandOperator(operator: ComparisonOperator): operator is BandOperator {
  return Object.hasOwn(ofBand, operator);
}

/** The ends that an operator looks at, the lower one first. */
export function endsOf(operator: BandOperator): readonly (keyof Limits)[] {
  if (operator === "LessThanLowerThreshold") return ["lower"];
  return operator === "GreaterThanUpperThreshold" ? ["upper"] : ["lower", "upper"];
}
