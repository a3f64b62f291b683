// A rule of a bus, and its targets: as put, and compiled for matching.

import type { JsonObject } from "../aws/json.ts";
import { compileEventPattern, type PatternMatch } from "./pattern/compile-pattern.ts";
import { compileTargetInput, type TargetInput, type WriteInput } from "./target-input.ts";

export interface RuleTarget extends TargetInput {
  readonly id: string;
  readonly arn: string;
  readonly roleArn?: string;
  readonly retryPolicy?: {
    readonly maximumRetryAttempts?: number;
    readonly maximumEventAgeInSeconds?: number;
  };
  readonly deadLetterConfig?: { readonly arn?: string };
  /** Members that only some kinds of target read, such as `SqsParameters`, as AWS spells them. */
  readonly parameters?: JsonObject;
}

export interface RuleDefinition {
  readonly name: string;
  readonly description?: string;
  readonly roleArn?: string;
  readonly enabled: boolean;
  /** JSON text; absent for a rule that only has a schedule. */
  readonly eventPattern?: string;
  readonly scheduleExpression?: string;
}

export interface Rule extends RuleDefinition {
  readonly arn: string;
  readonly matches: PatternMatch;
  /** The sources that an event must have one of, if the pattern names them. */
  readonly sources: readonly string[] | undefined;
  readonly targets: ReadonlyMap<string, CompiledTarget>;
}

export interface CompiledTarget {
  readonly target: RuleTarget;
  readonly writeInput: WriteInput;
}

export function compileRule(definition: RuleDefinition, arn: string, targets: Rule["targets"]): Rule {
  const { eventPattern } = definition;
  if (eventPattern === undefined) {
    return { ...definition, arn, matches: () => false, sources: [], targets };
  }
  const { matches, sources } = compileEventPattern(eventPattern);
  return { ...definition, arn, matches, sources, targets };
}

export function compileTarget(target: RuleTarget): CompiledTarget {
  return { target, writeInput: compileTargetInput(target) };
}
