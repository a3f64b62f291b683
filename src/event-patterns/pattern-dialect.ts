// The pattern language is one, and the services that speak it are at different stages of it.

export type AffixOperator = "prefix" | "suffix" | "equals-ignore-case" | "wildcard";

export interface PatternDialect {
  /** Numbers outside of ± this, or with more than six decimals, can't be compared. Undefined: all that a double tells exactly can. */
  readonly greatestNumber: number | undefined;
  /** What may stand in an object under `anything-but`. */
  readonly insideAnythingBut: ReadonlySet<string>;
  /** Whether `prefix` and `suffix` take `{"equals-ignore-case": …}`, and operators inside `anything-but` take lists. */
  readonly nestedOperators: boolean;
  /** Whether wildcards are refused that a text could match in too many ways at once. */
  readonly boundsWildcards: boolean;
}

/** EventBridge user guide, "Comparison operators for use in event patterns". */
export const eventBridgeDialect: PatternDialect = {
  greatestNumber: undefined,
  insideAnythingBut: new Set(["prefix", "suffix", "equals-ignore-case", "wildcard"]),
  nestedOperators: true,
  boundsWildcards: true,
};

/** SNS developer guide, "Amazon SNS subscription filter policies". */
export const snsDialect: PatternDialect = {
  greatestNumber: 1e9,
  insideAnythingBut: new Set(["prefix"]),
  nestedOperators: false,
  // The number of a policy's values is bounded instead.
  boundsWildcards: false,
};
