// A state machine's logging, tracing and encryption: from a request, and in an answer.

import type { Tags } from "../../../aws/tags.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import type { ValueOf } from "../../../aws/wire/shape.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { completeEncryption, type EncryptionConfiguration } from "../encryption.ts";
import type { LoggingConfiguration, StateMachine } from "../machines/state-machine.ts";
import { variableReferences } from "../machines/variable-references.ts";
import type { encryptionConfiguration, loggingConfiguration, tags, tracingConfiguration } from "./members.ts";

export interface GivenConfiguration {
  readonly loggingConfiguration?: ValueOf<typeof loggingConfiguration> | undefined;
  readonly tracingConfiguration?: ValueOf<typeof tracingConfiguration> | undefined;
  readonly encryptionConfiguration?: ValueOf<typeof encryptionConfiguration> | undefined;
}

export function toConfiguration(given: GivenConfiguration) {
  const { loggingConfiguration: logging, tracingConfiguration: tracing } = given;
  return {
    logging: logging && toLogging(logging),
    tracingEnabled: tracing && (tracing.enabled ?? false),
    encryption: toEncryption(given),
  };
}

export function toEncryption({
  encryptionConfiguration: given,
}: GivenConfiguration): EncryptionConfiguration | undefined {
  return given && completeEncryption(given);
}

function toLogging(given: ValueOf<typeof loggingConfiguration>): LoggingConfiguration {
  const { level = "OFF", includeExecutionData = false, destinations } = given;
  const logGroupArns = destinations?.map(
    ({ cloudWatchLogsLogGroup }) => cloudWatchLogsLogGroup?.logGroupArn ?? "",
  );
  return { level, includeExecutionData, logGroupArns };
}

export function toTags(given: ValueOf<typeof tags> = []): Tags {
  return Object.fromEntries(given.map(({ key, value }) => [key, value]));
}

/** The members that DescribeStateMachine and DescribeStateMachineForExecution share. */
export async function describedConfiguration(machine: StateMachine, withData: boolean): Promise<WireObject> {
  const { level, includeExecutionData, logGroupArns } = machine.logging;
  const destinations = logGroupArns?.map((logGroupArn) => ({ cloudWatchLogsLogGroup: { logGroupArn } }));
  return {
    name: machine.name,
    ...(withData ? { definition: machine.definition } : {}),
    roleArn: machine.roleArn,
    loggingConfiguration: {
      level,
      includeExecutionData,
      destinations,
    },
    tracingConfiguration: { enabled: machine.tracingEnabled },
    revisionId: machine.revisionId,
    encryptionConfiguration: machine.encryption,
    ...(withData ? { variableReferences: await inSlices(variableReferences(machine.definition)) } : {}),
  };
}
