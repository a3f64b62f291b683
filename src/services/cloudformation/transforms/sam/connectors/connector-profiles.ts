// What a connector from one type of resource to another permits, by `Read` and `Write`.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html

export interface Grant {
  readonly actions: readonly string[];
  /** Texts of `Fn::Sub`, in which `${Destination.Arn}` and the like stand for the ends of the connector. */
  readonly resources: readonly string[];
}

export interface RoleProfile {
  readonly kind: "role";
  /** Whose role gets the policy. */
  readonly of: "source" | "destination";
  readonly grants: readonly (readonly ["Read" | "Write", readonly Grant[]])[];
  /** Whether it takes all accesses or none. */
  readonly together?: boolean;
  /** What must wait for the policy. */
  readonly before?: "source" | "event source mapping";
}

export interface PermissionProfile {
  readonly kind: "permission";
  readonly principal: string;
  readonly sourceArn: string;
  readonly sourceAccount?: string;
}

export interface ResourcePolicyProfile {
  readonly kind: "queue" | "topic";
  readonly principal: string;
}

export type ConnectorProfile = RoleProfile | PermissionProfile | ResourcePolicyProfile;

function grant(service: string, names: string, ...resources: readonly string[]): Grant {
  return { actions: names.split(" ").map((name) => `${service}:${name}`), resources };
}

const destination = "${Destination.Arn}";
const execution =
  "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${Destination.Name}:*";
const nestedRule =
  "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule";
const apiCall =
  "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Source.ResourceId}/${Source.Qualifier}";

const readTable = grant(
  "dynamodb",
  "GetItem Query Scan BatchGetItem ConditionCheckItem PartiQLSelect",
  destination,
  `${destination}/index/*`,
);
const writeTable = grant(
  "dynamodb",
  "PutItem UpdateItem DeleteItem BatchWriteItem PartiQLDelete PartiQLInsert PartiQLUpdate",
  destination,
  `${destination}/index/*`,
);
const readBucket = grant(
  "s3",
  "GetObject GetObjectAcl GetObjectLegalHold GetObjectRetention GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionForReplication GetObjectVersionTorrent ListBucket ListBucketMultipartUploads ListBucketVersions ListMultipartUploadParts",
  destination,
  `${destination}/*`,
);
const writeBucket = grant(
  "s3",
  "AbortMultipartUpload DeleteObject DeleteObjectVersion PutObject PutObjectLegalHold PutObjectRetention RestoreObject",
  destination,
  `${destination}/*`,
);
const readQueue = grant("sqs", "ReceiveMessage GetQueueAttributes", destination);
const writeQueue = grant("sqs", "DeleteMessage SendMessage ChangeMessageVisibility PurgeQueue", destination);
const invoke = grant("lambda", "InvokeAsync InvokeFunction", destination);
const publish = grant("sns", "Publish", destination);
const putEvents = grant("events", "PutEvents", destination);

function sourceRole(grants: RoleProfile["grants"]): RoleProfile {
  return { kind: "role", of: "source", grants };
}

const table = sourceRole([
  ["Read", [readTable]],
  ["Write", [writeTable]],
]);
const bucket = sourceRole([
  ["Read", [readBucket]],
  ["Write", [writeBucket]],
]);

function call(principal: string, sourceArn = "${Source.Arn}"): PermissionProfile {
  return { kind: "permission", principal, sourceArn };
}

