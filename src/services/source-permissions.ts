// What whoever reads a source by itself, for a pipe or a function, asks of the service that the source is of.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html

import { parseArn } from "../aws/arn.ts";
import type { RoleCaller } from "../aws/role-caller.ts";
import type { AccessGuard } from "./permissions.ts";

interface Reading {
  /** The member that names the source. */
  readonly member: string;
  readonly operations: readonly string[];
  /** AWS's readers ask for these too, and go without. */
  readonly wished?: readonly string[];
}

const readings: Readonly<Record<string, Reading>> = {
  kinesis: {
    member: "StreamARN",
    operations: ["DescribeStream", "GetRecords", "GetShardIterator"],
    wished: ["DescribeStreamSummary", "ListShards"],
  },
  consumer: { member: "ConsumerARN", operations: ["SubscribeToShard"], wished: ["DescribeStreamConsumer"] },
  dynamodb: { member: "StreamArn", operations: ["DescribeStream", "GetRecords", "GetShardIterator"] },
  sqs: { member: "QueueUrl", operations: ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"] },
};

/** Throws ServiceError in the words of the source's service. */
export function checkReading(access: AccessGuard | undefined, sourceArn: string, caller: RoleCaller): void {
  const { service = "", resource = "" } = parseArn(sourceArn) ?? {};
  const reading = readings[resource.includes("/consumer/") ? "consumer" : service];
  if (access === undefined || reading === undefined) return;
  const { member, operations, wished = [] } = reading;
  const request = { [member]: service === "sqs" ? resource : sourceArn };
  for (const operation of operations) access.check({ service, operation, request, caller });
  for (const operation of wished) access.check({ service, operation, request, caller, isWished: true });
}
