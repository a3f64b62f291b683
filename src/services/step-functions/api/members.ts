// Members that many of Step Functions' requests have in common, with AWS's bounds.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_Types.html

import {
  flag,
  integer,
  listOf,
  oneOf,
  optional,
  required,
  structure,
  text,
} from "../../../aws/wire/shape.ts";

export const arn = text({ min: 1, max: 256 });
export const longArn = text({ min: 1, max: 2000 });
export const name = text({ min: 1, max: 80 });
export const taskToken = text({ min: 1, max: 2048 });
/** The input or the output of an execution or a task. */
export const payload = text({ max: 262_144, isSensitive: true });
export const errorName = text({ max: 256, isSensitive: true });
export const errorCause = text({ max: 32_768, isSensitive: true });
export const description = text({ max: 256, isSensitive: true });
export const definition = text({ max: 1_048_576, isSensitive: true });
export const traceHeader = text({ max: 256, pattern: /\p{ASCII}*/u });
export const workflowType = oneOf("STANDARD", "EXPRESS");
export const includedData = oneOf("ALL_DATA", "METADATA_ONLY");

export const page = {
  maxResults: optional(integer({ min: 0, max: 1000 })),
  nextToken: optional(text({ min: 1, max: 1024 })),
};

export const tags = listOf(
  structure({
    key: required(text({ min: 1, max: 128 })),
    value: required(text({ max: 256 })),
  }),
  { elementName: "Tag" },
);

export const encryptionConfiguration = structure({
  type: required(oneOf("AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY")),
  kmsKeyId: optional(text({ min: 1, max: 2048 })),
  kmsDataKeyReusePeriodSeconds: optional(integer({ min: 60, max: 900 })),
});

export const loggingConfiguration = structure({
  level: optional(oneOf("ALL", "ERROR", "FATAL", "OFF")),
  includeExecutionData: optional(flag()),
  destinations: optional(
    listOf(
      structure({
        cloudWatchLogsLogGroup: optional(structure({ logGroupArn: optional(text({ min: 1, max: 256 })) })),
      }),
      { elementName: "LogDestination" },
    ),
  ),
});

export const tracingConfiguration = structure({ enabled: optional(flag()) });
