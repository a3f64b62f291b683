// What Kinesis has on AWS and not here, by why.

import type { RefusedOperations } from "../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "there are no consumers with enhanced fan-out; GetRecords reads": [
    "DeregisterStreamConsumer",
    "DescribeStreamConsumer",
    "ListStreamConsumers",
    "RegisterStreamConsumer",
    "SubscribeToShard",
  ],
  "a stream keeps the shards that it was made with": [
    "MergeShards",
    "SplitShard",
    "UpdateShardCount",
    "UpdateStreamMode",
    "UpdateStreamWarmThroughput",
  ],
  "there are no metrics of single shards": ["DisableEnhancedMonitoring", "EnableEnhancedMonitoring"],
  "records are kept unencrypted": ["StartStreamEncryption", "StopStreamEncryption"],
  "permissions are not enforced": ["DeleteResourcePolicy", "GetResourcePolicy", "PutResourcePolicy"],
  "there are no limits of an account": ["DescribeAccountSettings", "DescribeLimits", "UpdateAccountSettings"],
};
