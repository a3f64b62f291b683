// Kinesis Data Streams on the wire, by AWS's member names.

import type { ServiceApi } from "../../../aws/wire/operation.ts";
import { withCallRates } from "../limits/call-rates.ts";
import type { Streams } from "../streams/streams.ts";
import { accountOperations } from "./account-operations.ts";
import { consumerOperations } from "./consumer-operations.ts";
import { readPutRecords } from "./put-records-request.ts";
import { recordOperations } from "./record-operations.ts";
import { refused } from "./refused-operations.ts";
import { withRequestChecks } from "./request-checks.ts";
import { settingOperations } from "./setting-operations.ts";
import { shardOperations } from "./shard-operations.ts";
import { streamOperations } from "./stream-operations.ts";
import { tagOperations } from "./tag-operations.ts";

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
