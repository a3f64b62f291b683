// What the clients of each service ask for with a role's keys, the permission that it takes, and how it is refused.

import { CloudFormationClient, ListStacksCommand } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import * as ddb from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, ListEventBusesCommand } from "@aws-sdk/client-eventbridge";
import { GetAccountSummaryCommand, IAMClient } from "@aws-sdk/client-iam";
import * as lambda from "@aws-sdk/client-lambda";
import { ListPipesCommand, PipesClient } from "@aws-sdk/client-pipes";
import * as s3 from "@aws-sdk/client-s3";
import { ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import * as sfn from "@aws-sdk/client-sfn";
import { ListTopicsCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { Json, JsonObject } from "../../../src/aws/json.ts";
import type { SdkServer } from "../../server/sdk-server.ts";
import { arnOf } from "../../support/local-arn.ts";

export const account = "000000000000";
export const roleArn = (name: string) => `arn:aws:iam::${account}:role/${name}`;
export const letters = arnOf("sqs", "letters");
export const QueueUrl = `http://127.0.0.1:4566/${account}/letters`;

export const allow = (Action: Json, Resource: Json, more: JsonObject = {}): JsonObject => ({
  ...{ Effect: "Allow", Action, Resource },
  ...more,
});
export const documentOf = (...Statement: readonly JsonObject[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement });

/** What the clients of the tests have in common. */
export interface Client {
  // biome-ignore lint/suspicious/noExplicitAny: each client takes commands of its own
  send(command: any): Promise<any>;
  destroy(): void;
}

export type Configuration = SdkServer["clientConfiguration"] & {
  readonly maxAttempts: number;
  readonly disableHostPrefix: boolean;
};

interface Wire {
  readonly of: string;
  readonly kind: new (configuration: Configuration) => Client;
  readonly command: () => unknown;
  readonly permission: JsonObject;
  /** What the refusal says it lacks. */
  readonly needs: string;
  readonly name: string;
  readonly status: number;
}

const ofOne: readonly Wire[] = [
  {
    ...{ of: "SQS", kind: sqs.SQSClient as never, name: "AccessDenied", status: 403 },
    command: () => new sqs.SendMessageCommand({ QueueUrl, MessageBody: "a" }),
    permission: allow("sqs:SendMessage", letters),
    needs: `sqs:sendmessage on resource: ${letters}`,
  },
  {
    ...{ of: "SQS in batches", kind: sqs.SQSClient as never, name: "AccessDenied", status: 403 },
    command: () => new sqs.SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "a", MessageBody: "a" }] }),
    permission: allow("sqs:SendMessage", letters),
    needs: `sqs:sendmessage on resource: ${letters}`,
  },
  {
    ...{ of: "SNS", kind: SNSClient as never, name: "AuthorizationErrorException", status: 403 },
    command: () => new PublishCommand({ TopicArn: arnOf("sns", "alerts"), Message: "a" }),
    permission: allow("sns:Publish", arnOf("sns", "alerts")),
    needs: `SNS:Publish on resource: ${arnOf("sns", "alerts")}`,
  },
  {
    ...{ of: "S3", kind: s3.S3Client as never, name: "AccessDenied", status: 403 },
    command: () => new s3.PutObjectCommand({ Bucket: "readings", Key: "a/b", Body: "c" }),
    permission: allow("s3:PutObject", "arn:aws:s3:::readings/a/*"),
    needs: `s3:PutObject on resource: "arn:aws:s3:::readings/a/b"`,
  },
  {
    ...{ of: "S3's lists", kind: s3.S3Client as never, name: "AccessDenied", status: 403 },
    command: () => new s3.ListObjectsV2Command({ Bucket: "readings" }),
    permission: allow("s3:ListBucket", "arn:aws:s3:::readings"),
    needs: `s3:ListBucket on resource: "arn:aws:s3:::readings"`,
  },
];

const ofAll = (service: string, resource: string) => ` on resource: ${arnOf(service, resource)}`;

/**
 * What names no resource, or not by its ARN, as each service has been seen to word it: of all of a kind, of everything, of nothing at all, or
 * as it was asked for.
 */
const listings: readonly (readonly [
  kind: unknown,
  command: object,
  action: string,
  of: string,
  status: number,
])[] = [
  [
    ddb.DynamoDBClient,
    new ddb.ListTablesCommand({}),
    "dynamodb:ListTables",
    ofAll("dynamodb", "table/*"),
    400,
  ],
  [
    sfn.SFNClient,
    new sfn.ListStateMachinesCommand({}),
    "states:ListStateMachines",
    ofAll("states", "stateMachine:*"),
    400,
  ],
  [SSMClient, new DescribeParametersCommand({}), "ssm:DescribeParameters", ofAll("ssm", "*"), 400],
  [
    EventBridgeClient,
    new ListEventBusesCommand({}),
    "events:ListEventBuses",
    ofAll("events", "event-bus/*"),
    400,
  ],
  [
    CloudWatchLogsClient,
    new DescribeLogGroupsCommand({}),
    "logs:DescribeLogGroups",
    ofAll("logs", "log-group::log-stream:"),
    400,
  ],
  [
    CloudWatchLogsClient,
    new DescribeLogStreamsCommand({ logGroupName: "letters" }),
    "logs:DescribeLogStreams",
    ofAll("logs", "log-group:letters:log-stream:"),
    400,
  ],
  [
    SecretsManagerClient,
    new GetSecretValueCommand({ SecretId: "letters" }),
    "secretsmanager:GetSecretValue",
    " on resource: letters",
    400,
  ],
  [
    CloudFormationClient,
    new ListStacksCommand({}),
    "cloudformation:ListStacks",
    ofAll("cloudformation", "stack/*/*"),
    403,
  ],
  [SNSClient, new ListTopicsCommand({}), "SNS:ListTopics", ofAll("sns", "*"), 403],
  [sqs.SQSClient, new sqs.ListQueuesCommand({}), "sqs:listqueues", ofAll("sqs", ""), 403],
  [lambda.LambdaClient, new lambda.ListFunctionsCommand({}), "lambda:ListFunctions", " on resource: *", 403],
  [IAMClient, new GetAccountSummaryCommand({}), "iam:GetAccountSummary", " on resource: *", 403],
  [s3.S3Client, new s3.ListBucketsCommand({}), "s3:ListAllMyBuckets", "", 403],
  [SecretsManagerClient, new ListSecretsCommand({}), "secretsmanager:ListSecrets", "", 400],
  [CloudWatchClient, new ListMetricsCommand({}), "cloudwatch:ListMetrics", "", 403],
  [PipesClient, new ListPipesCommand({}), "pipes:ListPipes", "", 403],
  [SchedulerClient, new ListSchedulesCommand({}), "scheduler:ListSchedules", "", 403],
];

const names: Readonly<Record<string, string>> = {
  SNS: "AuthorizationErrorException",
  iam: "AccessDenied",
  s3: "AccessDenied",
  cloudformation: "AccessDenied",
  cloudwatch: "AccessDenied",
  sqs: "AccessDenied",
};

export const wires: readonly Wire[] = [
  ...ofOne,
  ...listings.map(([kind, command, action, of, status]) => ({
    ...{ of: action, kind: kind as Wire["kind"], command: () => command, status },
    name: names[action.split(":", 1)[0] ?? ""] ?? "AccessDeniedException",
    permission: allow(action, "*"),
    needs: `${action}${of}`,
  })),
];
