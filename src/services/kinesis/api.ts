// Kinesis Data Streams on the wire, by AWS's member names.

import type { ServiceApi } from "../../aws/wire/operation.ts";
import { accountOperations } from "./api/account-operations.ts";
import { consumerOperations } from "./api/consumer-operations.ts";
import { readPutRecords } from "./api/put-records-request.ts";
import { recordOperations } from "./api/record-operations.ts";
import { withRequestChecks } from "./api/request-checks.ts";
import { settingOperations } from "./api/setting-operations.ts";
import { shardOperations } from "./api/shard-operations.ts";
import { streamOperations } from "./api/stream-operations.ts";
import { tagOperations } from "./api/tag-operations.ts";
import { withCallRates } from "./call-rates.ts";
import { refused } from "./refused-operations.ts";
import type { Streams } from "./streams.ts";

export function kinesisApi(streams: Streams): ServiceApi {
  return {
    name: "Kinesis",
    targetPrefix: "Kinesis_20131202",
    errorNamespace: "",
    jsonVersion: "1.1",
    // Ten MiB of records are fourteen as base64.
    largestBodyBytes: 16 * 1024 * 1024,
    refused,
    readers: { PutRecords: readPutRecords },
    operations: withRequestChecks(
      withCallRates(streams, {
        ...streamOperations(streams),
        ...shardOperations(streams),
        ...recordOperations(streams),
        ...consumerOperations(streams),
        ...settingOperations(streams),
        ...tagOperations(streams),
        ...accountOperations(streams),
      }),
    ),
  };
}
