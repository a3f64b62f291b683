// A rule of a bus, and its targets: as put, and compiled for matching.

import type { JsonObject } from "../../../aws/json.ts";
import {
  compileEventPattern,
  matchesNothing,
  type Pattern,
} from "../../../event-patterns/compile-pattern.ts";
import { parseRuleSchedule, type Schedule } from "../../../schedule/schedule.ts";
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

/** A rule as it is kept. */
export interface KeptRule extends RuleDefinition {
  /** When its schedule began to count, in milliseconds since the epoch. */
  readonly scheduledSince?: number;
}

export interface Rule extends KeptRule {
  readonly arn: string;
  /** The service that manages it. @default its users do */
  readonly managedBy?: string;
  readonly pattern: Pattern;
  readonly schedule: Schedule | undefined;
  readonly targets: ReadonlyMap<string, CompiledTarget>;
}

export interface CompiledTarget {
  readonly target: RuleTarget;
  readonly writeInput: WriteInput;
}

/** Throws InvalidEventPatternException. */
export function compileRule(rule: KeptRule, arn: string, targets: Rule["targets"]): Rule {
  const { eventPattern, scheduleExpression } = rule;
  const schedule = scheduleExpression ? parseRuleSchedule(scheduleExpression) : undefined;
  const pattern = eventPattern ? compileEventPattern(eventPattern) : matchesNothing;
  return { ...rule, arn, pattern, schedule, targets };
}

export function compileTarget(target: RuleTarget): CompiledTarget {
  return { target, writeInput: compileTargetInput(target) };
}
