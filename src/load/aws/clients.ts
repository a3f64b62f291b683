// The SDK's clients of a load test on AWS: with the SDK's own chain of credentials and regions, or at another endpoint.

import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { kinesisClient } from "./put-records.ts";

/** Calls of PutRecords that are under way at once at most: as many as there are connections. */
export const mostCalls = 256;

export interface Clients {
  readonly cloudformation: CloudFormationClient;
  readonly cloudwatch: CloudWatchClient;
  readonly kinesis: KinesisClient;
  readonly lambda: LambdaClient;
  readonly sfn: SFNClient;
  readonly sqs: SQSClient;
}

/** One endpoint for all, so that a rehearsal cannot reach AWS by a setting that was forgotten. */
export function awsClients(endpoint: string | undefined): Clients {
  const settings = endpoint === undefined ? {} : { endpoint };
  return {
    lambda: new LambdaClient(settings),
    kinesis: kinesisClient(mostCalls, settings),
    sfn: new SFNClient(settings),
    cloudformation: new CloudFormationClient(settings),
    cloudwatch: new CloudWatchClient(settings),
    sqs: new SQSClient(settings),
  };
}

export function closeClients(clients: Clients): void {
  for (const client of Object.values(clients) as readonly { destroy(): void }[]) client.destroy();
}
