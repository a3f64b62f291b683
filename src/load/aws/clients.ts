// The SDK's clients of a load test on AWS: with the SDK's own chain of credentials and regions, or at another endpoint.

import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";

/** Calls of PutRecords that are under way at once at most: as many as there are connections. */
export const mostCalls = 256;

export interface Clients {
  readonly cloudformation: CloudFormationClient;
  readonly cloudwatch: CloudWatchClient;
  readonly kinesis: KinesisClient;
  readonly lambda: LambdaClient;
  readonly sqs: SQSClient;
}

/** One endpoint for all, so that a rehearsal cannot reach AWS by a setting that was forgotten. */
export function awsClients(endpoint: string | undefined): Clients {
  const settings = endpoint === undefined ? {} : { endpoint };
  const agent = { maxSockets: mostCalls, keepAlive: true };
  const lambda = new LambdaClient({ ...settings, requestHandler: { httpAgent: agent, httpsAgent: agent } });
  // By itself the client of Kinesis puts all calls on one connection of HTTP/2, whose flow control would bound the rate.
  const { requestHandler } = lambda.config;
  return {
    lambda,
    kinesis: new KinesisClient({ ...settings, requestHandler }),
    cloudformation: new CloudFormationClient(settings),
    cloudwatch: new CloudWatchClient(settings),
    sqs: new SQSClient(settings),
  };
}

export function closeClients(clients: Clients): void {
  for (const client of Object.values(clients) as readonly { destroy(): void }[]) client.destroy();
}