/** By the source's type, then by the destination's. */
export const connectorProfiles: Readonly<Record<string, Readonly<Record<string, ConnectorProfile>>>> = {
  "AWS::ApiGateway::RestApi": { "AWS::Lambda::Function": call("apigateway.amazonaws.com", apiCall) },
  "AWS::ApiGatewayV2::Api": { "AWS::Lambda::Function": call("apigateway.amazonaws.com", apiCall) },
  "AWS::AppSync::DataSource": {
    "AWS::DynamoDB::Table": table,
    "AWS::Lambda::Function": sourceRole([
      ["Write", [grant("lambda", "InvokeAsync InvokeFunction", destination, `${destination}:*`)]],
    ]),
    "AWS::Events::EventBus": sourceRole([["Write", [putEvents]]]),
  },
  "AWS::AppSync::GraphQLApi": {
    "AWS::Lambda::Function": call(
      "appsync.amazonaws.com",
      "arn:${AWS::Partition}:appsync:${AWS::Region}:${AWS::AccountId}:apis/${Source.ResourceId}",
    ),
  },
  "AWS::DynamoDB::Table": {
    "AWS::Lambda::Function": {
      kind: "role",
      of: "destination",
      before: "event source mapping",
      grants: [
        [
          "Read",
          [
            grant(
              "dynamodb",
              "DescribeStream GetRecords GetShardIterator ListStreams",
              "${Source.Arn}/stream/*",
            ),
          ],
        ],
      ],
    },
  },
  "AWS::Events::Rule": {
    "AWS::Events::EventBus": sourceRole([["Write", [putEvents]]]),
    "AWS::StepFunctions::StateMachine": sourceRole([
      ["Write", [grant("states", "StartExecution", destination)]],
    ]),
    "AWS::Lambda::Function": call("events.amazonaws.com"),
    "AWS::SQS::Queue": { kind: "queue", principal: "events.amazonaws.com" },
    "AWS::SNS::Topic": { kind: "topic", principal: "events.amazonaws.com" },
  },
  "AWS::Lambda::Function": {
    "AWS::DynamoDB::Table": table,
    "AWS::S3::Bucket": bucket,
    "AWS::Lambda::Function": sourceRole([["Write", [invoke]]]),
    "AWS::SNS::Topic": sourceRole([["Write", [publish]]]),
    "AWS::SQS::Queue": sourceRole([
      ["Read", [readQueue]],
      ["Write", [writeQueue]],
    ]),
    "AWS::Events::EventBus": sourceRole([["Write", [putEvents]]]),
    "AWS::Location::PlaceIndex": sourceRole([
      [
        "Read",
        [
          grant(
            "geo",
            "DescribePlaceIndex GetPlace SearchPlaceIndexForPosition SearchPlaceIndexForSuggestions SearchPlaceIndexForText",
            destination,
          ),
        ],
      ],
    ]),
    "AWS::StepFunctions::StateMachine": sourceRole([
      [
        "Write",
        [
          grant("states", "StartExecution StartSyncExecution", destination),
          grant("states", "StopExecution", execution),
        ],
      ],
      [
        "Read",
        [
          grant("states", "DescribeStateMachine ListExecutions", destination),
          grant(
            "states",
            "DescribeExecution DescribeStateMachineForExecution GetExecutionHistory",
            execution,
          ),
        ],
      ],
    ]),
  },
  "AWS::S3::Bucket": {
    "AWS::Lambda::Function": { ...call("s3.amazonaws.com"), sourceAccount: "${AWS::AccountId}" },
  },
  "AWS::SNS::Topic": {
    "AWS::Lambda::Function": call("sns.amazonaws.com"),
    "AWS::SQS::Queue": { kind: "queue", principal: "sns.amazonaws.com" },
  },
  "AWS::SQS::Queue": {
    "AWS::Lambda::Function": {
      kind: "role",
      of: "destination",
      before: "event source mapping",
      together: true,
      grants: [
        ["Write", [grant("sqs", "DeleteMessage", "${Source.Arn}")]],
        ["Read", [grant("sqs", "ReceiveMessage GetQueueAttributes", "${Source.Arn}")]],
      ],
    },
  },
  "AWS::StepFunctions::StateMachine": {
    "AWS::DynamoDB::Table": table,
    "AWS::S3::Bucket": bucket,
    "AWS::Lambda::Function": sourceRole([["Write", [invoke]]]),
    "AWS::SNS::Topic": sourceRole([["Write", [publish]]]),
    "AWS::SQS::Queue": sourceRole([["Write", [grant("sqs", "SendMessage", destination)]]]),
    "AWS::Events::EventBus": sourceRole([["Write", [putEvents]]]),
    "AWS::StepFunctions::StateMachine": {
      kind: "role",
      of: "source",
      before: "source",
      grants: [
        [
          "Read",
          [grant("states", "DescribeExecution", execution), grant("events", "DescribeRule", nestedRule)],
        ],
        [
          "Write",
          [
            grant("states", "StartExecution", destination),
            grant("states", "StopExecution", execution),
            grant("events", "PutTargets PutRule", nestedRule),
          ],
        ],
      ],
    },
  },
};

/** SAM's own types, and what they become. */
export const expandedTypes: Readonly<Record<string, string>> = {
  "AWS::Serverless::Function": "AWS::Lambda::Function",
  "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
  "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
  "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
  "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
};
