// What Kinesis' operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesis.html

import { arnOfName, firstText } from "../../aws/wire/arn-members.ts";
import type { ServicePermissions } from "../permissions.ts";
import { streamOfIterator } from "./reading/shard-iterator.ts";
import { getPolicy } from "./streams/policies.ts";
import type { Streams } from "./streams/streams.ts";

/** They are of the whole account. */
const ofNoStream = new Set([
  "ListStreams",
  "DescribeLimits",
  "DescribeAccountSettings",
  "UpdateAccountSettings",
]);

export const kinesisPermissions: ServicePermissions<Streams> = {
  needsOf(operation, request, { identity }) {
    if (ofNoStream.has(operation)) return [{ action: `kinesis:${operation}`, resource: "*" }];
    const named =
      firstText(request, "ConsumerARN", "ResourceARN", "StreamARN", "StreamName") ??
      streamOfIterator(String(request.ShardIterator));
    // A list goes on by a token that whoever has it was let to have.
    if (named === undefined) return [];
    const resource = arnOfName(named, { identity, service: "kinesis", kind: "stream/" });
    return [{ action: `kinesis:${operation}`, resource }];
  },
  deliveryAction: ({ caller }) =>
    caller.arn.includes(":pipes:") ? "kinesis:PutRecords" : "kinesis:PutRecord",
  policyOf: (streams, arn) => getPolicy(streams, arn),
};
