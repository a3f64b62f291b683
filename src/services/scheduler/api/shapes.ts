// The shapes of EventBridge Scheduler's requests.
// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html

import {
  integer,
  listOf,
  oneOf,
  optional,
  required,
  structure,
  text,
  timestamp,
  type ValueOf,
} from "../../../aws/wire/shape.ts";

const name = text({ min: 1, max: 64, pattern: "^[0-9a-zA-Z-_.]+$" });
const clientToken = optional(text({ min: 1, max: 64, pattern: "^[a-zA-Z0-9-_]+$" }));
const state = oneOf("ENABLED", "DISABLED");

const target = structure({
  Arn: required(text({ min: 1, max: 1600 })),
  RoleArn: required(
    text({ min: 1, max: 1600, pattern: "^arn:aws(-[a-z]+)?:iam::\\d{12}:role\\/[\\w+=,.@\\/-]+$" }),
  ),
  DeadLetterConfig: optional(
    structure({
      Arn: optional(
        text({ min: 1, max: 1600, pattern: "^arn:aws(-[a-z]+)?:sqs:[a-z0-9\\-]+:\\d{12}:[a-zA-Z0-9\\-_]+$" }),
      ),
    }),
  ),
  RetryPolicy: optional(
    structure({
      MaximumEventAgeInSeconds: optional(integer({ min: 60, max: 86_400 })),
      MaximumRetryAttempts: optional(integer({ min: 0, max: 185 })),
    }),
  ),
  Input: optional(text({ min: 1 })),
  EventBridgeParameters: optional(
    structure({
      DetailType: required(text({ min: 1, max: 128 })),
      Source: required(
        text({
          min: 1,
          max: 256,
          pattern: "^(?=[/\\.\\-_A-Za-z0-9]+)((?!aws\\.).*)|(\\$(\\.[\\w_-]+(\\[(\\d+|\\*)\\])*)*)$",
        }),
      ),
    }),
  ),
  KinesisParameters: optional(structure({ PartitionKey: required(text({ min: 1, max: 256 })) })),
  SqsParameters: optional(structure({ MessageGroupId: optional(text({ min: 1, max: 128 })) })),
});

export const putSchedule = structure({
  Name: required(name),
  GroupName: optional(name),
  ScheduleExpression: required(text({ min: 1, max: 256 })),
  StartDate: optional(timestamp()),
  EndDate: optional(timestamp()),
  Description: optional(text({ max: 512 })),
  ScheduleExpressionTimezone: optional(text({ min: 1, max: 50 })),
  State: optional(state),
  KmsKeyArn: optional(
    text({
      min: 1,
      max: 2048,
      pattern: "^arn:aws(-[a-z]+)?:kms:[a-z0-9\\-]+:\\d{12}:(key|alias)\\/[0-9a-zA-Z-_]*$",
    }),
  ),
  Target: required(target),
  FlexibleTimeWindow: required(
    structure({
      Mode: required(oneOf("OFF", "FLEXIBLE")),
      MaximumWindowInMinutes: optional(integer({ min: 1, max: 1440 })),
    }),
  ),
  ClientToken: clientToken,
  ActionAfterCompletion: optional(oneOf("NONE", "DELETE")),
});

export type PutSchedule = ValueOf<typeof putSchedule>;

export const oneSchedule = structure({
  Name: required(name),
  GroupName: optional(name),
  ClientToken: clientToken,
});

const page = {
  NamePrefix: optional(name),
  MaxResults: optional(integer({ min: 1, max: 100 })),
  NextToken: optional(text({ min: 1, max: 2048 })),
};
export const listSchedules = structure({ ...page, GroupName: optional(name), State: optional(state) });
export const listGroups = structure(page);

const tags = listOf(
  structure({ Key: required(text({ min: 1, max: 128 })), Value: required(text({ min: 1, max: 256 })) }),
  { max: 200 },
);
export const createGroup = structure({
  Name: required(name),
  Tags: optional(tags),
  ClientToken: clientToken,
});
export const oneGroup = structure({ Name: required(name), ClientToken: clientToken });

const resourceArn = required(
  text({
    min: 1,
    max: 1011,
    pattern: "^arn:aws(-[a-z]+)?:scheduler:[a-z0-9\\-]+:\\d{12}:schedule-group\\/[0-9a-zA-Z-_.]+$",
  }),
);
export const oneResource = structure({ ResourceArn: resourceArn });
export const tagResource = structure({ ResourceArn: resourceArn, Tags: required(tags) });
export const untagResource = structure({
  ResourceArn: resourceArn,
  TagKeys: required(listOf(text({ min: 1, max: 128 }), { max: 200 })),
});
