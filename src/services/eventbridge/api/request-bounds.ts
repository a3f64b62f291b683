// What EventBridge's requests may be made of, by the service's model. Each is checked before its operation reads it, so that all of
// its broken bounds are told at once. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html

import { integer, listOf, oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";

const ruleName = text({ min: 1, max: 64, pattern: "[\\.\\-_A-Za-z0-9]+" });
const targetId = ruleName;
const connectionName = ruleName;
const busName = text({ min: 1, max: 256, pattern: "[/\\.\\-_A-Za-z0-9]+" });
const busNameOrArn = text({
  min: 1,
  max: 1600,
  pattern: "(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[/\\.\\-_A-Za-z0-9]+",
});
const ownBusName = text({ min: 1, max: 256, pattern: "[\\.\\-_A-Za-z0-9]+" });
const statementId = text({ min: 1, max: 64, pattern: "[a-zA-Z0-9-_]+" });
const arn = text({ min: 1, max: 1600 });
const description = text({ max: 512 });
const tagKey = text({ min: 1, max: 128 });
const tags = listOf(structure({ Key: required(tagKey), Value: required(text({ max: 256 })) }));
const connectionState = oneOf(
  ...(["CREATING", "UPDATING", "DELETING", "AUTHORIZED", "DEAUTHORIZED"] as const),
  ...(["AUTHORIZING", "DEAUTHORIZING", "ACTIVE", "FAILED_CONNECTIVITY"] as const),
);

/** What its own checks, which tell of identifiers, inputs and retries, leave. */
const target = structure({
  Id: required(text()),
  Arn: required(text()),
  RoleArn: optional(arn),
  InputTransformer: optional(structure({ InputTemplate: required(text({ min: 1, max: 8192 })) })),
  KinesisParameters: optional(structure({ PartitionKeyPath: required(text({ max: 256 })) })),
  SqsParameters: optional(structure({ MessageGroupId: optional(text({ max: 100 })) })),
});

const onBus = { EventBusName: optional(busNameOrArn) };
const inPages = {
  NextToken: optional(text({ min: 1, max: 2048 })),
  Limit: optional(integer({ min: 1, max: 100 })),
};
const ofRule = structure({ Name: required(ruleName), ...onBus });
const ofConnection = structure({ Name: required(connectionName) });

export const requestBounds = {
  CreateEventBus: structure({
    Name: required(busName),
    EventSourceName: optional(text({ min: 1, max: 256, pattern: "aws\\.partner(/[\\.\\-_A-Za-z0-9]+){2,}" })),
    Description: optional(description),
    Tags: optional(tags),
  }),
  UpdateEventBus: structure({ Name: optional(busName), Description: optional(description) }),
  DescribeEventBus: structure({ Name: optional(busNameOrArn) }),
  DeleteEventBus: structure({ Name: required(busName) }),
  ListEventBuses: structure({ NamePrefix: optional(busName), ...inPages }),
  PutPermission: structure({ EventBusName: optional(ownBusName), StatementId: optional(statementId) }),
  RemovePermission: structure({ EventBusName: optional(ownBusName), StatementId: optional(statementId) }),
  PutRule: structure({
    Name: required(ruleName),
    RoleArn: optional(arn),
    Tags: optional(tags),
    ...onBus,
  }),
  DescribeRule: ofRule,
  EnableRule: ofRule,
  DisableRule: ofRule,
  DeleteRule: ofRule,
  ListRules: structure({ NamePrefix: optional(ruleName), ...onBus, ...inPages }),
  ListRuleNamesByTarget: structure({ TargetArn: required(arn), ...onBus, ...inPages }),
  PutTargets: structure({ Rule: required(ruleName), ...onBus, Targets: required(listOf(target)) }),
  ListTargetsByRule: structure({ Rule: required(ruleName), ...onBus, ...inPages }),
  RemoveTargets: structure({
    Rule: required(ruleName),
    ...onBus,
    Ids: required(listOf(targetId, { min: 1, max: 100 })),
  }),
  TagResource: structure({ ResourceARN: required(arn), Tags: required(tags) }),
  UntagResource: structure({ ResourceARN: required(arn), TagKeys: required(listOf(tagKey)) }),
  ListTagsForResource: structure({ ResourceARN: required(arn) }),
  CreateConnection: structure({ Description: optional(description) }),
  UpdateConnection: structure({ Name: required(connectionName), Description: optional(description) }),
  DescribeConnection: ofConnection,
  DeleteConnection: ofConnection,
  DeauthorizeConnection: ofConnection,
  ListConnections: structure({
    NamePrefix: optional(connectionName),
    ConnectionState: optional(connectionState),
    ...inPages,
  }),
};
