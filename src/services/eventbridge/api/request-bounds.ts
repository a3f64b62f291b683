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
  HttpParameters: optional(
    structure({ PathParameterValues: optional(listOf(text({ pattern: "^(?!\\s*$).+" }))) }),
  ),
  DeadLetterConfig: optional(structure({ Arn: optional(arn) })),
});

const onBus = { EventBusName: optional(busNameOrArn) };
const inPages = {
  NextToken: optional(text({ min: 1, max: 2048 })),
  Limit: optional(integer({ min: 1, max: 100 })),
};
const ofRule = structure({ Name: required(ruleName), ...onBus });
const ofConnection = structure({ Name: required(connectionName) });

const keyIdentifier = { KmsKeyIdentifier: optional(text({ max: 2048, pattern: "^[a-zA-Z0-9_\\-/:]*$" })) };
const busSettings = {
  ...keyIdentifier,
  DeadLetterConfig: optional(structure({ Arn: optional(arn) })),
  LogConfig: optional(
    structure({
      IncludeDetail: optional(oneOf("NONE", "FULL")),
      Level: optional(oneOf("OFF", "ERROR", "INFO", "TRACE")),
    }),
  ),
};
const entry = structure({
  Resources: optional(listOf(text({ max: 2048 }))),
  EventBusName: optional(
    text({
      min: 1,
      max: 1600,
      pattern: "(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[\\.\\-_A-Za-z0-9]+",
    }),
  ),
  TraceHeader: optional(text({ min: 1, max: 500 })),
});
/** What must be there depends on the kind, and is told in words of its own. */
const name512 = optional(text({ min: 1, max: 512 }));
const secret512 = optional(text({ min: 1, max: 512, isSensitive: true }));
const authorizationType = oneOf("BASIC", "OAUTH_CLIENT_CREDENTIALS", "API_KEY");
const authorization = {
  ...keyIdentifier,
  AuthParameters: optional(
    structure({
      BasicAuthParameters: optional(structure({ Username: name512, Password: secret512 })),
      OAuthParameters: optional(
        structure({ ClientParameters: optional(structure({ ClientID: name512, ClientSecret: secret512 })) }),
      ),
      ApiKeyAuthParameters: optional(structure({ ApiKeyName: name512, ApiKeyValue: secret512 })),
    }),
  ),
};
const principal = text({ min: 1, max: 12, pattern: "(\\d{12}|\\*)" });
const condition = structure({ Type: required(text()), Key: required(text()), Value: required(text()) });

export const requestBounds = {
  PutEvents: structure({ Entries: required(listOf(entry)) }),
  CreateEventBus: structure({
    Name: required(busName),
    EventSourceName: optional(text({ min: 1, max: 256, pattern: "aws\\.partner(/[\\.\\-_A-Za-z0-9]+){2,}" })),
    Description: optional(description),
    ...busSettings,
    Tags: optional(tags),
  }),
  UpdateEventBus: structure({ Name: optional(busName), Description: optional(description), ...busSettings }),
  DescribeEventBus: structure({ Name: optional(busNameOrArn) }),
  DeleteEventBus: structure({ Name: required(busName) }),
  ListEventBuses: structure({ NamePrefix: optional(busName), ...inPages }),
  PutPermission: structure({
    ...{ EventBusName: optional(ownBusName), Principal: optional(principal) },
    ...{ StatementId: optional(statementId), Condition: optional(condition) },
  }),
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
  PutTargets: structure({
    Rule: required(ruleName),
    ...onBus,
    Targets: required(listOf(target, { max: 100 })),
  }),
  ListTargetsByRule: structure({ Rule: required(ruleName), ...onBus, ...inPages }),
  RemoveTargets: structure({
    Rule: required(ruleName),
    ...onBus,
    Ids: required(listOf(targetId, { min: 1, max: 100 })),
  }),
  TagResource: structure({ ResourceARN: required(arn), Tags: required(tags) }),
  UntagResource: structure({ ResourceARN: required(arn), TagKeys: required(listOf(tagKey)) }),
  ListTagsForResource: structure({ ResourceARN: required(arn) }),
  CreateConnection: structure({
    ...{ Name: required(connectionName), Description: optional(description) },
    AuthorizationType: required(authorizationType),
    ...authorization,
  }),
  UpdateConnection: structure({
    ...{ Name: required(connectionName), Description: optional(description) },
    AuthorizationType: optional(authorizationType),
    ...authorization,
  }),
  DescribeConnection: ofConnection,
  DeleteConnection: ofConnection,
  DeauthorizeConnection: ofConnection,
  ListConnections: structure({
    NamePrefix: optional(connectionName),
    ConnectionState: optional(connectionState),
    ...inPages,
  }),
};
