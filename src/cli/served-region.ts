// A region and the services of its API, by the names that `aws-sdk:` resources give them.

import { cloudWatchApi } from "../api/cloudwatch.ts";
import { dynamodbApi, dynamodbStreamsApi } from "../api/dynamodb.ts";
import { eventBridgeApi } from "../api/eventbridge.ts";
import { kinesisApi } from "../api/kinesis.ts";
import { lambdaApi } from "../api/lambda.ts";
import { logsApi } from "../api/logs.ts";
import type { ServiceApi } from "../api/operation.ts";
import { s3Api } from "../api/s3.ts";
import { stepFunctionsApi } from "../api/sfn.ts";
import { snsApi } from "../api/sns.ts";
import { sqsApi } from "../api/sqs.ts";
import { stsApi } from "../api/sts.ts";
import { xrayApi } from "../api/xray.ts";
import { Region, type RegionOptions } from "../region/region.ts";

/** A region whose tasks call its own services without a wire between. Throws DataFolderError. */
export async function openServedRegion(options: Omit<RegionOptions, "sdkService">): Promise<Region> {
  let services: ReadonlyMap<string, ServiceApi> | undefined;
  const region: Region = await Region.open({
    ...options,
    sdkService: (name) => {
      services ??= servicesOf(region);
      return services.get(name);
    },
  });
  return region;
}

export function servicesOf({ parts, identity }: Region): ReadonlyMap<string, ServiceApi> {
  const { metrics, alarms, dashboards } = parts;
  return new Map([
    ["kinesis", kinesisApi(parts.streams)],
    ["sfn", stepFunctionsApi(parts.states)],
    ["eventbridge", eventBridgeApi(parts.buses, parts.connections)],
    ["sqs", sqsApi(parts.queues)],
    ["sns", snsApi(parts.topics)],
    ["dynamodb", dynamodbApi(parts.tables)],
    ["dynamodbstreams", dynamodbStreamsApi(parts.tables)],
    ["lambda", lambdaApi(parts.functions)],
    ["cloudwatch", cloudWatchApi({ metrics, alarms, dashboards })],
    ["cloudwatchlogs", logsApi(parts.logs)],
    ["sts", stsApi(identity)],
    ["xray", xrayApi(parts.traces)],
    // Last: whatever path is no other service's is a bucket's.
    ["s3", s3Api(parts.objects)],
  ]);
}
