// The kinds of resource that the region creates, and those that it accepts without doing anything.

import type { RegionIdentity } from "../../aws/arn.ts";
import { cloudWatchAlarm, cloudWatchDashboard } from "./cloudwatch.ts";
import { connection } from "./connection.ts";
import { dynamoDbTable } from "./dynamodb-table.ts";
import { eventBus, eventRule } from "./events.ts";
import { kinesisStream } from "./kinesis-stream.ts";
import { lambdaFunction } from "./lambda-function.ts";
import { logGroup } from "./log-group.ts";
import { pipe } from "./pipe.ts";
import type { CreatedResource, ResourceKind } from "./resource-kind.ts";
import { s3Bucket } from "./s3-bucket.ts";
import { snsSubscription, snsTopic } from "./sns.ts";
import { sqsQueue } from "./sqs-queue.ts";
import { stateMachine } from "./state-machine.ts";

const kinds: readonly ResourceKind[] = [
  cloudWatchAlarm,
  cloudWatchDashboard,
  connection,
  dynamoDbTable,
  eventBus,
  eventRule,
  kinesisStream,
  lambdaFunction,
  logGroup,
  pipe,
  snsSubscription,
  snsTopic,
  s3Bucket,
  sqsQueue,
  stateMachine,
];

export const resourceKinds: ReadonlyMap<string, ResourceKind> = new Map(
  kinds.map((kind) => [kind.type, kind]),
);

type Describe = (name: string, identity: RegionIdentity) => CreatedResource;

function named(name: string): CreatedResource {
  return { ref: name };
}

/** Types that only grant permissions, which the region does not enforce. Each says what others see of it. */
export const unenforcedTypes: Readonly<Record<string, Describe>> = {
  "AWS::IAM::Role": (name, { partition, accountId }) => ({
    ref: name,
    attributes: { Arn: `arn:${partition}:iam::${accountId}:role/${name}`, RoleId: name },
  }),
  "AWS::IAM::Policy": named,
  "AWS::IAM::ManagedPolicy": (name, { partition, accountId }) => ({
    ref: `arn:${partition}:iam::${accountId}:policy/${name}`,
  }),
  "AWS::Lambda::Permission": named,
  "AWS::SQS::QueuePolicy": named,
  "AWS::SNS::TopicPolicy": named,
  "AWS::Events::EventBusPolicy": named,
  "AWS::S3::BucketPolicy": named,
};

/** Types that make others work: without one, events would get lost without a word, so a template with it is refused. */
const activeTypes: Readonly<Record<string, string>> = {
  "AWS::CloudFormation::CustomResource": "nothing would call its function",
  "AWS::CloudFormation::Stack": "its resources would be missing",
  "AWS::IoT::TopicRule": "no message would reach its actions",
  "AWS::KinesisFirehose::DeliveryStream": "no record would be delivered",
  "AWS::Lambda::EventInvokeConfig": "failed events would not reach its destinations",
  "AWS::Lambda::EventSourceMapping": "no record would reach the function",
  "AWS::Logs::MetricFilter": "its metric would have no values",
  "AWS::Logs::SubscriptionFilter": "no log event would be delivered",
  "AWS::Scheduler::Schedule": "nothing would start its target",
};

/** Why a template with a resource of this type is refused; undefined for a type that can be left out. */
export function lostWithout(type: string): string | undefined {
  if (type.startsWith("Custom::")) return activeTypes["AWS::CloudFormation::CustomResource"];
  return Object.hasOwn(activeTypes, type) ? activeTypes[type] : undefined;
}
