// A state machine as it is registered, and what is made of a definition when one is created or updated.

import { compileInPieces } from "../../../asl/compile/compile-definition.ts";
import type { CompiledMachine } from "../../../asl/compile/compiled-machine.ts";
import { invalidDefinitionMessage } from "../../../asl/validate/render.ts";
import { loadInPieces } from "../../../asl/validate/validate.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Tags } from "../../../aws/tags.ts";
import type { WorkflowType } from "../../../engine/execution.ts";
import type { EncryptionConfiguration } from "../encryption.ts";

export type LogLevel = "ALL" | "ERROR" | "FATAL" | "OFF";

export interface LoggingConfiguration {
  readonly level: LogLevel;
  readonly includeExecutionData: boolean;
  /** ARNs of log groups: exactly one, or none. A list of none is told from no list when the machine is described. */
  readonly logGroupArns?: readonly string[] | undefined;
}

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly type: WorkflowType;
  /** As it was given: DescribeStateMachine answers with the same text. */
  readonly definition: string;
  readonly roleArn: string;
  readonly logging: LoggingConfiguration;
  readonly tracingEnabled: boolean;
  readonly encryption: EncryptionConfiguration;
  readonly tags: Tags;
  /** Whether it was to be published when it was created, and how that version was to be described. */
  readonly published?: { readonly description: string | undefined } | undefined;
  /** No execution starts any more; it goes when the last has ended. */
  readonly isDeleting?: boolean | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Absent until the first update, as on AWS. */
  readonly revisionId: string | undefined;
  readonly compiled: () => CompiledMachine;
  /** Compiles what was read from the disk while others have their turn. Undefined if `compiled` has it by now. */
  readonly compiling?: (() => Promise<unknown> | undefined) | undefined;
}

export const noLogging: LoggingConfiguration = {
  level: "OFF",
  includeExecutionData: false,
};

const longestDefinition = 1024 * 1024;

/** What it gives throws InvalidDefinition with all that is wrong with it. Yields where whoever asks may give way to others. */
export function* compileText(definition: string, type: WorkflowType): Generator<void, () => CompiledMachine> {
  try {
    const compiled = yield* compiledText(definition, type);
    return () => compiled;
  } catch (refusal) {
    return () => {
      throw refusal;
    };
  }
}

function* compiledText(definition: string, type: WorkflowType): Generator<void, CompiledMachine> {
  if (definition.length > longestDefinition) {
    throw new ServiceError(
      "ValidationException",
      `1 validation error detected: Value at 'definition' failed to satisfy constraint: Member must have length less than or equal to ${longestDefinition}`,
    );
  }
  const loaded = yield* loadInPieces(definition, { type });
  if (loaded.definition === undefined) {
    throw new ServiceError("InvalidDefinition", invalidDefinitionMessage(loaded.diagnostics));
  }
  return yield* compileInPieces(loaded.definition);
}

/** Throws InvalidLoggingConfiguration. `isLogGroup` is asked for a name. */
export function checkLogging(
  logging: LoggingConfiguration,
  isLogGroup: (logGroupName: string) => boolean,
): void {
  const { level, logGroupArns = [] } = logging;
  if (level !== "OFF" && logGroupArns.length !== 1) {
    throw invalidLogging("Must specify exactly one Log Destination.");
  }
  for (const arn of logGroupArns) {
    const name = logGroupOf(arn);
    if (name === undefined || !isLogGroup(name)) throw invalidLogging("Log Destination not found.");
  }
}

function logGroupOf(arn: string): string | undefined {
  return /^arn:[^:]+:logs:[^:]+:[^:]+:log-group:([^:]+):\*$/.exec(arn)?.[1];
}

export function logsTo({ logging }: StateMachine, logGroupName: string): boolean {
  return (logging.logGroupArns ?? []).some((arn) => logGroupOf(arn) === logGroupName);
}

function invalidLogging(problem: string): ServiceError {
  return new ServiceError("InvalidLoggingConfiguration", `Invalid Logging Configuration: ${problem}`);
}
