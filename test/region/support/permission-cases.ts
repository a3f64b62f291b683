// What the clients of each service ask for with a role's keys, the permission that it takes, and how it is refused.

import * as ddb from "@aws-sdk/client-dynamodb";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import * as sfn from "@aws-sdk/client-sfn";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
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

export const wires: readonly Wire[] = [
  {
    ...{ of: "SQS", kind: sqs.SQSClient as never, name: "AccessDeniedException", status: 403 },
    command: () => new sqs.SendMessageCommand({ QueueUrl, MessageBody: "a" }),
    permission: allow("sqs:SendMessage", letters),
    needs: `sqs:sendmessage on resource: ${letters}`,
  },
  {
    ...{ of: "SQS in batches", kind: sqs.SQSClient as never, name: "AccessDeniedException", status: 403 },
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
  {
    ...{ of: "DynamoDB", kind: ddb.DynamoDBClient as never, name: "AccessDeniedException", status: 400 },
    command: () => new ddb.ListTablesCommand({}),
    permission: allow("dynamodb:ListTables", "*"),
    needs: "dynamodb:ListTables on resource: *",
  },
  {
    ...{ of: "Step Functions", kind: sfn.SFNClient as never, name: "AccessDeniedException", status: 400 },
    command: () => new sfn.ListStateMachinesCommand({}),
    permission: allow("states:List*", "*"),
    needs: "states:ListStateMachines on resource: *",
  },
  {
    ...{ of: "Lambda", kind: lambda.LambdaClient as never, name: "AccessDeniedException", status: 403 },
    command: () => new lambda.ListFunctionsCommand({}),
    permission: allow("lambda:ListFunctions", "*"),
    needs: "lambda:ListFunctions on resource: *",
  },
];
