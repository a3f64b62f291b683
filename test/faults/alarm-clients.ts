// The SDK's clients of the services in which faults are made.

import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IoTClient } from "@aws-sdk/client-iot";
import { IoTDataPlaneClient } from "@aws-sdk/client-iot-data-plane";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";

export type Clients = ReturnType<typeof clientsOf>;

export function clientsOf(endpoint: string) {
  const configuration = {
    ...{ endpoint, region: "us-east-1", maxAttempts: 1 },
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  return {
    kinesis: new KinesisClient(configuration),
    lambda: new LambdaClient(configuration),
    states: new SFNClient(configuration),
    sns: new SNSClient(configuration),
    sqs: new SQSClient(configuration),
    events: new EventBridgeClient(configuration),
    iot: new IoTClient(configuration),
    iotData: new IoTDataPlaneClient(configuration),
    scheduler: new SchedulerClient(configuration),
    logs: new CloudWatchLogsClient(configuration),
  };
}
