// Records into a stream, with what is refused of them.

import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import type { PutBatch } from "./producer.ts";

const throttled: readonly string[] = [
  "ProvisionedThroughputExceededException",
  "LimitExceededException",
  "KMSThrottlingException",
  "ThrottlingException",
];

/** Of as many connections as calls. By itself the client puts all calls on one of HTTP/2, whose flow control would bound the rate. */
export function kinesisClient(
  mostCalls: number,
  settings: { readonly endpoint?: string } = {},
): KinesisClient {
  const agent = { maxSockets: mostCalls, keepAlive: true };
  const { requestHandler } = new LambdaClient({
    ...settings,
    requestHandler: { httpAgent: agent, httpsAgent: agent },
  }).config;
  return new KinesisClient({ ...settings, requestHandler });
}

/** A call that is refused for want of room is as if each of its records were. */
export function putRecords(kinesis: KinesisClient, streamName: string): PutBatch {
  return async (records) => {
    const Records = records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data }));
    try {
      const answer = await kinesis.send(new PutRecordsCommand({ StreamName: streamName, Records }));
      return (answer.Records ?? []).map(({ ErrorCode }) => ErrorCode);
    } catch (error) {
      const { name } = error as Error;
      if (!throttled.includes(name)) throw error;
      return records.map(() => name);
    }
  };
}
